import type { ChangedLine, FileDiff } from '../contracts/ports.ts';

const HUNK_HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * The changed lines of a unified diff of one file, as GitHub gives it: hunks only, without file headers. `undefined` when
 * the hunks do not hold as many lines as their headers say: a patch that was cut off must not pass for the whole.
 */
export function parsePatch(patch: string): FileDiff | undefined {
  const removed: ChangedLine[] = [];
  const added: ChangedLine[] = [];
  const at = { old: 0, new: 0, oldLeft: 0, newLeft: 0 };
  for (const line of patch.split('\n')) {
    const inHunk = at.oldLeft > 0 || at.newLeft > 0;
    const header = inHunk ? null : HUNK_HEADER.exec(line);
    if (header !== null) {
      at.old = Number(header[1]);
      at.oldLeft = Number(header[2] ?? 1);
      at.new = Number(header[3]);
      at.newLeft = Number(header[4] ?? 1);
    } else if (!line.startsWith('\\') && !(line === '' && !inHunk) && !takeLine(line, at, removed, added)) {
      return undefined;
    }
  }
  return at.oldLeft === 0 && at.newLeft === 0 ? { removed, added } : undefined;
}

interface Position {
  old: number;
  new: number;
  oldLeft: number;
  newLeft: number;
}

/** Counts one line of a hunk; false when it is none, or one too many. */
function takeLine(line: string, at: Position, removed: ChangedLine[], added: ChangedLine[]): boolean {
  const sign = line[0] ?? ' ';
  if (sign !== ' ' && sign !== '-' && sign !== '+') return false;
  const text = line.slice(1).replace(/\r$/, '');
  if (sign === '-') removed.push({ line: at.old, text });
  if (sign === '+') added.push({ line: at.new, text });
  if (sign !== '+') {
    at.old += 1;
    at.oldLeft -= 1;
  }
  if (sign !== '-') {
    at.new += 1;
    at.newLeft -= 1;
  }
  return at.oldLeft >= 0 && at.newLeft >= 0;
}
