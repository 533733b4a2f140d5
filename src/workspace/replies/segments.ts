import { lstat, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What one session kept, as a file: `<session>.jsonl`. */
export interface Segment {
  readonly session: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** When something was last kept in it or found in it, milliseconds since 1970. */
  readonly usedAt: number;
}

const EXTENSION = '.jsonl';
/** Begins with its date, so that sessions sort by age: `20261122T171800Z-4fzq…`. */
const SESSION = /^\d{8}T\d{6}Z-[0-9a-z]{1,40}$/;

const UNUSED_FOR_MS = 30 * 24 * 60 * 60 * 1000;
const MOST_BYTES = 1024 ** 3;
const MOST_SEGMENTS = 4096;

export function isSessionName(name: string): boolean {
  return SESSION.test(name);
}

export function segmentPath(folder: string, session: string): string {
  return join(folder, `${session}${EXTENSION}`);
}

/** The segments in a folder, oldest session first. Whatever else lies there, links included, is none. Rejects as the disk does. */
export async function listSegments(folder: string): Promise<readonly Segment[]> {
  const segments: Segment[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const session = file.endsWith(EXTENSION) ? file.slice(0, -EXTENSION.length) : '';
    if (!isSessionName(session)) continue;
    const path = join(folder, file);
    // Another process may prune it at this very moment.
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isFile()) segments.push({ session, path, size: stats.size, usedAt: stats.mtimeMs });
  }
  return segments;
}

/** Which segments have had their time: those unused for 30 days, and the longest unused beyond 1 GiB or 4,096 files in all. */
export function outdatedSegments(segments: readonly Segment[], now: number): readonly Segment[] {
  let bytes = 0;
  return [...segments]
    .sort((a, b) => b.usedAt - a.usedAt)
    .filter(({ size, usedAt }, index) => {
      bytes += size;
      return now - usedAt > UNUSED_FOR_MS || bytes > MOST_BYTES || index >= MOST_SEGMENTS;
    });
}

/** Removes what it can; a segment that cannot be removed does no harm. */
export async function removeSegments(segments: readonly Segment[]): Promise<void> {
  for (const { path } of segments) await unlink(path).catch(() => {});
}
