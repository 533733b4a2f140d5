import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { openRegular } from '../../evidence/regular-file.ts';
import type { FolderFile } from './folder-files.ts';
import { PACK_FORMAT, type PackHeader } from './format.ts';

/** Replies are repetitive; higher levels take several times as long and save a tenth. */
const COMPRESSION_LEVEL = 3;

/**
 * Writes a pack of these files of a folder, in bounded memory: each is read twice, for the header has its digest. A file is
 * packed as long as it was when it was listed. Rejects as the disk does, or when a file has become shorter.
 */
export async function writePack(
  path: string,
  {
    folder,
    files,
    origin,
  }: { readonly folder: string; readonly files: readonly FolderFile[]; readonly origin: string },
): Promise<void> {
  const header: PackHeader = { format: PACK_FORMAT, origin, files: [] };
  for (const file of files) header.files.push({ ...file, sha256: await digestOf(folder, file) });
  await pipeline(
    packBytes(folder, header),
    createGzip({ level: COMPRESSION_LEVEL }),
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  );
}

async function* packBytes(folder: string, header: PackHeader): AsyncGenerator<Buffer> {
  yield Buffer.from(`${JSON.stringify(header)}\n`, 'utf8');
  for (const file of header.files) yield* bytesOf(folder, file);
}

async function digestOf(folder: string, file: FolderFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytesOf(folder, file)) hash.update(chunk);
  return hash.digest('hex');
}

async function* bytesOf(folder: string, { name, size }: Pick<FolderFile, 'name' | 'size'>): AsyncGenerator<Buffer> {
  if (size === 0) return;
  const file = await openRegular(join(folder, name));
  let left = size;
  for await (const chunk of file.createReadStream({ start: 0, end: size - 1 }) as AsyncIterable<Buffer>) {
    left -= chunk.length;
    yield chunk;
  }
  if (left > 0) throw new Error(`${name} has become shorter while it was packed`);
}
