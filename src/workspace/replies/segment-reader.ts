import { type FileHandle, utimes } from 'node:fs/promises';
import { openRegular } from '../evidence/regular-file.ts';

/** Reads pieces of several files, keeping the ones in use open. */
export interface SegmentReader {
  /** The bytes there, to be used at once; `undefined` when they are not there, or cannot be read. */
  read(path: string, offset: number, length: number): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

const OPEN_AT_ONCE = 16;

/**
 * What is read at a time. Replies are asked for in about the order in which they were kept, so that most of them lie in what
 * was read for the one before.
 */
const WINDOW_BYTES = 64 * 1024;

interface OpenFile {
  readonly handle: FileHandle;
  /** What was read last, and where it stands. */
  window: Buffer;
  windowAt: number;
}

/** `now`: what a segment's date becomes when something of it is read for the first time, so that pruning spares it. */
export function segmentReader(now: Date): SegmentReader {
  const open = new Map<string, Promise<OpenFile>>();
  const touched = new Set<string>();

  const opened = (path: string): Promise<OpenFile> => {
    const file = open.get(path) ?? openFile(path);
    // The most recently used stands last.
    open.delete(path);
    open.set(path, file);
    const [oldest] = open.keys();
    if (open.size > OPEN_AT_ONCE && oldest !== undefined) {
      void closeQuietly(open.get(oldest));
      open.delete(oldest);
    }
    return file;
  };
  const touch = async (path: string) => {
    if (touched.has(path)) return;
    touched.add(path);
    // One that may not be touched is found all the same.
    await utimes(path, now, now).catch(() => {});
  };

  return {
    async read(path, offset, length) {
      try {
        const bytes = await bytesOf(await opened(path), offset, length);
        await touch(path);
        return bytes;
      } catch {
        open.delete(path);
        return undefined;
      }
    },
    async close() {
      await Promise.all([...open.values()].map(closeQuietly));
      open.clear();
    },
  };
}

async function openFile(path: string): Promise<OpenFile> {
  return { handle: await openRegular(path), window: Buffer.alloc(0), windowAt: 0 };
}

async function bytesOf(file: OpenFile, offset: number, length: number): Promise<Buffer | undefined> {
  const from = offset - file.windowAt;
  if (from >= 0 && from + length <= file.window.length) return file.window.subarray(from, from + length);
  const window = Buffer.allocUnsafe(Math.max(length, WINDOW_BYTES));
  const { bytesRead } = await file.handle.read(window, 0, window.length, offset);
  file.window = window.subarray(0, bytesRead);
  file.windowAt = offset;
  return bytesRead < length ? undefined : window.subarray(0, length);
}

async function closeQuietly(file: Promise<OpenFile> | undefined): Promise<void> {
  await file?.then(({ handle }) => handle.close()).catch(() => {});
}
