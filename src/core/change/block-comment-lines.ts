import type { ChangedLine, FileDiff, FileRead } from '../contracts/ports.ts';
import { findModelIds } from './model-id/find.ts';
import type { LineStyle } from './model-id/line-style.ts';

/** A line as it stands in a block comment of the usual layout, ` * text`; or a factor, where an expression goes on. */
const STARRED = /^(\s*)\*(?=\s|\/|$)/;
const OPENS_COMMENT = /^\s*\/\*/;
/** Longest comment that is looked through, in lines. */
const MOST_LINES = 2000;

/** The sides of a diff on which an ID stands in a line that is a comment or code, depending on the lines before it. */
export function sidesInDoubt(diff: FileDiff, style: LineStyle): readonly ('removed' | 'added')[] {
  if (style.comments !== '//') return [];
  const inDoubt = ({ text }: ChangedLine) => STARRED.test(text) && findModelIds(asCode(text), style).length > 0;
  return (['removed', 'added'] as const).filter((side) => diff[side].some(inDoubt));
}

/**
 * The lines with the star taken from those that no block comment holds, by the whole file: what is left reads as the code that it
 * is, at the same columns. When the file cannot be read, all of them count as code.
 */
export function withoutFactors(lines: readonly ChangedLine[], file: FileRead): readonly ChangedLine[] {
  const all = file.kind === 'file' ? new TextDecoder().decode(file.bytes).split('\n') : [];
  return lines.map(({ line, text }) =>
    STARRED.test(text) && !isInComment(all, line) ? { line, text: asCode(text) } : { line, text },
  );
}

function asCode(text: string): string {
  return text.replace(STARRED, '$1 ');
}

/** Whether starred lines lead up to one that opens a comment, and none of them closes it. Lines count from 1. */
function isInComment(all: readonly string[], line: number): boolean {
  for (let at = line - 2; at >= Math.max(0, line - MOST_LINES); at -= 1) {
    const text = all[at] ?? '';
    if (text.includes('*/')) return false;
    if (OPENS_COMMENT.test(text)) return true;
    if (!STARRED.test(text)) return false;
  }
  return false;
}
