import { constants, type FileHandle, lstat, open } from 'node:fs/promises';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { codeOf, diskProblem } from './disk-problem.ts';

/**
 * Opens a file of evidence for reading. Evidence comes from elsewhere: a link, a folder or a device in a file's place is
 * refused. Throws a ChangeoverError that names the path.
 */
export async function openRegular(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    // Without O_NONBLOCK a pipe in the file's place would wait for a writer for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? unfit(path, 'is missing') : diskProblem('read', path, error);
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw unfit(path, 'is no regular file');
}

/** Whether anything is in a file's place: a link that leads nowhere is, and reading it is refused. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => codeOf(error) !== 'ENOENT',
  );
}

const CHUNK_BYTES = 64 * 1024;

/**
 * The bytes of a file of evidence, piece by piece, each in the same memory: a piece holds until the next is asked for. Throws
 * as `openRegular` does.
 */
export async function* readPieces(path: string): AsyncGenerator<Buffer> {
  const file = await openRegular(path);
  try {
    const memory = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(memory, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      yield memory.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function unfit(path: string, what: string): ChangeoverError {
  const hint = 'Name the directory that holds the evidence of one run.';
  return new ChangeoverError({ code: 'evidence', message: `${path} ${what}`, hint });
}
