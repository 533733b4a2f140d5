import type { IncomingMessage } from 'node:http';

/** More than any reply of a language model; a body beyond it is a mistake or an attack. */
const LARGEST_BODY = 20 * 1024 * 1024;

/** A reply longer than is taken in. */
export class BodyTooLarge extends Error {
  constructor() {
    super(`a reply of more than ${LARGEST_BODY} bytes`);
  }
}

/**
 * All bytes of a reply. Rejects when the connection ends before the body does, and destroys the connection when the body
 * grows too large or `onPiece`, which is given each piece as it comes, throws.
 *
 * @throws BodyTooLarge, and what `onPiece` throws
 */
export function collectBody(body: IncomingMessage, onPiece?: (piece: Buffer) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const count = boundedCount();
    body.on('data', (chunk: Buffer) => {
      try {
        count(chunk);
        onPiece?.(chunk);
        chunks.push(chunk);
      } catch (error) {
        body.destroy(error as Error);
      }
    });
    body.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    body.on('error', reject);
    body.on('close', () => {
      if (!body.complete) reject(closedEarly());
    });
  });
}

/**
 * The pieces of a body as they come, under the same conditions.
 *
 * @throws BodyTooLarge
 */
export async function* boundedPieces(body: IncomingMessage): AsyncGenerator<Buffer> {
  const count = boundedCount();
  for await (const piece of body as AsyncIterable<Buffer>) {
    count(piece);
    yield piece;
  }
  if (!body.complete) throw closedEarly();
}

function boundedCount(): (piece: Buffer) => void {
  let bytes = 0;
  return (piece) => {
    bytes += piece.length;
    if (bytes > LARGEST_BODY) throw new BodyTooLarge();
  };
}

function closedEarly(): Error {
  return Object.assign(new Error('the connection closed mid-reply'), { code: 'ECONNRESET' });
}
