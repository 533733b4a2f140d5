import { constants, type FileHandle, open } from 'node:fs/promises';
import { diskProblem } from './disk-problem.ts';

/**
 * Adds one line to a file that several processes may share, in one write, so that they do not mix theirs; makes the file,
 * private, when it is not there. Rejects with a ChangeoverError, for a symbolic link too.
 */
export async function appendLine(path: string, line: string): Promise<void> {
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
    const file = await open(path, flags, 0o600);
    try {
      // A line that a killed process left without its end must not take this one with it.
      await file.write(`${(await endsMidLine(file)) ? '\n' : ''}${line}\n`);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw diskProblem('write', path, error);
  }
}

async function endsMidLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last[0] !== 10;
}
