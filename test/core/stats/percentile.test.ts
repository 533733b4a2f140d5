import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalZ } from '../../../src/core/stats/normal.ts';
import { percentile, resampledPercentile } from '../../../src/core/stats/percentile.ts';
import {
  casesForPercentile,
  onePercentile,
  percentileDifference,
  percentileRatio,
} from '../../../src/core/stats/percentile-bootstrap.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { unseenShare } from '../../../src/core/stats/tango.ts';
import { type TrialFigures, trialFigures } from '../../../src/core/stats/trial-figures.ts';
import { REFERENCE } from './reference.ts';

const SEED = 5;

/** One trial a case. */
function single(values: readonly number[]): TrialFigures {
  return trials(values.map((value) => [value]));
}

/** The trials of each case. */
function trials(cases: readonly (readonly number[])[]): TrialFigures {
  return trialFigures(cases.length, (index) => cases[index] ?? []);
}

function latencies(n: number, factor: number, seed: number): [number[], number[]] {
  const random = seededRandom(seed);
  const draw = () => 800 * Math.exp(0.6 * random.normal());
  return [Array.from({ length: n }, draw), Array.from({ length: n }, () => factor * draw())];
}

describe('percentile', () => {
  it.each(REFERENCE.percentile)('of %j at %f', (values, q, expected) => {
    expect(percentile(values, q)).toBeCloseTo(expected, 9);
  });

  it('of one value is that value', () => expect(percentile([7], 0.95)).toBe(7));

  it('refuses what it cannot use', () => {
    expect(() => percentile([], 0.5)).toThrow('no values');
    expect(() => percentile([1, Infinity], 0.5)).toThrow('value 1 is not a finite number: Infinity');
    expect(() => percentile([1], 95)).toThrow('a percentile lies between 0 and 1: 95');
  });
});

describe('resampledPercentile', () => {
  it('gives what sorting the resample gives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.nat(3)), { minLength: 1, maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (cases, q) => {
          const values = cases.map(([value]) => value);
          const random = seededRandom(cases.reduce((sum, [value, more]) => sum + 31 * Math.abs(value) + more, 0));
          const counts = new Uint32Array(values.length);
          const picked = values.map(() => {
            const index = random.below(values.length);
            counts[index] = (counts[index] ?? 0) + 1;
            return values[index] ?? 0;
          });
          expect(resampledPercentile(single(values), q)(counts)).toBeCloseTo(percentile(picked, q), 10);
        },
      ),
    );
  });

  it('takes all trials of a case together, however many it has', () => {
    const of = resampledPercentile(trials([[1, 5], [2], [3, 4, 6]]), 0.5);
    expect(of(Uint32Array.of(1, 1, 1))).toBe(3.5);
    expect(of(Uint32Array.of(0, 2, 1))).toBe(percentile([2, 2, 3, 4, 6], 0.5));
    expect(of(Uint32Array.of(3, 0, 0))).toBe(percentile([1, 1, 1, 5, 5, 5], 0.5));
  });
});

describe('casesForPercentile', () => {
  it.each([
    [0.95, 100],
    [0.5, 10],
    [0.99, 500],
    [0.9, 50],
    [0.05, 100],
  ])('at %f is %i', (q, expected) => {
    expect(casesForPercentile(q)).toBe(expected);
  });
});

describe('percentileRatio', () => {
  it('compares the sides', () => {
    const [source, target] = latencies(1_000, 1.5, 1);
    const inference = percentileRatio(single(source), single(target), 0.95, { seed: SEED });
    expect(inference.method).toBe('percentile-bootstrap');
    expect(inference.estimate).toBeCloseTo(percentile(target, 0.95) / percentile(source, 0.95), 12);
    expect(inference.lower(0.05)).toBeGreaterThan(1.25);
    expect(inference.upper(0.05)).toBeLessThan(1.8);
    expect(inference.pBelow(1.25)).toBeGreaterThan(0.5);
    expect(inference.pAbove(1.25)).toBeLessThan(0.05);
  });

  it('covers the truth at least about as often as it says', () => {
    const runs = 200;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const [source, target] = latencies(100, 1, 500 + run);
      const inference = percentileRatio(single(source), single(target), 0.95, { seed: run });
      if (inference.lower(0.05) <= 1 && inference.upper(0.05) >= 1) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.86);
  });

  it('passes equal p95s at 1.25 with 100 cases in about a third of the runs', () => {
    const runs = 200;
    let passed = 0;
    for (let run = 0; run < runs; run += 1) {
      const [source, target] = latencies(100, 1, 9_000 + run);
      if (percentileRatio(single(source), single(target), 0.95, { seed: run }).upper(0.05) < 1.25) passed += 1;
    }
    expect(passed / runs).toBeGreaterThan(0.2);
    expect(passed / runs).toBeLessThan(0.45);
  });

  it('of identical sides is 1, and as wide as cases that were not drawn could make it', () => {
    const [source] = latencies(200, 1, 3);
    const inference = percentileRatio(single(source), single(source), 0.95, { seed: SEED });
    const share = unseenShare(200, criticalZ(0.05));
    expect(inference.estimate).toBe(1);
    expect(inference.lower(0.05)).toBeCloseTo(percentile(source, 0.95 - share) / percentile(source, 0.95), 6);
    expect(inference.upper(0.05)).toBeCloseTo(percentile(source, 0.95 + share) / percentile(source, 0.95), 6);
    expect(inference.pAbove(inference.lower(0.05))).toBeCloseTo(0.05, 6);
    expect(inference.pBelow(inference.upper(0.05))).toBeCloseTo(0.05, 6);
    expect(percentileRatio(single([5, 5, 5]), single([5, 5, 5]), 0.5, { seed: SEED }).upper(0.05)).toBe(1);
  });

  it('refuses what has no ratio', () => {
    expect(() => percentileRatio(single([0, 0]), single([1, 1]), 0.5, { seed: SEED })).toThrow(
      "the source's percentile is zero",
    );
    expect(() => percentileRatio(single([1, -1]), single([1, 1]), 0.5, { seed: SEED })).toThrow('is negative');
    expect(() => percentileRatio(trials([[1]]), trials([]), 0.5, { seed: SEED })).toThrow(
      '1 source values but 0 target values',
    );
    expect(() => percentileRatio(trials([[1], []]), trials([[1], [1]]), 0.5, { seed: SEED })).toThrow(
      'source: case 1 has no trial',
    );
    expect(() => percentileRatio(trials([[1]]), trials([[1]]), 2, { seed: SEED })).toThrow(
      'a percentile lies between 0 and 1',
    );
  });
});

describe('trials', () => {
  /** Cases that are slow or fast by nature, so that the trials of one say nearly the same. */
  const natures = (n: number, k: number, seed: number): TrialFigures => {
    const random = seededRandom(seed);
    return trialFigures(n, () => {
      const nature = 800 * Math.exp(0.6 * random.normal());
      return Array.from({ length: k }, () => nature * Math.exp(0.01 * random.normal()));
    });
  };

  it('do not narrow an interval when they repeat what the case said', () => {
    const once = onePercentile(natures(200, 1, 8), 0.5, { seed: SEED });
    const often = onePercentile(natures(200, 9, 8), 0.5, { seed: SEED });
    expect(often.n).toBe(200);
    const width = (inference: typeof once) => inference.upper(0.05) - inference.lower(0.05);
    expect(width(often) / width(once)).toBeGreaterThan(0.75);
  });

  it('keep their tail: the percentile is that of all of them', () => {
    const tailed = trials([...Array(95).fill([100, 100, 100]), ...Array(5).fill([100, 100, 1_000])]);
    expect(onePercentile(tailed, 0.99, { seed: SEED }).estimate).toBe(1_000);
    expect(percentileRatio(tailed, tailed, 0.99, { seed: SEED }).estimate).toBe(1);
  });
});

describe('percentileDifference and onePercentile', () => {
  it('work on the scale of the figure', () => {
    const [source, target] = latencies(400, 1.5, 4);
    const difference = percentileDifference(single(source), single(target), 0.5, { seed: SEED });
    expect(difference.estimate).toBeCloseTo(percentile(target, 0.5) - percentile(source, 0.5), 10);
    expect(difference.lower(0.05)).toBeGreaterThan(300);
    expect(difference.upper(0.05)).toBeLessThan(520);
  });

  it("agree with the order statistics' own interval", () => {
    const [source] = latencies(400, 1, 6);
    const inference = onePercentile(single(source), 0.5, { seed: SEED });
    const sorted = [...source].sort((a, b) => a - b);
    expect(inference.method).toBe('one-sample-bootstrap');
    // Binomial(400, 1/2): the 5 % point is the 184th order statistic, give or take a few for 2,000 draws.
    expect(inference.lower(0.05)).toBeGreaterThan(sorted[178] ?? 0);
    expect(inference.lower(0.05)).toBeLessThan(sorted[189] ?? 0);
  });

  it('refuse values that are not numbers', () => {
    expect(() => onePercentile(trials([[1, Number.NaN]]), 0.5, { seed: SEED })).toThrow('not a finite number');
    expect(() => percentileDifference(trials([[1]]), trials([[Infinity]]), 0.5, { seed: SEED })).toThrow(
      'not a finite number',
    );
  });
});
