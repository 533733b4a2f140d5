import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';

/** A stream of random numbers that a seed determines completely, on every machine and version of Node. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** A whole number from 0 to n − 1, each equally likely (n ≥ 1). */
  below(n: number): number;
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
  const below = (n: number): number => uniformInt(generator, 0, n - 1);
  return {
    uniform,
    below,
    coin: () => generator.next() < 0,
    normal: normalStream(uniform),
    shuffle: (items) => shuffled(items, below),
  };
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
