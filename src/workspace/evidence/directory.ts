import { lstat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { codeOf, diskProblem } from './disk-problem.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Makes sure that the evidence directory is there and is a real one. A symbolic link in its place is refused, and so is one
 * anywhere between `root` and it: a pull request must not choose where files are written. `root`: the workspace; absent,
 * only the directory itself is looked at. A directory that this makes keeps itself out of git: evidence is full of model
 * IDs, which the next look at the work tree would find. Throws a ChangeoverError that names the path.
 */
export async function prepareDirectory(dir: string, root?: string): Promise<void> {
  const path = resolve(dir);
  try {
    for (const part of partsBelow(path, root)) await refuseUnlessFolder(part);
    const made = await makeFolder(path);
    await refuseUnlessFolder(path);
    if (made) await writeFile(join(path, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    throw diskProblem('create', path, error);
  }
}

/** The directory and the folders above it, up to but without `root`; itself alone when it does not lie below. */
function partsBelow(path: string, root: string | undefined): readonly string[] {
  const from = root === undefined ? undefined : relative(resolve(root), path);
  if (from === undefined || from === '' || from === '..' || from.startsWith(`..${sep}`)) return [path];
  const depth = from.split(sep).length;
  const parts = [path];
  while (parts.length < depth) parts.unshift(dirname(parts[0] ?? path));
  return parts;
}

async function refuseUnlessFolder(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined || found.isDirectory()) return;
  throw new ChangeoverError({
    code: 'path',
    message: `${path} is ${found.isSymbolicLink() ? 'a symbolic link' : 'no folder'}: evidence is not written there`,
    hint: 'Remove it, or name another folder with `evidence-dir`.',
  });
}
