/** Bytes that come in pieces, taken in portions of the reader's choice. */
export interface ByteSource {
  /** The next bytes, at least one and at most `most`; `undefined` at the end. */
  take(most: number): Promise<Buffer | undefined>;
  /** Up to the next line end, which is consumed and left out. Rejects when there is none within `most` bytes. */
  line(most: number): Promise<string>;
}

const LINE_END = 10;

export function byteSource(pieces: AsyncIterable<Buffer>): ByteSource {
  const iterator = pieces[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function take(most: number): Promise<Buffer | undefined> {
    while (rest.length === 0) {
      const next = await iterator.next();
      if (next.done) return undefined;
      rest = next.value;
    }
    const taken = rest.subarray(0, most);
    rest = rest.subarray(taken.length);
    return taken;
  }

  return {
    take,
    async line(most) {
      const parts: Buffer[] = [];
      for (let left = most; left > 0; ) {
        const piece = await take(left);
        if (piece === undefined) break;
        const end = piece.indexOf(LINE_END);
        if (end < 0) {
          parts.push(piece);
          left -= piece.length;
          continue;
        }
        rest = Buffer.concat([piece.subarray(end + 1), rest]);
        return Buffer.concat([...parts, piece.subarray(0, end)]).toString('utf8');
      }
      throw new Error(`no line ends within ${most} bytes`);
    },
  };
}
