import type { Readable } from 'node:stream';

const NEWLINE = 0x0a;

/** From so many bytes on a buffer is worth pages of its own. */
const LARGE = 1024 * 1024;

type ResizableBuffer = new (length: number, options: { readonly maxByteLength: number }) => ArrayBuffer;

/**
 * A large one in pages of its own, as buffers that can be resized have them: a dataset is let go soon after it was read, and
 * from the allocator's common store its pages would not go back to the system, but keep it from returning others, too.
 */
function bufferOf(length: number): Buffer {
  if (length < LARGE) return Buffer.allocUnsafeSlow(length);
  return Buffer.from(new (ArrayBuffer as ResizableBuffer)(length, { maxByteLength: length }), 0, length);
}

/** Takes lines and counted bytes off a stream, in order, one taker at a time. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#wake?.();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake?.();
    };
    stream.on('close', end);
    stream.on('error', end);
  }

  /** The next line without its line end. Throws when the stream ends before one. */
  async line(): Promise<string> {
    const parts: Buffer[] = [];
    for (;;) {
      const chunk = await this.#next();
      const at = chunk.indexOf(NEWLINE);
      parts.push(at < 0 ? chunk : chunk.subarray(0, at));
      if (at < 0) continue;
      this.#putBack(chunk.subarray(at + 1));
      return Buffer.concat(parts).toString('utf8');
    }
  }

  /** The next `length` bytes. Throws when the stream ends before them. */
  async take(length: number): Promise<Buffer> {
    const taken = bufferOf(length);
    let filled = 0;
    await this.#consume(length, (part) => {
      filled += part.copy(taken, filled);
    });
    return taken;
  }

  /** Passes over `length` bytes without keeping them. */
  async skip(length: number): Promise<void> {
    await this.#consume(length, () => undefined);
  }

  async #consume(length: number, use: (part: Buffer) => void): Promise<void> {
    for (let left = length; left > 0; ) {
      const chunk = await this.#next();
      use(chunk.subarray(0, left));
      this.#putBack(chunk.subarray(left));
      left -= Math.min(left, chunk.length);
    }
  }

  #putBack(rest: Buffer): void {
    if (rest.length > 0) this.#chunks.unshift(rest);
  }

  async #next(): Promise<Buffer> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) return chunk;
      if (this.#ended) throw new Error('the stream ended early');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
