import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskProblem } from './disk-problem.ts';

/**
 * Puts a whole file in place of what is there: readers see the old one or the new one, never a part, and a disk that fills
 * up leaves the old one. A symbolic link in its place is replaced, not followed. Throws a ChangeoverError with the path.
 * @param text whole or in pieces, which are written as they come
 */
export async function replaceFile(path: string, text: string | Iterable<string>): Promise<void> {
  const handle = await createInPlace(path, async (file) => {
    for (const block of typeof text === 'string' ? [text] : blocksOf(text)) await file.appendFile(block, 'utf8');
    await file.sync();
  });
  await handle.close().catch((error: unknown) => {
    throw diskProblem('write', path, error);
  });
}

/** Characters that are written at once. */
const BLOCK = 65_536;

function* blocksOf(pieces: Iterable<string>): Generator<string> {
  let block = '';
  for (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}

/**
 * Creates a file under a name of its own, fills it, moves it to `path` and returns it still open for writing, so that a
 * journal can go on from there. Nothing stays behind when any of that fails.
 */
export async function createInPlace(path: string, fill: (file: FileHandle) => Promise<void>): Promise<FileHandle> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  let file: FileHandle | undefined;
  try {
    // `wx`: never through a link, never into a file that is there.
    file = await open(temporary, 'wx', 0o644);
    await fill(file);
    await rename(temporary, path);
    return file;
  } catch (error) {
    await file?.close().catch(() => {});
    await rm(temporary, { force: true }).catch(() => {});
    throw diskProblem('write', path, error);
  }
}

/** Removes a file or a link, if it is there. Throws a ChangeoverError when something cannot be removed. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true }).catch((error: unknown) => {
    throw diskProblem('remove', path, error);
  });
}
