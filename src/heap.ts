import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

const MB = 1024 * 1024;

/** Bytes that the part of the heap for new objects may take: what is short-lived here lives no longer than a call. */
const NEW_OBJECTS = 16 * MB;

/** Bytes to which the rest of the heap may grow before it is cleared, where less than that is alive. */
const OLD_OBJECTS = 48 * MB;

/** By how much it may grow over what was alive when it was last cleared, in percent. */
const MOST_GROWTH = 100;
const LEAST_GROWTH = 12;

/** How often the heap is looked at, in milliseconds. */
const EVERY = 100;

/**
 * Has garbage collected before it piles up. V8 lets the heap grow to several times what is alive, to save time; here some
 * 30 MB is, and up to 50 MB with very many cases, and a heap that grows a little over that costs next to no time
 * (docs/benchmarks.md). Without this, on Node 24, 100,000 short replies would leave 200 MB behind that nothing refers to.
 */
export function keepHeapSmall(): void {
  setGrowth(MOST_GROWTH);
  setInterval(look, EVERY).unref();
}

/** V8 knows a share alone, and reads it whenever it has cleared the heap. */
function look(): void {
  let old = 0;
  for (const { space_name: name, space_size: size, space_used_size: used } of getHeapSpaceStatistics()) {
    if (name === 'old_space' || name === 'large_object_space') old += used;
    // Its largest size can only be given when the process starts, which is not ours to do; how fast it grows, at any time.
    if (name === 'new_space' && size >= NEW_OBJECTS) setFlagsFromString('--semi-space-growth-factor=1');
  }
  setGrowth(Math.min(MOST_GROWTH, Math.max(LEAST_GROWTH, Math.round((100 * (OLD_OBJECTS - old)) / old))));
}

function setGrowth(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
