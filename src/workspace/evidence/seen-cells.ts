import { sha256 } from '../../core/contracts/digest.ts';

const FEWEST_SLOTS = 1_024;
/** Filled slots at most, as a share: linear probing slows down beyond. */
const LOAD = 0.7;

interface Slots {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  /** 0: the slot is empty. */
  readonly line: Uint32Array;
}

/**
 * On which line each cell of a journal stands: 64 bits of a digest of its name and the line, in an open-addressing table.
 * Some 20 bytes a cell; a `Map` of names takes ten times that. Two names with the same 64 bits are taken for one: among a
 * million cells by a chance of 1 in 36 million, and the journal is then refused.
 */
export class SeenCells {
  #slots = emptySlots(FEWEST_SLOTS);
  #size = 0;

  /** Notes that a cell stands on a line (from 1); the line that it was noted on before, if it was. */
  note(cell: string, line: number): number | undefined {
    const digest = sha256(cell);
    const [high, low] = [Number.parseInt(digest.slice(0, 8), 16), Number.parseInt(digest.slice(8, 16), 16)];
    const slot = slotOf(this.#slots, high, low);
    const before = this.#slots.line[slot];
    if (before !== 0) return before;
    put(this.#slots, slot, high, low, line);
    this.#size += 1;
    if (this.#size > this.#slots.line.length * LOAD) this.#grow();
    return undefined;
  }

  #grow(): void {
    const { high, low, line } = this.#slots;
    const larger = emptySlots(2 * line.length);
    for (let slot = 0; slot < line.length; slot += 1) {
      const [h, l, at] = [high[slot] ?? 0, low[slot] ?? 0, line[slot] ?? 0];
      if (at !== 0) put(larger, slotOf(larger, h, l), h, l, at);
    }
    this.#slots = larger;
  }
}

/** The slot of these bits, or the empty one where they belong. */
function slotOf({ high, low, line }: Slots, h: number, l: number): number {
  const mask = line.length - 1;
  let slot = l & mask;
  while (line[slot] !== 0 && (high[slot] !== h || low[slot] !== l)) slot = (slot + 1) & mask;
  return slot;
}

function put({ high, low, line }: Slots, slot: number, h: number, l: number, at: number): void {
  high[slot] = h;
  low[slot] = l;
  line[slot] = at;
}

/** @param room a power of two */
function emptySlots(room: number): Slots {
  return { high: new Uint32Array(room), low: new Uint32Array(room), line: new Uint32Array(room) };
}
