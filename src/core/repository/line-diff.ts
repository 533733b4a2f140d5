import { diffArrays } from 'diff';
import type { ChangedLine, FileDiff, FileRead } from '../contracts/ports.ts';

/** Files over this size in bytes are not compared line by line. */
export const MAX_DIFF_BYTES = 4 * 1024 * 1024;
/** Edits after which the shortest difference is no longer searched for; its cost grows with their square. */
const MAX_EDITS = 5_000;
/** As git does: a null byte near the start means binary. */
const BINARY_PROBE_BYTES = 8_000;

/** Lines that differ between two reads of one file; `undefined` when either is binary or large, or neither is a file. */
export function diffFileReads(older: FileRead, newer: FileRead): FileDiff | undefined {
  if (older.kind !== 'file' && newer.kind !== 'file') return undefined;
  const olderText = textOf(older);
  const newerText = textOf(newer);
  return olderText === undefined || newerText === undefined ? undefined : diffLines(olderText, newerText);
}

/**
 * Lines removed from the older text and added to the newer one, without their line ends (so that a final line end alone is
 * no difference). The shortest such difference where it is cheap to find, else everything between the first and the last
 * differing line: also a true difference, only a longer one.
 */
export function diffLines(older: string, newer: string): FileDiff {
  const before = linesOf(older);
  const after = linesOf(newer);
  const start = commonLength(before, after);
  const rest = Math.min(before.length, after.length) - start;
  const end = Math.min(rest, commonLength([...before].reverse(), [...after].reverse()));
  const removed = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  return (
    shortestDiff(removed, added, start + 1) ?? { removed: number(removed, start + 1), added: number(added, start + 1) }
  );
}

function shortestDiff(before: string[], after: string[], firstLine: number): FileDiff | undefined {
  const changes = diffArrays(before, after, { maxEditLength: MAX_EDITS });
  if (changes === undefined) return undefined;
  const removed: ChangedLine[] = [];
  const added: ChangedLine[] = [];
  let oldLine = firstLine;
  let newLine = firstLine;
  for (const change of changes) {
    if (change.removed) removed.push(...number(change.value, oldLine));
    if (change.added) added.push(...number(change.value, newLine));
    if (!change.added) oldLine += change.value.length;
    if (!change.removed) newLine += change.value.length;
  }
  return { removed, added };
}

function number(lines: readonly string[], first: number): ChangedLine[] {
  return lines.map((text, index) => ({ line: first + index, text }));
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function textOf(read: FileRead): string | undefined {
  if (read.kind === 'too-large') return undefined;
  if (read.kind !== 'file') return '';
  const isText = read.bytes.length <= MAX_DIFF_BYTES && !read.bytes.subarray(0, BINARY_PROBE_BYTES).includes(0);
  return isText ? new TextDecoder().decode(read.bytes) : undefined;
}
