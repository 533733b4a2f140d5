import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { ratioOfMeans } from '../../../src/core/stats/ratio-of-means.ts';

const SEED = 11;

function costs(n: number, factor: number, seed: number): [number[], number[]] {
  const random = seededRandom(seed);
  const sizes = Array.from({ length: n }, () => Math.exp(0.6 * random.normal()));
  const noisy = (size: number) => size * Math.exp(0.2 * random.normal()) * 1e-4;
  return [sizes.map(noisy), sizes.map((size) => factor * noisy(size))];
}

describe('ratioOfMeans', () => {
  it('is the ratio of the totals, with pairs kept together', () => {
    const [source, target] = costs(300, 1.5, 1);
    const inference = ratioOfMeans(source, target, { seed: SEED });
    const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
    expect(inference.method).toBe('log-ratio-bootstrap');
    expect(inference.estimate).toBeCloseTo(total(target) / total(source), 12);
    expect(inference.lower(0.05)).toBeGreaterThan(1.4);
    expect(inference.upper(0.05)).toBeLessThan(1.6);
    // Unpaired, case sizes alone would make it about three times as wide.
    expect(inference.upper(0.05) - inference.lower(0.05)).toBeLessThan(0.12);
  });

  it('turns over when the sides are swapped', () => {
    const [source, target] = costs(250, 1.2, 2);
    const there = ratioOfMeans(source, target, { seed: SEED });
    const back = ratioOfMeans(target, source, { seed: SEED });
    expect(back.lower(0.05)).toBeCloseTo(1 / there.upper(0.05), 3);
  });

  it('decides the same by bound and by p-value', () => {
    for (const n of [30, 200]) {
      const [source, target] = costs(n, 1, n);
      const inference = ratioOfMeans(source, target, { seed: SEED });
      for (const bound of [0.8, 0.95, 0.99, 1.01, 1.05, 1.1, 1.3]) {
        expect(inference.pAbove(bound) < 0.05).toBe(inference.lower(0.05) > bound);
        expect(inference.pBelow(bound) < 0.05).toBe(inference.upper(0.05) < bound);
      }
    }
  });

  it('of one price for equal tokens is exact, and says what the cases can exclude', () => {
    const source = new Array<number>(200).fill(0.002);
    const inference = ratioOfMeans(
      source,
      source.map((value) => value / 2),
      { seed: SEED },
    );
    expect(inference.estimate).toBe(0.5);
    expect(inference.lower(0.05)).toBeGreaterThan(0.48);
    expect(inference.upper(0.05)).toBeLessThan(0.52);
    expect(inference.upper(0.05)).toBeGreaterThan(0.51);
  });

  it('covers the truth about as often as it says', () => {
    let below = 0;
    let above = 0;
    const runs = 150;
    for (let run = 0; run < runs; run += 1) {
      const [source, target] = costs(40, 1, 1_000 + run);
      const inference = ratioOfMeans(source, target, { seed: run });
      if (inference.lower(0.05) <= 1) below += 1;
      if (inference.upper(0.05) >= 1) above += 1;
    }
    expect(below / runs).toBeGreaterThan(0.89);
    expect(above / runs).toBeGreaterThan(0.89);
    expect(below + above).toBeLessThan(2 * runs);
  });

  it('has a lower bound of 0 when the target costs nothing', () => {
    const inference = ratioOfMeans([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3], new Array<number>(12).fill(0), { seed: SEED });
    expect(inference.estimate).toBe(0);
    expect(inference.lower(0.05)).toBe(0);
    expect(inference.upper(0.05)).toBeGreaterThan(0);
    expect(inference.upper(0.05)).toBeLessThan(0.3);
  });

  it('is open above when few source values are above zero', () => {
    const source = [1, ...new Array<number>(199).fill(0)];
    const target = [1, 1, ...new Array<number>(198).fill(0)];
    const inference = ratioOfMeans(source, target, { seed: SEED });
    expect(inference.upper(0.05)).toBe(Infinity);
    expect(inference.pBelow(5)).toBeGreaterThan(0.05);
  });

  it('of one pair knows little but does not break', () => {
    const inference = ratioOfMeans([2], [1], { seed: SEED });
    expect(inference.estimate).toBe(0.5);
    expect(inference.lower(0.05)).toBe(0);
    expect(inference.upper(0.05)).toBeGreaterThan(1);
  });

  it('refuses what has no ratio', () => {
    expect(() => ratioOfMeans([0, 0], [1, 1], { seed: SEED })).toThrow('all source values are zero');
    expect(() => ratioOfMeans([1, -1], [1, 1], { seed: SEED })).toThrow('source: value 1 is negative: -1');
    expect(() => ratioOfMeans([1], [1, 1], { seed: SEED })).toThrow('1 source values but 2 target values');
    expect(() => ratioOfMeans([], [], { seed: SEED })).toThrow('no values');
    expect(() => ratioOfMeans([1, 1], [1, Number.NaN], { seed: SEED })).toThrow(
      'target: value 1 is not a finite number',
    );
  });
});
