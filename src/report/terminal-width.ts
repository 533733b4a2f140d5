import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Printable ASCII and mathematical operators (−, ≥, …): a column each, with nothing that combines or is an escape sequence. */
const PLAIN = /^[\x20-\x7e\u2200-\u22ff]*$/;

/** Columns of a terminal that a line takes. Plain text is as wide as it is long: a report measures thousands of such cells. */
export function columnsOf(line: string): number {
  return PLAIN.test(line) ? line.length : stringWidth(line);
}

/** A text in lines of so many columns, words broken where they have to be; spaces at the ends of lines go. */
export function linesOf(text: string, columns: number): readonly string[] {
  const fits = PLAIN.test(text) && text.length <= columns && text === text.trim();
  return fits ? [text] : wrapAnsi(text, columns, { hard: true }).split('\n');
}
