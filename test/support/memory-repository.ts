import { diffArrays } from 'diff';
import { sha256 } from '../../src/core/contracts/digest.ts';
import type { ChangedFile, FileDiff, FileRead, Repository } from '../../src/core/contracts/ports.ts';
import { ChangeoverError } from '../../src/core/contracts/problem.ts';

/** A file's text, or what stands at a path instead of a file. */
export type Entry = string | Uint8Array | Exclude<FileRead, { kind: 'file' | 'missing' }>;

/** The trees of commits, by commit and path. */
export type Trees = Readonly<Record<string, Readonly<Record<string, Entry>>>>;

/** A repository made of plain objects, with the reads that were asked of it. */
export interface MemoryRepository extends Repository {
  readonly reads: readonly string[];
}

export function memoryRepository(trees: Trees): MemoryRepository {
  const reads: string[] = [];
  const treeOf = (commit: string) => {
    const tree = Object.hasOwn(trees, commit) ? trees[commit] : undefined;
    if (!tree) throw new ChangeoverError({ code: 'repository', message: `no commit ${commit}` });
    return tree;
  };
  const textAt = (commit: string, path: string): string | undefined => {
    const entry = Object.hasOwn(treeOf(commit), path) ? treeOf(commit)[path] : undefined;
    return typeof entry === 'string' ? entry : undefined;
  };
  return {
    reads,
    async read(commit, path) {
      reads.push(`${commit}:${path}`);
      if (path.split('/').includes('..')) {
        throw new ChangeoverError({ code: 'path', message: `${path} leaves the repository` });
      }
      return readEntry(Object.hasOwn(treeOf(commit), path) ? treeOf(commit)[path] : undefined);
    },
    async mergeBase(a) {
      return a;
    },
    async changedFiles(from, to) {
      return changedBetween(treeOf(from), treeOf(to));
    },
    async diff(from, to, file) {
      const old = file.status === 'added' ? '' : textAt(from, file.previousPath ?? file.path);
      const now = file.status === 'removed' ? '' : textAt(to, file.path);
      return old === undefined || now === undefined ? undefined : lineDiff(old, now);
    },
  };
}

function readEntry(entry: Entry | undefined): FileRead {
  if (entry === undefined) return { kind: 'missing' };
  if (typeof entry !== 'string' && !(entry instanceof Uint8Array)) return entry;
  const bytes = typeof entry === 'string' ? new TextEncoder().encode(entry) : entry;
  return { kind: 'file', bytes, blob: sha256(bytes) };
}

function changedBetween(
  from: Readonly<Record<string, Entry>>,
  to: Readonly<Record<string, Entry>>,
): readonly ChangedFile[] {
  const gone = Object.keys(from).filter((path) => !Object.hasOwn(to, path));
  const changed: ChangedFile[] = [];
  for (const [path, entry] of Object.entries(to)) {
    if (Object.hasOwn(from, path)) {
      if (from[path] !== entry) changed.push({ path, status: 'modified' });
      continue;
    }
    const index = gone.findIndex((old) => from[old] === entry);
    const [previousPath] = index === -1 ? [] : gone.splice(index, 1);
    changed.push(previousPath === undefined ? { path, status: 'added' } : { path, previousPath, status: 'renamed' });
  }
  return [...changed, ...gone.map((path) => ({ path, status: 'removed' as const }))];
}

/** Removed and added lines with their numbers on their own sides. */
export function lineDiff(from: string, to: string): FileDiff {
  const removed: { line: number; text: string }[] = [];
  const added: { line: number; text: string }[] = [];
  let old = 1;
  let now = 1;
  for (const part of diffArrays(linesOf(from), linesOf(to))) {
    for (const text of part.value) {
      if (part.removed) removed.push({ line: old, text });
      if (part.added) added.push({ line: now, text });
      if (!part.added) old += 1;
      if (!part.removed) now += 1;
    }
  }
  return { removed, added };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
