/**
 * Code points that a reader cannot see or that change how their neighbours read: controls, formats (bidi marks, zero
 * widths, tags), lone surrogates, separators, private use, variation selectors and letters that look like nothing.
 * A joiner between two non-ASCII characters (emoji, Persian, Indic scripts) and an emoji's own variation selector are
 * writing, not hiding.
 */
const JOINER_IN_WRITING = String.raw`(?<=[^\0-\x7F])[\u200C\u200D](?=[^\0-\x7F\p{Cc}\p{Cf}])`;
const EMOJI_SELECTOR = String.raw`(?<=\p{Extended_Pictographic})\uFE0F`;
const UNSEEN = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`;
/** Global: for `replace` and `matchAll` alone. */
export const HIDDEN = new RegExp(`(?!${JOINER_IN_WRITING}|${EMOJI_SELECTOR})${UNSEEN}`, 'gu');

/** Letters that are drawn like those of ASCII: of other scripts, and ASCII's own in other shapes. */
const LOOK_ALIKE =
  /[\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Cherokee}ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳ\uFF21-\uFF3A\uFF41-\uFF5A\u{1D400}-\u{1D7FF}]/u;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** How many are told of; one is enough to look. */
const MOST_TOLD = 5;

/**
 * Characters of a text that a reviewer would not see, as code points with their lines, e.g. `U+200B (line 3)`; at most five.
 * Tabs and line ends are seen.
 */
export function invisibleCharacters(text: string): readonly string[] {
  const found: string[] = [];
  for (const { 0: character, index } of text.matchAll(HIDDEN)) {
    if (found.length === MOST_TOLD) break;
    if (character === '\n' || character === '\t' || (character === '\r' && text[index + 1] === '\n')) continue;
    found.push(`${codePoint(character)} (line ${lineAt(text, index)})`);
  }
  return found;
}

/**
 * Letters of other scripts inside words of ASCII letters, where they pass for those, e.g. `U+0430 (line 3)`; at most five. A word
 * that is of one script altogether is nobody's disguise.
 */
export function disguisedLetters(text: string): readonly string[] {
  const found: string[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (found.length === MOST_TOLD) break;
    const [letter] = LOOK_ALIKE.exec(word) ?? [];
    if (letter !== undefined && /[A-Za-z]/.test(word)) found.push(`${codePoint(letter)} (line ${lineAt(text, index)})`);
  }
  return found;
}

/** `U+200B`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
