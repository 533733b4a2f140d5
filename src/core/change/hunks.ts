import type { ChangedLine, FileDiff } from '../contracts/ports.ts';

/** Lines that were replaced at one spot; one of the two may be empty. */
export interface Hunk {
  readonly removed: readonly ChangedLine[];
  readonly added: readonly ChangedLine[];
}

/** Puts a diff's removed and added lines back together by the spots that they share. */
export function hunksOf(diff: FileDiff): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let old = 0;
  let now = 0;
  // The newer side's line number of an unchanged line minus the older side's, so far.
  let shift = 0;
  while (old < diff.removed.length || now < diff.added.length) {
    const start = Math.min(lineAt(diff.removed, old) + shift, lineAt(diff.added, now));
    const removed = runFrom(diff.removed, old, start - shift);
    const added = runFrom(diff.added, now, start);
    hunks.push({ removed, added });
    old += removed.length;
    now += added.length;
    shift += added.length - removed.length;
  }
  return hunks;
}

function lineAt(lines: readonly ChangedLine[], index: number): number {
  return lines[index]?.line ?? Number.POSITIVE_INFINITY;
}

/** Consecutive lines from an index on, when the first of them has this number. */
function runFrom(lines: readonly ChangedLine[], index: number, line: number): readonly ChangedLine[] {
  let end = index;
  while (lines[end]?.line === line + (end - index)) end += 1;
  return lines.slice(index, end);
}
