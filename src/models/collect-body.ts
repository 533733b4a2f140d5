import type { IncomingMessage } from 'node:http';

/** More than any reply of a language model; a body beyond it is a mistake or an attack. */
const LARGEST_BODY = 20 * 1024 * 1024;

/** A reply longer than is taken in. */
export class BodyTooLarge extends Error {}

/**
 * All bytes of a reply. Rejects when the connection ends before the body does, and destroys the connection when the body
 * passes `limit` bytes.
 *
 * @throws BodyTooLarge
 */
export function collectBody(body: IncomingMessage, limit: number = LARGEST_BODY): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limit) body.destroy(new BodyTooLarge(`a reply of more than ${limit} bytes`));
      else chunks.push(chunk);
    });
    body.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes)));
    body.on('error', reject);
    body.on('close', () => {
      if (!body.complete) reject(Object.assign(new Error('the connection closed mid-reply'), { code: 'ECONNRESET' }));
    });
  });
}
