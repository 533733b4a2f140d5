import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { sha256 } from '../../core/contracts/digest.ts';
import type { FileRead } from '../../core/contracts/ports.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { MAX_FILE_BYTES } from '../../core/repository/objects.ts';
import { pathSegments } from '../../core/repository/path-segments.ts';
import type { GitCommand } from './git-command.ts';

/** Name of the commit that is not one yet: the files as they lie in the work tree. */
export const WORK_TREE = 'work tree';

/**
 * Reads a file as it lies in the work tree: tracked or untracked, never ignored, because an ignored file would not be in the
 * commit that comes of it. Symbolic links are told, not followed; whatever else leads out of the root is refused.
 */
export async function readWorkTree(git: GitCommand, root: string, path: string): Promise<FileRead> {
  const segments = pathSegments(path);
  try {
    const found = await locate(root, segments);
    if (found !== 'file') return found;
    return (await isPartOfRepository(git, path)) ? await readRegularFile(root, path) : { kind: 'missing' };
  } catch (error) {
    if (error instanceof ChangeoverError) throw error;
    throw unreadable(JSON.stringify(path), (error as Error).message);
  }
}

/** Paths of the files that are neither tracked nor ignored. */
export async function untrackedFiles(git: GitCommand): Promise<string[]> {
  const result = await git.run('ls-files', '-z', '--others', '--exclude-standard');
  if (result.code !== 0) throw unreadable('The untracked files of the work tree', result.stderr);
  // A nested repository is listed as `folder/`, without its files.
  return names(result.stdout).filter((name) => !name.endsWith('/'));
}

async function isPartOfRepository(git: GitCommand, path: string): Promise<boolean> {
  const result = await git.run('ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', path);
  if (result.code !== 0) throw unreadable(`The file ${JSON.stringify(path)}`, result.stderr);
  return names(result.stdout).includes(path);
}

function names(output: Buffer): string[] {
  return output.toString('utf8').split('\0').filter(Boolean);
}

/** Walks down without following a link. */
async function locate(root: string, segments: readonly string[]): Promise<FileRead | 'file'> {
  for (const [index] of segments.entries()) {
    const below = segments.slice(0, index + 1);
    const here = join(root, ...below);
    const isLast = index === segments.length - 1;
    const stats = await lstat(here).catch(ignoreMissing);
    if (stats === undefined) return { kind: 'missing' };
    if (stats.isSymbolicLink()) return { kind: 'symlink', at: below.join('/') };
    if (stats.isFile()) return isLast ? 'file' : { kind: 'missing' };
    if (!stats.isDirectory()) throw unreadable(JSON.stringify(below.join('/')), 'it is neither a file nor a folder');
    if ((await lstat(join(here, '.git')).catch(ignoreMissing)) !== undefined) return { kind: 'submodule' };
  }
  return { kind: 'directory' };
}

async function readRegularFile(root: string, path: string): Promise<FileRead> {
  const absolute = join(root, path);
  const real = await realpath(absolute);
  if (!real.startsWith((await realpath(root)) + sep))
    throw unreadable(JSON.stringify(path), 'it lies outside the work tree');
  const file = await open(absolute, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await file.stat();
    if (size > MAX_FILE_BYTES) return { kind: 'too-large', size, limit: MAX_FILE_BYTES };
    const bytes = new Uint8Array(await file.readFile());
    return { kind: 'file', bytes, blob: sha256(bytes) };
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

function unreadable(what: string, why: string): ChangeoverError {
  return new ChangeoverError({ code: 'repository', message: `${what} cannot be read: ${why.slice(0, 300)}.` });
}
