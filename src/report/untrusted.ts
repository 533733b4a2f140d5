import { codePoint, HIDDEN } from '../core/change/invisible-text.ts';

/**
 * Text that others wrote (model output, prompts, file names, model IDs, case ids, error messages) made fit to be shown:
 * nothing in it is invisible, moves the cursor or reverses the reading direction, and it cannot pass for our marker.
 * Renderers add their own escaping on top.
 */

/** `⟨U+202E⟩`. */
function codePointName(character: string): string {
  return `⟨${codePoint(character)}⟩`;
}

/** Shows every hidden code point of a text of several lines; line feeds stay, tabs become two spaces. */
export function visibleLines(text: string): string {
  const shown = text
    .replace(/\r\n/g, '\n')
    .replace(/\t/g, '  ')
    .split('\n')
    .map((line) => line.replace(HIDDEN, codePointName))
    .join('\n');
  return disarmMarker(shown);
}

/** The same on one line: line breaks are shown as `⏎`. */
export function visibleLine(text: string): string {
  return disarmMarker(visibleLines(text).replace(/\n/g, '⏎'));
}

/** HTML comments that name the tool would be a second marker; other angle brackets are the renderer's business. */
function disarmMarker(text: string): string {
  return text.replace(/<(?=!--\s*changeover)/gi, '‹');
}

/**
 * The first `max` UTF-16 units of a text, never half a surrogate pair; what is cut is marked `…`.
 * `max` is at least 1.
 */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${wholeCharacters(text, max - 1)}…`;
}

/** The first lines of a long text, at most `max` UTF-16 units, and a last line that says how much is left out. */
export function clipBlock(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = wholeCharacters(text, max);
  return `${head}\n… ${text.length - head.length} more characters`;
}

function wholeCharacters(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? length - 1 : length);
}
