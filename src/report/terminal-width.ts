import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Marks of a report that take two columns, and have nothing that combines about them either. */
const WIDE = /[\u2705\u274c]/g;

/**
 * Characters that are measured by looking at them: printable ASCII, some of Latin-1, punctuation, mathematical operators
 * (−, ≥, …), lines of boxes and `▸`, each a column, and the wide marks. None of them combines, and none begins an escape
 * sequence. A report is made of little else, and to measure anything else takes tables of all scripts, which take longer to
 * load than the rest of a report takes to make.
 */
const PLAIN = /^[\x20-\x7e\xb1\xb7\xd7\u2010-\u2027\u2200-\u22ff\u2500-\u257f\u25b8\u2705\u274c]*$/;

/** Columns of a terminal that a line takes. */
export function columnsOf(line: string): number {
  return PLAIN.test(line) ? plainColumns(line) : stringWidth(line);
}

/** A text in lines of so many columns, words broken where they have to be; spaces at the ends of lines go. */
export function linesOf(text: string, columns: number): readonly string[] {
  const lines = text.split('\n').map((line) => plainLines(line, columns));
  // Styles reach from line to line, so that one line which is not plain leaves none to be wrapped by itself.
  return lines.every((line) => line !== undefined) ? lines.flat() : wrapAnsi(text, columns, { hard: true }).split('\n');
}

/** One line in as many as it needs; its own indentation stays, the space where it was broken goes. */
export function foldLine(text: string, columns: number): readonly string[] {
  if (PLAIN.test(text) && plainColumns(text) <= columns) return [text];
  return wrapAnsi(text, columns, { hard: true, trim: false })
    .split('\n')
    .map((piece, index) => (index === 0 ? piece : piece.trimStart()));
}

function plainColumns(plain: string): number {
  return plain.length + (plain.match(WIDE)?.length ?? 0);
}

/** As many words on each line as fit. `undefined` where a line is not plain, a word too long, or a space not between words. */
function plainLines(line: string, columns: number): readonly string[] | undefined {
  if (!PLAIN.test(line)) return undefined;
  if (line === '') return [''];
  const lines: string[] = [];
  let used = columns;
  for (const word of line.split(' ')) {
    const width = plainColumns(word);
    if (word === '' || width > columns) return undefined;
    if (used + 1 + width <= columns) {
      lines.push(`${lines.pop() ?? ''} ${word}`);
      used += 1 + width;
    } else {
      lines.push(word);
      used = width;
    }
  }
  return lines;
}
