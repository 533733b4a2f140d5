/** Characters that show nothing or turn the order of what is shown: zero-width spaces, direction marks, tag characters. */
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * Invisible characters in a text that a reviewer would not see, as code points with their lines, e.g. `U+200B (line 3)`;
 * at most five. Joiners are left out: scripts and emoji need them.
 */
export function invisibleCharacters(text: string): readonly string[] {
  const found: string[] = [];
  for (const match of text.matchAll(INVISIBLE)) {
    if (found.length === 5) break;
    const line = text.slice(0, match.index).split('\n').length;
    const point = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    found.push(`U+${point} (line ${line})`);
  }
  return found;
}
