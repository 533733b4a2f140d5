import { createHash } from 'node:crypto';
import { lstat, mkdir, open, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { openRegular } from '../../evidence/regular-file.ts';
import { isSessionName } from '../segments.ts';
import { type ByteSource, byteSource } from './byte-source.ts';
import { MOST_HEADER_BYTES, MOST_PACK_BYTES, PackHeader } from './format.ts';

/** A file that a pack held. */
export interface UnpackedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Replies in it: lines, if it is a segment. */
  readonly replies: number;
}

export interface Unpacking {
  /** Where the files go. One that is there already stays as it is. */
  readonly folder: string;
  /** An empty folder of the same disk, for the time until all of the pack is verified. */
  readonly scratch: string;
  /** What the pack must say of itself. */
  readonly origin: string;
  /** No file counts as used later than this. */
  readonly now: Date;
}

const LINE_END = 10;

/**
 * Unpacks kept replies. A pack comes from elsewhere: its sizes are bounded before anything is unpacked, every file must have
 * the length and the digest that the header says, and nothing reaches the folder before all of it is verified. Rejects with
 * what is wrong with it. Resolves with the files that it held.
 */
export async function readPack(path: string, unpacking: Unpacking): Promise<readonly UnpackedFile[]> {
  const file = await openRegular(path);
  try {
    // What cannot be compressed grows by far less than a hundredth.
    if ((await file.stat()).size > MOST_PACK_BYTES * 1.01) throw new Error('it is too large');
    const compressed = file.createReadStream({ autoClose: false });
    const bytes = compressed.pipe(createGunzip());
    compressed.on('error', (error) => bytes.destroy(error));
    return await unpack(byteSource(bytes), unpacking).finally(() => bytes.destroy());
  } finally {
    await file.close();
  }
}

async function unpack(
  source: ByteSource,
  { folder, scratch, origin, now }: Unpacking,
): Promise<readonly UnpackedFile[]> {
  const header = headerIn(await source.line(MOST_HEADER_BYTES));
  if (header.origin !== origin) throw new Error('it is of another pull request or repository');
  const unpacked: UnpackedFile[] = [];
  for (const file of header.files) {
    const replies = await unpackFile(source, file, join(scratch, file.name));
    unpacked.push({ name: file.name, size: file.size, replies });
  }
  if ((await source.take(1)) !== undefined) throw new Error('it goes on behind its last file');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { name, usedAt } of header.files) {
    const date = new Date(Math.min(usedAt, now.getTime()));
    await utimes(join(scratch, name), date, date);
    await moveUnlessThere(join(scratch, name), join(folder, name));
  }
  return unpacked;
}

function headerIn(line: string): PackHeader {
  try {
    return PackHeader.parse(JSON.parse(line));
  } catch {
    throw new Error('it does not begin as a pack of this version does');
  }
}

/** Resolves with the number of replies. */
async function unpackFile(source: ByteSource, file: PackHeader['files'][number], path: string): Promise<number> {
  const hash = createHash('sha256');
  const isSegment = isSessionName(file.name.replace(/\.jsonl$/, ''));
  let lines = 0;
  const target = await open(path, 'wx', 0o600);
  try {
    for (let left = file.size; left > 0; ) {
      const piece = await source.take(left);
      if (piece === undefined) throw new Error('it ends before its time');
      left -= piece.length;
      hash.update(piece);
      if (isSegment) lines += lineEnds(piece);
      await target.writeFile(piece);
    }
  } finally {
    await target.close();
  }
  if (hash.digest('hex') !== file.sha256) throw new Error(`its file ${file.name} does not match its digest`);
  return lines;
}

function lineEnds(piece: Buffer): number {
  let count = 0;
  for (let at = piece.indexOf(LINE_END); at >= 0; at = piece.indexOf(LINE_END, at + 1)) count += 1;
  return count;
}

async function moveUnlessThere(from: string, to: string): Promise<void> {
  const there = await lstat(to).catch(() => undefined);
  if (there === undefined) await rename(from, to);
  else await rm(from, { force: true });
}
