/** More than anyone writes by hand, and far less than what the parser's stack holds. */
const MAX_LEVELS = 100;
const INDICATOR = /[-?:][ \t]+/y;

/**
 * Whether a YAML text may nest without end. To be asked before the text is parsed: the parser descends once a level, and when
 * the stack ends inside the JavaScript engine's own regular expressions the whole process is aborted, which nobody can
 * catch. Looks at the text alone, brackets in quotes included, so it may refuse what a parser would take, never the reverse.
 */
export function nestsWithoutEnd(text: string): boolean {
  return bracketsOpen(text) > MAX_LEVELS || blocksOpen(text) > MAX_LEVELS;
}

/** Most brackets and braces that are open at once. */
function bracketsOpen(text: string): number {
  let open = 0;
  let most = 0;
  for (const character of text) {
    if (character === '[' || character === '{') open += 1;
    else if (character === ']' || character === '}') open = Math.max(0, open - 1);
    if (open > most) most = open;
  }
  return most;
}

/** Most columns at which a block is open at once: a line ends the blocks that start where it does, or further right. */
function blocksOpen(text: string): number {
  const open: number[] = [];
  let most = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const columns = columnsOf(line);
    const [first] = columns;
    if (first === undefined) continue;
    while ((open.at(-1) ?? -1) >= first) open.pop();
    for (const column of columns) open.push(column);
    most = Math.max(most, open.length);
  }
  return most;
}

/** Where a line's blocks may start: at each dash, question mark and colon before its content, and at that. */
function columnsOf(line: string): readonly number[] {
  let column = line.search(/[^ ]/);
  if (column === -1) return [];
  const columns: number[] = [];
  INDICATOR.lastIndex = column;
  while (INDICATOR.test(line)) {
    columns.push(column);
    column = INDICATOR.lastIndex;
  }
  return [...columns, column];
}
