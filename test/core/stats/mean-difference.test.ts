import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accelerationOf } from '../../../src/core/stats/bca.ts';
import { meanDifference, meanScoreDifference } from '../../../src/core/stats/mean-difference.ts';
import { bootstrapMean } from '../../../src/core/stats/mean-inference.ts';
import { meanFigure, meanScore } from '../../../src/core/stats/one-sample-mean.ts';
import { pairedT } from '../../../src/core/stats/paired-t.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { tangoInterval, unseenShare } from '../../../src/core/stats/tango.ts';
import { wilsonInference } from '../../../src/core/stats/wilson.ts';
import { PUBLISHED, REFERENCE } from './reference.ts';

const SEED = 20240601;
const Z = 1.6448536269514722;

describe('pairedT', () => {
  it('gives the published bound', () => {
    const inference = pairedT(PUBLISHED.pairedT.d);
    expect(inference.estimate).toBeCloseTo(PUBLISHED.pairedT.mean, 12);
    expect(inference.lower(0.05)).toBeCloseTo(PUBLISHED.pairedT.lower95, 6);
    expect(inference.upper(0.05)).toBeCloseTo(2 * -0.04 - PUBLISHED.pairedT.lower95, 5);
  });

  it('has p-values that agree with its bounds', () => {
    const inference = pairedT([0.1, -0.2, 0.05, 0.3, 0, 0.15]);
    expect(inference.pAbove(inference.lower(0.03))).toBeCloseTo(0.03, 10);
    expect(inference.pBelow(inference.upper(0.2))).toBeCloseTo(0.2, 10);
  });

  it('has no width when all differences are equal', () => {
    const inference = pairedT([0.5, 0.5, 0.5]);
    expect([inference.lower(0.05), inference.upper(0.05)]).toEqual([0.5, 0.5]);
    expect(inference.pAbove(0.4)).toBe(0);
    expect(inference.pAbove(0.6)).toBe(1);
    expect(inference.pAbove(0.5)).toBe(0.5);
  });

  it('refuses what it cannot use', () => {
    expect(() => pairedT([0.1])).toThrow('a t interval needs at least 2 cases, got 1');
    expect(() => pairedT([0.1, Number.NaN])).toThrow('value 1 is not a finite number: NaN');
    expect(() => pairedT([])).toThrow('no values');
  });
});

describe('bootstrapMean', () => {
  it.each(REFERENCE.bcaMean)('agrees with an independent BCa interval: $name', (row) => {
    const inference = bootstrapMean(row.values, SEED);
    expect(accelerationOf(row.values.map((value) => value - inference.estimate))).toBeCloseTo(row.acceleration, 12);
    // The ends of 4,000 draws scatter by about 0.03 standard errors.
    expect(Math.abs(inference.lower(0.05) - row.lower95)).toBeLessThan(0.12 * row.standardError);
    expect(Math.abs(inference.upper(0.05) - row.upper95)).toBeLessThan(0.12 * row.standardError);
  });

  it('leans towards the long tail, which a t interval cannot', () => {
    const [row] = REFERENCE.bcaMean;
    const bca = bootstrapMean(row?.values ?? [], SEED);
    const t = pairedT(row?.values ?? []);
    expect(bca.lower(0.05)).toBeGreaterThan(t.lower(0.05));
    expect(bca.upper(0.05)).toBeGreaterThan(t.upper(0.05));
  });

  it('depends on the seed, and on nothing else', () => {
    const values = REFERENCE.bcaMean[0]?.values ?? [];
    expect(bootstrapMean(values, 1).lower(0.05)).toBe(bootstrapMean(values, 1).lower(0.05));
    expect(bootstrapMean(values, 1).lower(0.05)).not.toBe(bootstrapMean(values, 2).lower(0.05));
  });

  it('never claims a p-value beyond the resolution of its draws', () => {
    const values = REFERENCE.bcaMean[0]?.values ?? [];
    expect(bootstrapMean(values, SEED).pAbove(-1000)).toBe(1 / 4001);
    expect(bootstrapMean(values, SEED).pBelow(1000)).toBe(1 / 4001);
    expect(bootstrapMean(values, SEED).pBelow(-1000)).toBe(1);
  });
});

describe('accelerationOf', () => {
  it('is 0 for symmetric influences, and for none', () => {
    expect(accelerationOf([-1, 0, 1])).toBe(0);
    expect(accelerationOf([0, 0])).toBe(0);
  });

  it('does not depend on the unit', () => {
    const influences = [-1, -1, 2];
    expect(accelerationOf(influences.map((x) => x * 1e-120))).toBeCloseTo(accelerationOf(influences), 14);
  });
});

describe('meanScoreDifference', () => {
  const spiky = (n: number, seed: number): number[] => {
    const random = seededRandom(seed);
    const grades = [0, 0, 0, 0, 0, 0.25, -0.25, 0.5, -0.5, -1];
    return Array.from({ length: n }, () => grades[random.below(grades.length)] ?? 0);
  };

  it('is labelled by the size of the sample', () => {
    expect(meanScoreDifference(spiky(99, 1), { seed: SEED }).method).toBe('small-sample');
    expect(meanScoreDifference(spiky(100, 1), { seed: SEED }).method).toBe('bca');
  });

  it('in small samples is at least as wide as t and BCa on each side', () => {
    const values = spiky(40, 2);
    const both = [pairedT(values), bootstrapMean(values, SEED)];
    const inference = meanScoreDifference(values, { seed: SEED });
    expect(inference.lower(0.05)).toBe(Math.min(...both.map((one) => one.lower(0.05))));
    expect(inference.upper(0.05)).toBe(Math.max(...both.map((one) => one.upper(0.05))));
    expect(inference.pAbove(-0.2)).toBe(Math.max(...both.map((one) => one.pAbove(-0.2))));
  });

  it('decides the same by bound and by p-value', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: 130 }),
        fc.nat(1_000),
        fc.double({ min: -0.4, max: 0.4, noNaN: true }),
        (n, seed, bound) => {
          const inference = meanScoreDifference(spiky(n, seed), { seed });
          if (Math.min(...[inference.lower(0.05), inference.upper(0.05)].map((end) => Math.abs(end - bound))) < 1e-9)
            return;
          expect(inference.pAbove(bound) < 0.05).toBe(inference.lower(0.05) > bound);
          expect(inference.pBelow(bound) < 0.05).toBe(inference.upper(0.05) < bound);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of identical outcomes says how much the cases can exclude, as yes/no scores would', () => {
    for (const n of [1, 15, 133, 400]) {
      const inference = meanScoreDifference(new Array<number>(n).fill(0), { seed: SEED });
      const [low, high] = tangoInterval({ gains: 0, losses: 0, n }, 0.05);
      expect(inference.estimate).toBe(0);
      expect(inference.lower(0.05)).toBeCloseTo(low, 12);
      expect(inference.upper(0.05)).toBeCloseTo(high, 12);
      expect(inference.pAbove(inference.lower(0.05))).toBeCloseTo(0.05, 10);
    }
  });

  it('claims no more when one case moves a little', () => {
    const values = [0.01, ...new Array<number>(199).fill(0)];
    const inference = meanScoreDifference(values, { seed: SEED });
    expect(inference.estimate - inference.lower(0.05)).toBeGreaterThanOrEqual(unseenShare(200, Z) - 1e-12);
  });

  it('stays in [−1, 1]', () => {
    const inference = meanScoreDifference([-1, -1, -1, -1, -1, -1, -1, -1, -1, 0], { seed: SEED });
    expect(inference.lower(0.001)).toBe(-1);
    expect(inference.pAbove(-1.01)).toBe(0);
    expect(inference.pBelow(-1.01)).toBeGreaterThan(0.5);
  });

  it('covers the truth as often as it says, with rare crashes too', () => {
    const random = seededRandom(77);
    const crash = () => (random.uniform() < 0.03 ? -1 : 0);
    const smooth = () => Math.max(-1, Math.min(1, 0.2 * random.normal()));
    for (const [draw, truth, n] of [
      [crash, -0.03, 50],
      [crash, -0.03, 200],
      [smooth, 0, 120],
    ] as const) {
      let covered = 0;
      const runs = 120;
      for (let run = 0; run < runs; run += 1) {
        const values = Array.from({ length: n }, draw);
        if (meanScoreDifference(values, { seed: run }).lower(0.05) <= truth) covered += 1;
      }
      expect(covered / runs).toBeGreaterThan(0.9);
    }
  });

  it('refuses what no difference of scores can be', () => {
    expect(() => meanScoreDifference([0.5, -1.2], { seed: SEED })).toThrow(
      'a difference of scores lies in [-1, 1]: one has the size 1.2',
    );
    expect(() => meanScoreDifference([0.5, Number.NaN], { seed: SEED })).toThrow('not a finite number');
    expect(() => meanScoreDifference([], { seed: SEED })).toThrow('no values');
  });
});

describe('meanDifference', () => {
  it('moves with the unit', () => {
    const tokens = Array.from({ length: 150 }, (_, i) => ((i * 37) % 101) - 50);
    const plain = meanDifference(tokens, { seed: SEED, scale: 500 });
    const thousand = meanDifference(
      tokens.map((value) => value * 1000),
      { seed: SEED, scale: 500_000 },
    );
    expect(thousand.lower(0.05)).toBeCloseTo(1000 * plain.lower(0.05), 6);
  });

  it('of equal figures takes the scale into account', () => {
    const inference = meanDifference(new Array<number>(50).fill(0), { seed: SEED, scale: 400 });
    expect(inference.upper(0.05)).toBeCloseTo(400 * unseenShare(50, Z), 10);
  });

  it('of figures that are all zero is exactly zero', () => {
    const inference = meanDifference([0, 0, 0], { seed: SEED, scale: 0 });
    expect([inference.lower(0.05), inference.upper(0.05)]).toEqual([0, 0]);
  });

  it('refuses a negative scale', () => {
    expect(() => meanDifference([1, 2], { seed: SEED, scale: -1 })).toThrow(
      'the largest difference of a case cannot be -1',
    );
  });
});

describe('one-sample means', () => {
  it("of perfect scores have Wilson's bound", () => {
    const inference = meanScore(new Array<number>(80).fill(1), { seed: SEED });
    expect(inference.method).toBe('one-sample-bootstrap');
    expect(inference.upper(0.05)).toBe(1);
    expect(inference.lower(0.05)).toBeCloseTo(wilsonInference(80, 80).lower(0.05), 12);
  });

  it('contain the mean', () => {
    const inference = meanFigure([120, 80, 95, 230, 110, 140, 90, 100, 105, 300, 75, 88], { seed: SEED, scale: 300 });
    expect(inference.lower(0.05)).toBeLessThan(inference.estimate);
    expect(inference.upper(0.05)).toBeGreaterThan(inference.estimate);
  });

  it('refuse a score that is none', () => {
    expect(() => meanScore([0.2, 1.01], { seed: SEED })).toThrow('a score lies in [0, 1]: 1.01');
  });
});
