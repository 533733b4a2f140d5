import type { ChangedFile } from '../../core/contracts/ports.ts';

/**
 * Reads `git diff --raw -z`: for each file `:modes ids STATUS NUL path NUL`, with a second path after a rename or copy. A copy is
 * an addition, a change of type a modification.
 */
export function parseRawDiff(output: Buffer): ChangedFile[] {
  const fields = output.toString('utf8').split('\0');
  const files: ChangedFile[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const letter = (fields[at] ?? '').split(' ')[4]?.[0];
    const path = fields[at + 1] ?? '';
    const hasTwoPaths = letter === 'R' || letter === 'C';
    files.push(changedFile(letter, path, hasTwoPaths ? (fields[at + 2] ?? '') : path));
    at += hasTwoPaths ? 3 : 2;
  }
  return files;
}

function changedFile(letter: string | undefined, previousPath: string, path: string): ChangedFile {
  switch (letter) {
    case 'A':
    case 'C':
      return { path, status: 'added' };
    case 'D':
      return { path, status: 'removed' };
    case 'R':
      return { path, previousPath, status: 'renamed' };
    default:
      return { path, status: 'modified' };
  }
}
