import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** An array of whole numbers from 0. */
export type WholeNumbers = Uint16Array | Uint32Array;

/** A stream of random numbers that a seed determines completely, on every machine and version of Node. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** A whole number from 0 to n − 1, each equally likely (1 ≤ n ≤ 2³²). */
  below(n: number): number;
  /** Fills an array, wide enough for them, with whole numbers from 0 to n − 1. */
  fillBelow(n: number, numbers: WholeNumbers): void;
  coin(): boolean;
  /** A standard normal number. */
  normal(): number;
  /** A copy in random order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * Mersenne Twister MT19937 (Matsumoto & Nishimura 1998): 32-bit seeds give unrelated streams, and its output is published.
 * @throws RangeError when the seed is not an unsigned 32-bit integer.
 */
export function seededRandom(seed: number): Random {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new RangeError(`a seed is an unsigned 32-bit integer: ${seed}`);
  }
  const generator = mersenne(seed);
  const uniform = (): number => uniformFloat64(generator);
  const below = (n: number): number => boundedBy(n, generator);
  return {
    uniform,
    below,
    fillBelow: (n, numbers) => (n > 2 ** 16 ? fillEach(numbers, () => below(n)) : fillByHalves(n, numbers, generator)),
    coin: () => generator.next() < 0,
    normal: normalStream(uniform),
    shuffle: (items) => shuffled(items, below),
  };
}

/**
 * A whole number below n from 32-bit words: the high half of word · n, drawn again where the low half shows one of the
 * 2³² mod n products that would make some numbers likelier than others. No division but where a word may be refused.
 * Lemire 2019, "Fast random integer generation in an interval" (ACM Trans. Model. Comput. Simul. 29:3).
 */
function boundedBy(n: number, generator: RandomGenerator): number {
  for (;;) {
    const product = (generator.next() >>> 0) * n;
    const high = Math.floor(product / 2 ** 32);
    const low = product - high * 2 ** 32;
    if (low >= n || low >= 2 ** 32 % n) return high;
  }
}

/**
 * The same with two numbers from each word, for n ≤ 2¹⁶: a bootstrap draws millions. It takes the generator and no function
 * that draws from it: V8 throws away what it has compiled for one such function when the next seed brings another.
 */
function fillByHalves(n: number, numbers: WholeNumbers, generator: RandomGenerator): void {
  const surplus = 2 ** 16 % n;
  let filled = 0;
  while (filled < numbers.length) {
    const drawn = generator.next() >>> 0;
    const first = (drawn >>> 16) * n;
    if ((first & 0xffff) >= surplus) numbers[filled++] = first >>> 16;
    const second = (drawn & 0xffff) * n;
    if ((second & 0xffff) >= surplus) numbers[filled++] = second >>> 16; // past the end nothing is written
  }
}

function fillEach(numbers: WholeNumbers, next: () => number): void {
  for (let i = 0; i < numbers.length; i += 1) numbers[i] = next();
}

/** Marsaglia & Bray's polar method (1964): two normal numbers from a point in the unit disc; the second waits its turn. */
function normalStream(uniform: () => number): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const waiting = spare;
      spare = undefined;
      return waiting;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * Math.log(square)) / square);
        spare = y * factor;
        return x * factor;
      }
    }
  };
}

function shuffled<T>(items: readonly T[], below: (n: number) => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    const moved = result[last] as T;
    result[last] = result[other] as T;
    result[other] = moved;
  }
  return result;
}
