import type { LineStyle } from './line-style.ts';

/** A line inside a block comment of the usual layout: ` * text`. `*name = …` is code. */
const BLOCK_COMMENT_LINE = /^\s*\*(?:\s|\/|$)/;

/**
 * How much of a line is code: up to the comment at its end, 0 when all of it is comment. Where quotes do not pair up,
 * or a slash before may open a regular expression, nothing is taken for a comment: an ID that might be code counts. Best
 * effort: one line knows nothing of those before it.
 */
export function codeLength(line: string, style: LineStyle): number {
  if (style.comments === 'none') return line.length;
  if (style.comments === '//' && (BLOCK_COMMENT_LINE.test(line) || isWholeBlockComment(line))) return 0;
  let at = 0;
  while (at < line.length) {
    if (startsComment(line, at, style.comments)) return at;
    if (style.comments === '//' && line[at] === '/') return line.length;
    at = isQuote(line[at]) ? afterQuotes(line, at) : at + 1;
  }
  return line.length;
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'" || character === '`';
}

/** The offset behind a quoted part; the end of the line when it never closes. */
function afterQuotes(line: string, open: number): number {
  for (let at = open + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === line[open]) return at + 1;
  }
  return line.length;
}

function isWholeBlockComment(line: string): boolean {
  if (!line.trimStart().startsWith('/*')) return false;
  const close = line.indexOf('*/');
  return close === -1 || line.slice(close + 2).trim() === '';
}

/** `#` opens a comment only behind white space, so that `$#` and `a#b` stay code. */
function startsComment(line: string, at: number, comments: '//' | '#'): boolean {
  if (comments === '//') return line.startsWith('//', at) && line[at - 1] !== ':';
  return line[at] === '#' && (at === 0 || /\s/.test(line[at - 1] ?? ''));
}
