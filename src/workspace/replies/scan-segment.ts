import type { FileHandle } from 'node:fs/promises';
import { HEAD_LENGTH, keyOfHead, SHORTEST_LINE } from './reply-line.ts';

const CHUNK_BYTES = 1024 * 1024;
/** Replies are bounded far below this. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** A line of a segment that names its key; whether it matches its digest is seen when it is read. */
export interface ScannedLine {
  readonly key: string;
  readonly offset: number;
  readonly length: number;
}

/**
 * Goes once through a segment, in bounded memory, and looks at the head of each line. A last line without its end was cut
 * off by a killed process, or is being written: nothing is made of it. Resolves with the number of lines that are damaged.
 */
export async function scanSegment(file: FileHandle, onLine: (line: ScannedLine) => void): Promise<number> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let head = '';
  let startsAt = 0;
  let damaged = 0;
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return damaged;
    const chunk = buffer.subarray(0, bytesRead);
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      head += headIn(chunk.subarray(from, end), head);
      const length = position + end - startsAt;
      const key = length < SHORTEST_LINE || length > MAX_LINE_BYTES ? undefined : keyOfHead(head);
      if (key === undefined) damaged += 1;
      else onLine({ key, offset: startsAt, length });
      head = '';
      from = end + 1;
      startsAt = position + from;
    }
    head += headIn(chunk.subarray(from), head);
    position += bytesRead;
  }
}

/** What is still missing of a line's head. */
function headIn(part: Buffer, head: string): string {
  return part.toString('latin1', 0, Math.min(part.length, HEAD_LENGTH - head.length));
}
