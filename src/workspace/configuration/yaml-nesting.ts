/** Brackets open at once, dashes or question marks in a row, columns of indentation: more than anyone writes by hand. */
const MAX_BRACKETS = 100;
const DASHES = /^[ \t]*(?:[-?][ \t]+){50}/m;
const INDENTATION = /^ {120} *[^ \r\n]/m;

/**
 * Whether a YAML text may nest without end. To be asked before the text is parsed: the parser descends once a level, and when
 * the stack ends inside the JavaScript engine's own regular expressions the whole process is aborted, which nobody can
 * catch. Looks at the text alone, brackets in quotes included, so it may refuse what a parser would take, never the reverse.
 */
export function nestsWithoutEnd(text: string): boolean {
  return bracketsOpen(text) > MAX_BRACKETS || DASHES.test(text) || INDENTATION.test(text);
}

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
