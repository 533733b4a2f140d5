import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isPackable, MOST_PACK_BYTES, MOST_PACK_FILES } from './format.ts';

/** A file of a folder of replies, as it is now. */
export interface FolderFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** When it was last used, milliseconds since 1970. */
  readonly usedAt: number;
}

/** The regular files that a pack may hold; none where there is no folder. Links and whatever else lies there are left out. */
export async function folderFiles(folder: string): Promise<readonly FolderFile[]> {
  const names = await readdir(folder).catch(() => []);
  const files: FolderFile[] = [];
  for (const name of names.filter(isPackable)) {
    const stats = await lstat(join(folder, name)).catch(() => undefined);
    if (stats?.isFile()) files.push({ name, size: stats.size, usedAt: Math.floor(stats.mtimeMs) });
  }
  return files;
}

/** As many of the files as a pack holds, those first that were used last. One that does not fit leaves room for smaller ones. */
export function fittingFiles(files: readonly FolderFile[], mostBytes = MOST_PACK_BYTES): readonly FolderFile[] {
  let bytes = 0;
  const fitting: FolderFile[] = [];
  for (const file of [...files].sort((a, b) => b.usedAt - a.usedAt || (a.name < b.name ? 1 : -1))) {
    if (bytes + file.size > mostBytes || fitting.length === MOST_PACK_FILES) continue;
    bytes += file.size;
    fitting.push(file);
  }
  return fitting;
}
