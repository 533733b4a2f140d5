/**
 * A character that shows nothing, moves what is shown, or passes for a space: controls, format and default-ignorable
 * characters (Unicode's own list: zero-width, direction marks, tags, variation selectors, fillers), unassigned ones, every
 * space but the plain one, and the blank Braille pattern.
 */
const INVISIBLE = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Letters of scripts that hold doubles of Latin ones. */
const DOUBLES = '\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Armenian}\\p{Script=Cherokee}\\p{Script=Lisu}';
/** One run of letters in which Latin and such letters stand together, as no language writes. */
const MIXED = new RegExp(
  `[${DOUBLES}](?=[\\p{L}\\p{M}]*\\p{Script=Latin})|(?<=\\p{Script=Latin}[\\p{L}\\p{M}]*)[${DOUBLES}]`,
  'u',
);

/** A character of a text: its code point as `U+200B`, and its column from 1. */
export interface SpottedCharacter {
  readonly character: string;
  readonly column: number;
}

/** The first character of a line that a reader would not see, or would take for a plain space. */
export function firstInvisible(line: string): SpottedCharacter | undefined {
  return spot(line, INVISIBLE);
}

/** The first letter of a line that passes for a Latin one: another script's inside a word that is otherwise Latin. */
export function firstLookAlike(line: string): SpottedCharacter | undefined {
  return spot(line, MIXED);
}

/** The first character that is not ASCII: names and key words are written in it. */
export function firstForeign(line: string): SpottedCharacter | undefined {
  return spot(line, /[^\x20-\x7e]/u);
}

function spot(line: string, pattern: RegExp): SpottedCharacter | undefined {
  const match = pattern.exec(line);
  if (match === null) return undefined;
  const point = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return { character: `U+${point}`, column: [...line.slice(0, match.index)].length + 1 };
}
