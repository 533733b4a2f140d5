import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { drawFlips, simulatedFlips } from '../../../src/core/stats/simulated-flips.ts';

/** Counts of flips over so many runs of n cases, and how often each case was among them. */
function drawn(n: number, share: number, runs: number) {
  const flips = simulatedFlips(n, share);
  const random = seededRandom(5);
  const counts: number[] = [];
  const timesOf = new Array<number>(n).fill(0);
  for (let run = 0; run < runs; run += 1) {
    drawFlips(flips, random);
    counts.push(flips.count);
    for (const index of flips.cases.subarray(0, flips.count)) timesOf[index] = (timesOf[index] ?? 0) + 1;
  }
  return { flips, counts, timesOf };
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

describe('drawFlips', () => {
  it.each([0.01, 0.15, 0.6])('flips each case with a chance of %f, independently of the others', (share) => {
    const [n, runs] = [200, 4_000];
    const { counts, timesOf } = drawn(n, share, runs);
    const variance = mean(counts.map((count) => (count - n * share) ** 2));
    // Four standard errors of a binomial mean; the variance of a binomial variance is about 2/runs of its square.
    expect(Math.abs(mean(counts) - n * share)).toBeLessThan(4 * Math.sqrt((n * share * (1 - share)) / runs));
    expect(Math.abs(variance / (n * share * (1 - share)) - 1)).toBeLessThan(
      4 * Math.sqrt(2 / runs + 1 / (runs * n * share)),
    );
    for (const times of timesOf) {
      expect(Math.abs(times / runs - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / runs));
    }
  });

  it('draws cases in ascending order, each with a number below the share', () => {
    const { flips } = drawn(500, 0.2, 1);
    const cases = [...flips.cases.subarray(0, flips.count)];
    expect(cases).toEqual([...new Set(cases)].sort((a, b) => a - b));
    const towards = [...flips.towards.subarray(0, flips.count)];
    expect(towards.every((number) => number >= 0 && number < 0.2)).toBe(true);
    expect(Math.abs(mean(towards) - 0.1)).toBeLessThan(0.03);
  });

  it.each([
    [0, 0],
    [1, 50],
  ])('of a share of %d flips %d of 50 cases', (share, count) => {
    expect(new Set(drawn(50, share, 20).counts)).toEqual(new Set([count]));
  });
});
