import { posix } from 'node:path';
import type { Problem } from '../core/contracts/problem.ts';
import { quoted, showInvisible } from './configuration/words.ts';

/** Longest path that is read, in characters. */
const MAX_LENGTH = 1024;

/** Control, format (bidirectional, zero-width) and line-separating characters, and half surrogates: none belongs in a path of a repository. */
const UNSAFE_CHARACTER = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * One spelling for one file: `./a`, `a//b` and `a/../b` become `a`, `a/b` and `b`. Only for paths that `checkPath` accepts.
 */
export function normalisePath(path: string): string {
  return posix.normalize(path);
}

/**
 * Says what is wrong with a path of a configuration, or `undefined` when it names a file inside the repository:
 * relative, `/` between its parts, never leaving through `..`, never in `.git`. Symbolic links are refused by whoever reads.
 */
export function checkPath(path: string): Problem | undefined {
  const fault = faultOf(path);
  if (fault === undefined) return undefined;
  return {
    code: 'path',
    message: `the path ${quoted(path)} ${fault}`,
    hint: 'Write a path from the root of the repository, such as evals/triage.jsonl.',
  };
}

function faultOf(path: string): string | undefined {
  if (path.trim() === '') return 'is empty';
  if (path.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  const unsafe = UNSAFE_CHARACTER.exec(path);
  if (unsafe) return `holds the invisible character ${showInvisible(unsafe[0])}`;
  if (path.includes('\\')) return 'holds a backslash';
  // `./C:/a` has its drive at the beginning once it is written shorter.
  if (path.startsWith('/') || [path, normalisePath(path)].some(hasScheme)) return 'is absolute';
  if (path.startsWith('~')) return 'starts with ~, which is not expanded';
  const parts = normalisePath(path).split('/');
  if (parts[0] === '..') return 'leaves the repository';
  if (parts.some(isGitFolder)) return 'leads into .git';
  if (parts[0] === '.' || path.endsWith('/')) return 'names a folder, not a file';
  return undefined;
}

/** A drive (`C:`) or a scheme (`file:`) before all else. */
function hasScheme(path: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(path);
}

/** `.git` in every spelling that some file system takes for it, with the name of a stream behind a colon too. */
function isGitFolder(part: string): boolean {
  const plain = part
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return plain === '.git' || plain === 'git~1';
}
