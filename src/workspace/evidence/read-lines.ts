import { ChangeoverError } from '../../core/contracts/problem.ts';
import { openRegular } from './regular-file.ts';

/** One observation holds one reply, and replies are bounded far below this. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/**
 * The lines of a file, one after the other, in bounded memory. Throws a ChangeoverError for a line that is too long, and
 * for a last line without its end: it was cut off.
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const file = await openRegular(path);
  let number = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of file.createReadStream() as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      number += 1;
      yield { text: Buffer.concat([...held, chunk.subarray(start, end)]).toString('utf8'), number };
      held = [];
      heldBytes = 0;
      start = end + 1;
    }
    held.push(chunk.subarray(start));
    heldBytes += chunk.length - start;
    if (heldBytes > MAX_LINE_BYTES) throw badLine(path, number + 1, `longer than ${MAX_LINE_BYTES} bytes`);
  }
  if (heldBytes > 0) throw badLine(path, number + 1, 'cut off: the line does not end');
}

function badLine(file: string, line: number, message: string): ChangeoverError {
  const hint = 'The run that wrote it was stopped, or the file was changed.';
  return new ChangeoverError({ code: 'evidence', message, place: { file, line }, hint });
}
