import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

const GAP = '  ';
const NARROWEST = 7;
const NARROW_WORDS = 12;

/** Pads a styled text to a number of columns of the terminal. */
export function pad(styled: string, columns: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, columns - stringWidth(styled)));
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
  const widths = columnWidths([header, ...rows], align, width);
  const lay = (row: readonly string[]): readonly string[] => layOutRow(row, widths, align);
  return { head: lay(header), body: rows.flatMap(lay), width: totalWidth(widths) };
}

/** Words give way before figures do: a wrapped figure is hard to read. */
function columnWidths(
  rows: readonly (readonly string[])[],
  align: readonly ('left' | 'right')[],
  width: number,
): readonly number[] {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(1, ...rows.map((row) => widestLine(row[column] ?? ''))),
  );
  while (totalWidth(widths) > width) {
    const column = widest(widths, (at) => align[at] !== 'right', NARROW_WORDS) ?? widest(widths, () => true, NARROWEST);
    if (column === undefined) break;
    widths[column] = (widths[column] ?? 0) - 1;
  }
  return widths;
}

function widest(widths: readonly number[], mayShrink: (column: number) => boolean, floor: number): number | undefined {
  return widths.reduce<number | undefined>((best, width, column) => {
    if (!mayShrink(column) || width <= floor) return best;
    return best === undefined || width > (widths[best] ?? 0) ? column : best;
  }, undefined);
}

function layOutRow(
  row: readonly string[],
  widths: readonly number[],
  align: readonly ('left' | 'right')[],
): readonly string[] {
  const cells = widths.map((width, column) => wrapAnsi(row[column] ?? '', width, { hard: true }).split('\n'));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, column) => pad(lines[at] ?? '', widths[column] ?? 0, align[column] ?? 'left'))
      .join(GAP)
      .trimEnd(),
  );
}

function widestLine(cell: string): number {
  return Math.max(...cell.split('\n').map((one) => stringWidth(one)));
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

/** One line in as many as it needs; its own indentation stays, the space where it was broken goes. */
export function foldLine(text: string, width: number): readonly string[] {
  return wrapAnsi(text, width, { hard: true, trim: false })
    .split('\n')
    .map((piece, index) => (index === 0 ? piece : piece.trimStart()));
}
