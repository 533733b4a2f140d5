import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { mean, variance } from '../../../src/core/stats/sample.ts';
import { REFERENCE } from './reference.ts';

describe('seededRandom', () => {
  it("gives MT19937's published output", () => {
    const { seed, first, tenThousandth } = REFERENCE.mersenne;
    const random = seededRandom(seed);
    const words = Array.from({ length: 10_000 }, () => random.below(2 ** 32));
    expect(words.slice(0, first.length)).toEqual(first);
    expect(words[9_999]).toBe(tenThousandth);
  });

  it('repeats itself with the same seed and differs with the next', () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return [random.uniform(), random.normal(), random.below(1000), random.coin(), random.shuffle([1, 2, 3, 4, 5])];
    };
    expect(draw(42)).toEqual(draw(42));
    expect(draw(42)).not.toEqual(draw(43));
  });

  it('spreads whole numbers evenly', () => {
    const random = seededRandom(1);
    const numbers = Array.from({ length: 70_000 }, () => random.below(7));
    expect(chiSquare(numbers, 7)).toBeLessThan(22.46); // 0.001 point with 6 degrees of freedom
  });

  it.each([
    { n: 1, of: 'the only one' },
    { n: 7, of: 'halves of a word' },
    // Two thirds of 2¹⁶: without the refusals half of the numbers would come twice as often as the others.
    { n: 43_690, of: 'halves of a word that are often refused' },
    { n: 65_536, of: 'every half of a word' },
    { n: 100_000, of: 'whole words' },
  ])('fills an array with numbers below $n evenly, from $of', ({ n }) => {
    const numbers = new Uint32Array(500_001);
    seededRandom(5).fillBelow(n, numbers);
    expect(numbers.every((number) => number < n)).toBe(true);
    // Mean and standard deviation of the statistic are n − 1 and √(2(n − 1)).
    expect(chiSquare(numbers, n)).toBeLessThanOrEqual(n - 1 + 4 * Math.sqrt(2 * (n - 1)));
  });

  it('fills an array in the same way with the same seed, to its last place', () => {
    const fill = (n: number, length: number) => {
      const numbers = new Uint32Array(length).fill(99);
      seededRandom(6).fillBelow(n, numbers);
      return [...numbers];
    };
    expect(fill(10, 5)).toEqual(fill(10, 6).slice(0, 5));
    expect(fill(10, 5)).not.toContain(99);
    expect(fill(100_000, 5)).toEqual(fill(100_000, 5));
    expect(fill(10, 0)).toEqual([]);
  });

  it('draws normal numbers', () => {
    const random = seededRandom(2);
    const values = Array.from({ length: 50_000 }, random.normal);
    expect(Math.abs(mean(values))).toBeLessThan(0.02);
    expect(Math.abs(variance(values) - 1)).toBeLessThan(0.03);
    expect(values.filter((value) => value > 1.6448536).length / values.length).toBeCloseTo(0.05, 2);
  });

  it('tosses a fair coin', () => {
    const random = seededRandom(3);
    const heads = Array.from({ length: 10_000 }, random.coin).filter(Boolean).length;
    expect(Math.abs(heads - 5_000)).toBeLessThan(200);
  });

  it('shuffles into every order equally often, and leaves its argument alone', () => {
    const random = seededRandom(4);
    const items = ['a', 'b', 'c'];
    const orders = new Map<string, number>();
    for (let i = 0; i < 6_000; i += 1) {
      const order = random.shuffle(items).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(items).toEqual(['a', 'b', 'c']);
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(Math.abs(count - 1_000)).toBeLessThan(130);
    expect(random.shuffle([])).toEqual([]);
  });

  it.each([-1, 1.5, 2 ** 32, Number.NaN])('refuses the seed %f', (seed) => {
    expect(() => seededRandom(seed)).toThrow(`a seed is an unsigned 32-bit integer: ${seed}`);
  });
});

/** Pearson's statistic of counts that should be equal, of whole numbers below `classes`. */
function chiSquare(numbers: ArrayLike<number>, classes: number): number {
  const counts = new Array<number>(classes).fill(0);
  for (const number of Array.from(numbers)) counts[number] = (counts[number] ?? 0) + 1;
  const expected = numbers.length / classes;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
