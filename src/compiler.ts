import { setFlagsFromString } from 'node:v8';

/** How much a function has to run, in bytes of its bytecode, before V8 compiles it anew for speed: 16 times the usual. */
const BEFORE_OPTIMISING = 1_080_000;

/** The first version of V8 with a quick compiler (Maglev) before the thorough one: that of Node 22. */
const WITH_MAGLEV = 12;

/**
 * Has V8 optimise what runs long, and leave the rest as it is. A run waits for models, and most of its code runs for some
 * milliseconds in all: on Node 20, to optimise all of that takes a fifth of the processor time of 2,000 calls, and gives
 * less back. A loop that draws millions of numbers is optimised all the same, some milliseconds later. From Node 22 on there
 * is nothing to be saved by it.
 */
export function optimiseSparingly(): void {
  const [major] = process.versions.v8.split('.');
  if (Number(major) < WITH_MAGLEV) setFlagsFromString(`--interrupt-budget=${BEFORE_OPTIMISING}`);
}
