import { ChangeoverError } from '../../core/contracts/problem.ts';
import { readPieces } from './regular-file.ts';

/** One observation holds one reply, and replies are bounded far below this. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

const LINE_FEED = 0x0a;

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
  let number = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const piece of readPieces(path)) {
    let start = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, start)) {
      number += 1;
      yield { text: textOf(held, piece.subarray(start, end)), number };
      held = [];
      heldBytes = 0;
      start = end + 1;
    }
    // Copied: the next piece takes the place of this one.
    if (start < piece.length) held.push(Buffer.from(piece.subarray(start)));
    heldBytes += piece.length - start;
    if (heldBytes > MAX_LINE_BYTES) throw badLine(path, number + 1, `longer than ${MAX_LINE_BYTES} bytes`);
  }
  if (heldBytes > 0) throw badLine(path, number + 1, 'cut off: the line does not end');
}

/** A line may have begun in earlier pieces; joined before they are decoded, as a piece may end within a character. */
function textOf(held: readonly Buffer[], rest: Buffer): string {
  return (held.length === 0 ? rest : Buffer.concat([...held, rest])).toString('utf8');
}

function badLine(file: string, line: number, message: string): ChangeoverError {
  const hint = 'The run that wrote it was stopped, or the file was changed.';
  return new ChangeoverError({ code: 'evidence', message, place: { file, line }, hint });
}
