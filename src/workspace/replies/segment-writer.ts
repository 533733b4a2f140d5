import { open } from 'node:fs/promises';
import { diskProblem } from '../evidence/disk-problem.ts';
import { type LineWriter, lineFile, lineWriter } from '../evidence/line-writer.ts';
import type { ScannedLine } from './scan-segment.ts';

/** The segment of the session that goes on. */
export interface SegmentWriter {
  /**
   * Appends a line; resolves with where it stands once it is with the operating system. Rejects with a ChangeoverError when
   * the disk refuses, at once and from then on.
   */
  append(key: string, line: string): Promise<ScannedLine>;
  /** Rejects with what went wrong, if anything. */
  close(): Promise<void>;
}

/**
 * The file is made with its first line, so that a session which keeps nothing leaves nothing, and readable by its owner
 * alone: replies may hold what no other user should read. Nothing waits for the disk itself: a line that a crash of the
 * machine tears is told by its digest.
 */
export function segmentWriter(path: string): SegmentWriter {
  let opening: Promise<LineWriter> | undefined;
  let size = 0;
  return {
    async append(key, line) {
      opening ??= create(path);
      const lines = await opening;
      // The order of these two is that of the lines in the file: nothing is awaited between them.
      const spot = { key, offset: size, length: Buffer.byteLength(line) };
      size += spot.length + 1;
      await lines.append(line);
      return spot;
    },
    async close() {
      await (await opening)?.close();
    },
  };
}

async function create(path: string): Promise<LineWriter> {
  try {
    // `wx`: never through a link, never into what another session keeps.
    const file = await open(path, 'wx', 0o600);
    return lineWriter({ ...lineFile(file), datasync: async () => {} }, path);
  } catch (error) {
    throw diskProblem('create', path, error);
  }
}
