/** Entries of one chunk: small enough that a half-filled one wastes little, large enough that chunks are few. */
const CHUNK_BITS = 12;
const CHUNK = 1 << CHUNK_BITS;
const WITHIN = CHUNK - 1;

type Chunk = Uint8Array | Uint16Array | Float64Array;

/** From narrow to wide, each with the value that stands for "absent". Floating point holds every number, so it comes last. */
const WIDTHS = [
  { make: () => new Uint8Array(CHUNK), absent: 0xff },
  { make: () => new Uint16Array(CHUNK), absent: 0xffff },
  { make: () => new Float64Array(CHUNK), absent: Number.NaN },
] as const;

/**
 * A growing column of numbers, some of them absent, in about as many bytes as they need: of every 4,096 numbers that are
 * all small whole ones (yes and no, counts, tokens) each takes one or two bytes, of the others each takes eight. Reading
 * gives back exactly what was written; NaN, which would be the same as nothing, is refused.
 */
export class NumberColumn {
  readonly #chunks: Chunk[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @throws RangeError on NaN. */
  push(value: number | undefined): void {
    if (Number.isNaN(value)) throw new RangeError('a column holds no NaN');
    const index = this.#length;
    const chunk = this.#chunks[index >>> CHUNK_BITS] ?? this.#append();
    this.#length += 1;
    if (value === undefined) chunk[index & WITHIN] = absentIn(chunk);
    else this.#write(chunk, index, value);
  }

  /** `undefined` where the number is absent, and outside the column. */
  at(index: number): number | undefined {
    const chunk = this.#chunks[index >>> CHUNK_BITS];
    if (chunk === undefined || index >= this.#length) return undefined;
    const value = chunk[index & WITHIN];
    return value === absentIn(chunk) || Number.isNaN(value) ? undefined : value;
  }

  #append(): Chunk {
    const chunk = WIDTHS[0].make();
    this.#chunks.push(chunk);
    return chunk;
  }

  #write(chunk: Chunk, index: number, value: number): void {
    const wide = fits(chunk, value) ? chunk : widened(chunk, index & WITHIN, value);
    this.#chunks[index >>> CHUNK_BITS] = wide;
    wide[index & WITHIN] = value;
  }
}

function widthOf({ BYTES_PER_ELEMENT: bytes }: Chunk): 0 | 1 | 2 {
  return bytes === 1 ? 0 : bytes === 2 ? 1 : 2;
}

function absentIn(chunk: Chunk): number {
  return WIDTHS[widthOf(chunk)].absent;
}

/** Whether a chunk gives a number back as it is. */
function fits(chunk: Chunk, value: number): boolean {
  const width = widthOf(chunk);
  if (width === 2) return true;
  return Number.isInteger(value) && value >= 0 && value < WIDTHS[width].absent && !Object.is(value, -0);
}

/** The first `filled` numbers of a chunk in the narrowest one that holds this number, too. */
function widened(chunk: Chunk, filled: number, value: number): Chunk {
  const narrow = widthOf(chunk) === 0 ? WIDTHS[1].make() : undefined;
  const wide = narrow !== undefined && fits(narrow, value) ? narrow : WIDTHS[2].make();
  const [before, after] = [absentIn(chunk), absentIn(wide)];
  for (let i = 0; i < filled; i += 1) wide[i] = chunk[i] === before ? after : (chunk[i] ?? after);
  return wide;
}
