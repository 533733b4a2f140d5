import type { FileHandle } from 'node:fs/promises';
import { utimes } from 'node:fs/promises';
import { openRegular } from '../evidence/regular-file.ts';

/** Reads pieces of several files, keeping the ones in use open. */
export interface SegmentReader {
  /** The bytes there; `undefined` when they are not, or cannot be read. */
  read(path: string, offset: number, length: number): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

const OPEN_AT_ONCE = 16;

/** `now`: what a segment's date becomes when something of it is read for the first time, so that pruning spares it. */
export function segmentReader(now: Date): SegmentReader {
  const open = new Map<string, Promise<FileHandle>>();
  const touched = new Set<string>();

  const opened = (path: string): Promise<FileHandle> => {
    const known = open.get(path);
    const file = known ?? openRegular(path);
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

  return {
    async read(path, offset, length) {
      try {
        const file = await opened(path);
        const bytes = Buffer.allocUnsafe(length);
        const { bytesRead } = await file.read(bytes, 0, length, offset);
        if (!touched.has(path)) {
          touched.add(path);
          await utimes(path, now, now).catch(() => {});
        }
        return bytesRead === length ? bytes : undefined;
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

async function closeQuietly(file: Promise<FileHandle> | undefined): Promise<void> {
  await file?.then((handle) => handle.close()).catch(() => {});
}
