const CHUNK_BYTES = 1024 * 1024;

/** Texts one after the other in large buffers, as UTF-8: nothing but their bytes and where each ends. */
export class TextStore {
  readonly #chunks: Buffer[] = [];
  /** Where each text ends, counted over all chunks laid end to end. */
  readonly #ends: number[] = [];

  add(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    let place = this.#ends.at(-1) ?? 0;
    for (let done = 0; done < bytes.length; ) {
      const chunk = this.#chunkAt(place);
      const written = bytes.copy(chunk, place % CHUNK_BYTES, done);
      done += written;
      place += written;
    }
    this.#ends.push(place);
  }

  /** Empty for a number that no text has. */
  at(index: number): string {
    const start = this.#ends[index - 1] ?? 0;
    const end = this.#ends[index] ?? start;
    const parts: Buffer[] = [];
    for (let place = start; place < end; ) {
      const from = place % CHUNK_BYTES;
      const part = this.#chunkAt(place).subarray(from, Math.min(CHUNK_BYTES, from + end - place));
      parts.push(part);
      place += part.length;
    }
    const [only, ...others] = parts;
    // Joined before they are decoded: a chunk may end within a character.
    return only !== undefined && others.length === 0 ? only.toString('utf8') : Buffer.concat(parts).toString('utf8');
  }

  #chunkAt(place: number): Buffer {
    const number = Math.floor(place / CHUNK_BYTES);
    const chunk = this.#chunks[number] ?? Buffer.alloc(CHUNK_BYTES);
    this.#chunks[number] = chunk;
    return chunk;
  }
}
