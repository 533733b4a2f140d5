import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { mean, variance } from '../../../src/core/stats/sample.ts';
import { REFERENCE } from './reference.ts';

describe('seededRandom', () => {
  it("gives MT19937's published output", () => {
    const { seed, first, tenThousandth } = REFERENCE.mersenne;
    const random = seededRandom(seed);
    // The generator counts from −2³¹, so the top bit is the other way round.
    const words = Array.from({ length: 10_000 }, () => (random.below(2 ** 32) ^ 0x8000_0000) >>> 0);
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
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i += 1) {
      const value = random.below(7);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.46); // 0.001 point with 6 degrees of freedom
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
