/** Where a line stands. */
export interface Spot {
  /** Number of the segment, as the store counts them. */
  readonly segment: number;
  /** Bytes. */
  readonly offset: number;
  /** Bytes, without the line's end. */
  readonly length: number;
}

/** Which lines may hold the reply of a key. */
export interface ReplyIndex {
  readonly size: number;
  /** Whether there is room; spots that a 32-bit offset cannot reach are not taken either. */
  add(key: string, spot: Spot): boolean;
  /** The spots of a key, in the order in which they were added. Seldom, another key's is among them. */
  find(key: string): Iterable<Spot>;
}

/** Spots that are told apart by no more than their key: a line that is damaged must not hide the good one behind it. */
const SPOTS_PER_KEY = 4;
/** Filled slots at most, as a share: linear probing slows down beyond. */
const LOAD = 0.75;
const MOST_SEGMENTS = 0xffff;
const MOST_BYTES = 0xffffffff;

/**
 * An open-addressing table in typed arrays: 64 bits of the key, segment, offset and length, 18 bytes an entry, and four or
 * so more for the slots. A `Map` of strings takes ten times that. Keys are digests, so their first bits are as good as any.
 *
 * @param capacity entries at most
 */
export function createReplyIndex(capacity: number): ReplyIndex {
  let entries = allocate(1024);
  let slots = new Uint32Array(2048);
  let size = 0;

  /** Slots that hold entries of these key bits, and at the end an empty one, numbered. */
  function* probe(high: number, low: number): Generator<{ readonly slot: number; readonly entry: number }> {
    const mask = slots.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const entry = (slots[slot] ?? 0) - 1;
      if (entry < 0 || (entries.high[entry] === high && entries.low[entry] === low)) yield { slot, entry };
      if (entry < 0) return;
    }
  }

  const place = (entry: number): boolean => {
    let seen = 0;
    for (const { slot, entry: there } of probe(entries.high[entry] ?? 0, entries.low[entry] ?? 0)) {
      if (there < 0) slots[slot] = entry + 1;
      else seen += 1;
      if (seen >= SPOTS_PER_KEY) return false;
    }
    return true;
  };

  const growSlots = () => {
    slots = new Uint32Array(slots.length * 2);
    for (let entry = 0; entry < size; entry += 1) place(entry);
  };

  return {
    get size() {
      return size;
    },
    add(key, { segment, offset, length }) {
      if (size >= capacity || segment > MOST_SEGMENTS || offset > MOST_BYTES || length > MOST_BYTES) return false;
      if (size === entries.high.length) entries = grown(entries, Math.min(capacity, Math.ceil(size * 1.5)));
      entries.high[size] = Number.parseInt(key.slice(0, 8), 16);
      entries.low[size] = Number.parseInt(key.slice(8, 16), 16);
      entries.segment[size] = segment;
      entries.offset[size] = offset;
      entries.length[size] = length;
      if (!place(size)) return false;
      size += 1;
      if (size > slots.length * LOAD) growSlots();
      return true;
    },
    *find(key) {
      const [high, low] = [Number.parseInt(key.slice(0, 8), 16), Number.parseInt(key.slice(8, 16), 16)];
      for (const { entry } of probe(high, low)) {
        if (entry < 0) return;
        yield {
          segment: entries.segment[entry] ?? 0,
          offset: entries.offset[entry] ?? 0,
          length: entries.length[entry] ?? 0,
        };
      }
    },
  };
}

interface Entries {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  readonly segment: Uint16Array;
  readonly offset: Uint32Array;
  readonly length: Uint32Array;
}

function allocate(room: number): Entries {
  return {
    high: new Uint32Array(room),
    low: new Uint32Array(room),
    segment: new Uint16Array(room),
    offset: new Uint32Array(room),
    length: new Uint32Array(room),
  };
}

function grown(from: Entries, room: number): Entries {
  const to = allocate(room);
  to.high.set(from.high);
  to.low.set(from.low);
  to.segment.set(from.segment);
  to.offset.set(from.offset);
  to.length.set(from.length);
  return to;
}
