import { columnsOf, foldLine, linesOf } from './terminal-width.ts';

const GAP = '  ';
/** Columns below which a text is hard to read, and below which nothing shrinks at all. */
const NARROW_TEXT = 13;
const NARROWEST = 7;
/** A longer word may be broken to make room. */
const LONGEST_WORD = 14;

/** Pads a styled text to a number of columns of the terminal. */
function pad(styled: string, columns: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, columns - columnsOf(styled)));
  return align === 'right' ? space + styled : styled + space;
}

/**
 * A table in so many columns of a terminal: as wide as its content needs, and when that is too much the widest columns
 * wrap. Cells are styled already and may hold line feeds. Returns the lines, the header first, without a rule.
 */
export function layOutTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly ('left' | 'right')[],
  width: number,
): { readonly head: readonly string[]; readonly body: readonly string[]; readonly width: number } {
  const widths = columnWidths(header, rows, align, width);
  const lay = (row: readonly string[]): readonly string[] => layOutRow(row, widths, align);
  return { head: lay(header), body: rows.flatMap(lay), width: totalWidth(widths) };
}

/**
 * Where the natural widths are too much, headings wrap first, then texts, then figures; a column stays as wide as its
 * longest word while another can shrink.
 */
function columnWidths(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly ('left' | 'right')[],
  width: number,
): readonly number[] {
  const bodies = header.map((_, column) => Math.max(1, ...rows.map((row) => widestLine(row[column] ?? ''))));
  const natural = bodies.map((body, column) => Math.max(body, widestLine(header[column] ?? '')));
  if (totalWidth(natural) <= width) return natural;
  const widths = bodies.map((body, column) => Math.max(body, widestWord(header[column] ?? '')));
  const words = header.map((title, column) =>
    Math.min(LONGEST_WORD, Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map(widestWord))),
  );
  const textFloor = (narrow: number) => (column: number) =>
    align[column] === 'right' ? Infinity : Math.max(words[column] ?? 0, narrow);
  while (totalWidth(widths) > width) {
    const column =
      widest(widths, textFloor(NARROW_TEXT)) ??
      widest(widths, textFloor(NARROWEST)) ??
      widest(widths, (at) => words[at] ?? 0) ??
      widest(widths, () => NARROWEST);
    if (column === undefined) break;
    widths[column] = (widths[column] ?? 0) - 1;
  }
  return widths;
}

/** The widest column that is still above its floor. */
function widest(widths: readonly number[], floor: (column: number) => number): number | undefined {
  return widths.reduce<number | undefined>((best, width, column) => {
    if (width <= floor(column)) return best;
    return best === undefined || width > (widths[best] ?? 0) ? column : best;
  }, undefined);
}

function widestWord(cell: string): number {
  return Math.max(...cell.split(/\s+/).map(columnsOf));
}

function layOutRow(
  row: readonly string[],
  widths: readonly number[],
  align: readonly ('left' | 'right')[],
): readonly string[] {
  const cells = widths.map((width, column) => linesOf(row[column] ?? '', width));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, column) => pad(lines[at] ?? '', widths[column] ?? 0, align[column] ?? 'left'))
      .join(GAP)
      .trimEnd(),
  );
}

function widestLine(cell: string): number {
  return Math.max(...cell.split('\n').map(columnsOf));
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one, 0) + GAP.length * (widths.length - 1);
}

/** Two texts beside each other with a line between, each in half of the width. */
export function layOutPanes(left: string, right: string, width: number): readonly string[] {
  const half = Math.floor((width - 3) / 2);
  const [source = [], target = []] = [left, right].map((one) =>
    one.split('\n').flatMap((text) => foldLine(text, half)),
  );
  return Array.from({ length: Math.max(source.length, target.length) }, (_, at) =>
    `${pad(source[at] ?? '', half, 'left')} │ ${target[at] ?? ''}`.trimEnd(),
  );
}
