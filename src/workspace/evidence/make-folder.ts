import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './disk-problem.ts';

/**
 * Makes a folder and those above it that are missing; resolves with whether it was not there. Node's own `recursive` never
 * comes back where the system says that the folder above is missing although it is there, as below `/proc` or in a folder
 * that was removed while somebody was in it. Rejects as the operating system does.
 * @param path absolute
 * @param mode permissions of the folders that are made
 */
export async function makeFolder(path: string, mode = 0o777): Promise<boolean> {
  const above = dirname(path);
  try {
    await mkdir(path, mode);
    return true;
  } catch (error) {
    if (await isFolder(path)) return false;
    if (codeOf(error) !== 'ENOENT' || above === path || (await isFolder(above))) throw error;
  }
  await makeFolder(above, mode);
  return await makeFolder(path, mode);
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
