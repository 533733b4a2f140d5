import type { Problem } from '../../contracts/problem.ts';

/** Largest file that a layer is read from, in bytes: prompts and settings are far smaller, data sets are not layers. */
export const MAX_LAYER_BYTES = 1024 * 1024;

/**
 * A layer file's bytes as text: UTF-8 without its byte order mark, line ends as `\n`, so that an editor's or git's choice
 * of line ends is no change of a prompt. Lines and columns stay those of the file.
 */
export function decodeLayer(bytes: Uint8Array, file: string): { readonly text: string } | Problem {
  if (bytes.byteLength > MAX_LAYER_BYTES) return tooLarge(file, bytes.byteLength, MAX_LAYER_BYTES);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return unreadable(file, 'is not UTF-8 text', 'Save the file as UTF-8.');
  }
  if (text.includes('\0')) {
    return unreadable(file, 'holds a NUL character, so it is not text', 'Name a text file.');
  }
  return { text: text.replaceAll('\r\n', '\n') };
}

/** The problem of a layer file over the limit; sizes in bytes. */
export function tooLarge(file: string, size: number, limit: number): Problem {
  return unreadable(
    file,
    `has ${size} bytes; a layer is read from files of at most ${limit}`,
    'Name the file that holds the prompt or setting itself, not a bundle or a data set.',
  );
}

function unreadable(file: string, what: string, hint: string): Problem {
  return { code: 'layer-invalid', message: `${file} ${what}`, place: { file }, hint };
}

/**
 * A text layer's value: line ends as `\n`, and without the one line break that editors put at the end of a file, so that
 * the same text in a file of its own, in a YAML block and in a constant is the same layer.
 */
export function layerText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/\n$/, '');
}

/** What some readers take for the end of a line, and git, GitHub and most editors do not. */
const FOREIGN_LINE_BREAK = /\r(?!\n)|[\u0085\u2028\u2029]/;

/**
 * The problem of a text with line breaks that only some readers know: a comment ends there for one and not for the other, so that
 * the two find different values. JSON is left out: all its readers agree.
 */
export function foreignLineBreak(text: string, file: string): Problem | undefined {
  const found = file.toLowerCase().endsWith('.json') ? null : FOREIGN_LINE_BREAK.exec(text);
  if (!found) return undefined;
  const point = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return {
    code: 'layer-invalid',
    message: `${file} holds U+${point}, a line break for some programs and none for others`,
    place: { file, line: positionAt(text, found.index).line },
    hint: 'End lines with a line feed; write the character as an escape where a text needs it.',
  };
}

/** Counts lines from 1 up to and including the one that holds `offset`. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}
