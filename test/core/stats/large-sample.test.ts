import { describe, expect, it } from 'vitest';
import { abcMean, abcRatio, isSmooth, LARGE_SAMPLE } from '../../../src/core/stats/abc.ts';
import { accelerationOf, bcaBounds, biasOf, PLAIN_PERCENTILE } from '../../../src/core/stats/bca.ts';
import type { Bounds } from '../../../src/core/stats/bounds.ts';
import { meanDifference } from '../../../src/core/stats/mean-difference.ts';
import { bootstrapMean } from '../../../src/core/stats/mean-inference.ts';
import { meanFigure } from '../../../src/core/stats/one-sample-mean.ts';
import { resampledPercentile } from '../../../src/core/stats/percentile.ts';
import { onePercentile, percentileDifference, percentileRatio } from '../../../src/core/stats/percentile-bootstrap.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { ratioOfMeans } from '../../../src/core/stats/ratio-of-means.ts';
import { resample } from '../../../src/core/stats/resample.ts';
import { type TrialFigures, trialFigures } from '../../../src/core/stats/trial-figures.ts';

const N = 6_000;
const ALPHAS = [0.005, 0.025, 0.05, 0.2];

/** How far the ends of two analyses are apart, as a share of the second one's width at 90 %. */
function apart(some: Bounds, other: Bounds): number {
  const width = other.upper(0.05) - other.lower(0.05);
  const gaps = ALPHAS.flatMap((alpha) => [
    some.lower(alpha) - other.lower(alpha),
    some.upper(alpha) - other.upper(alpha),
  ]);
  return Math.max(...gaps.map((gap) => Math.abs(gap) / width));
}

/** Skewed as costs and latencies are, the two sides of a case alike. */
function skewed(n: number, seed: number, spread = 0.8): { source: number[]; target: number[] } {
  const random = seededRandom(seed);
  const source: number[] = [];
  const target: number[] = [];
  for (let i = 0; i < n; i += 1) {
    const nature = 0.6 * random.normal();
    source.push(Math.exp(nature + spread * random.normal()));
    target.push(1.1 * Math.exp(nature + spread * random.normal()));
  }
  return { source, target };
}

describe('a mean of many cases', () => {
  const { source, target } = skewed(N, 1);
  const differences = target.map((value, i) => value - (source[i] ?? 0));

  it('has the bounds of BCa, but for the error of drawing', () => {
    // 4,000 draws leave an error of about 0.02 of the width at the 5 % point, 0.05 at the 0.5 % point.
    expect(apart(abcMean(differences), bootstrapMean(differences, 3))).toBeLessThan(0.05);
    expect(apart(abcMean(source), bootstrapMean(source, 4))).toBeLessThan(0.05);
  });

  it('agrees with the bounds of the t interval to the third digit where nothing is skew', () => {
    const random = seededRandom(9);
    const values = Array.from({ length: N }, () => 100 + random.normal());
    const z = 1.6448536269514722;
    expect(abcMean(values).lower(0.05)).toBeCloseTo(abcMean(values).estimate - z / Math.sqrt(N), 3);
  });

  it('has p-values that turn its bounds round', () => {
    const bounds = abcMean(differences);
    for (const alpha of ALPHAS) {
      expect(bounds.pAbove(bounds.lower(alpha))).toBeCloseTo(alpha, 10);
      expect(bounds.pBelow(bounds.upper(alpha))).toBeCloseTo(alpha, 10);
    }
    expect([bounds.pAbove(-1e9), bounds.pBelow(-1e9)]).toEqual([0, 1]);
  });

  it('says how it was made, and takes to draws where a few cases decide', () => {
    expect(meanDifference(differences, { seed: 1, scale: 10 }).method).toBe('large-sample');
    expect(meanDifference(differences.slice(0, LARGE_SAMPLE - 1), { seed: 1, scale: 10 }).method).toBe('bca');
    const disasters = source.map((value, i) => (i % 1_000 === 0 ? 500 : value));
    expect(isSmooth(disasters)).toBe(false);
    expect(meanFigure(disasters, { seed: 1, scale: 500 }).method).toBe('one-sample-bootstrap');
    expect(meanFigure(source, { seed: 1, scale: 10 }).method).toBe('large-sample');
  });

  it('of equal values excludes no more than so many cases can', () => {
    const inference = meanDifference(new Array<number>(N).fill(0), { seed: 1, scale: 1 });
    expect(inference.method).toBe('bca');
    expect(inference.upper(0.05)).toBeCloseTo(2.7055 / (N + 2.7055), 6);
  });
});

describe('a ratio of means of many cases', () => {
  const { source, target } = skewed(N, 2);

  it('has the bounds of the bootstrap of pairs, but for the error of drawing', () => {
    const ratio = target.reduce((a, b) => a + b) / source.reduce((a, b) => a + b);
    const influences = source.map((value, i) => (target[i] ?? 0) - ratio * value);
    const drawn = resample({ n: N, draws: 8_000, seed: 5, estimate: ratio }, (picked) => {
      let [s, t] = [0, 0];
      for (const index of picked) {
        s += source[index] ?? 0;
        t += target[index] ?? 0;
      }
      return t / s;
    });
    const bca = bcaBounds(drawn, { bias: biasOf(drawn, 0), acceleration: accelerationOf(influences) });
    const bounds = abcRatio(source, target);
    expect(apart(bounds, bca)).toBeLessThan(0.05);
    for (const alpha of ALPHAS) expect(bounds.pBelow(bounds.upper(alpha))).toBeCloseTo(alpha, 10);
    expect(ratioOfMeans(source, target, { seed: 1 }).method).toBe('large-sample');
  });
});

describe('a percentile of many cases', () => {
  const one = (values: readonly number[]): TrialFigures => trialFigures(values.length, (i) => [values[i] ?? 0]);
  const { source, target } = skewed(N, 3);

  function resampled(
    before: TrialFigures,
    after: TrialFigures,
    q: number,
    compare: (s: number, t: number) => number,
  ): Bounds {
    const [ofSource, ofTarget] = [resampledPercentile(before, q), resampledPercentile(after, q)];
    const counts = new Uint32Array(before.sizes.length);
    const drawn = resample({ n: counts.length, draws: 4_000, seed: 8, estimate: 0 }, (picked) => {
      counts.fill(0);
      for (const index of picked) counts[index] = (counts[index] ?? 0) + 1;
      return compare(ofSource(counts), ofTarget(counts));
    });
    return bcaBounds(drawn, PLAIN_PERCENTILE);
  }

  it.each([0.5, 0.95])('has the bounds of the resamples, but for the error of drawing: %f', (q) => {
    const [s, t] = [one(source), one(target)];
    const ratio = percentileRatio(s, t, q, { seed: 1 });
    expect(ratio.method).toBe('large-sample');
    expect(
      apart(
        ratio,
        resampled(s, t, q, (a, b) => b / a),
      ),
    ).toBeLessThan(0.06);
    expect(
      apart(
        percentileDifference(s, t, q, { seed: 1 }),
        resampled(s, t, q, (a, b) => b - a),
      ),
    ).toBeLessThan(0.06);
    expect(
      apart(
        onePercentile(t, q, { seed: 1 }),
        resampled(s, t, q, (_, b) => b),
      ),
    ).toBeLessThan(0.06);
  });

  it('knows that the trials of a case say much the same', () => {
    const random = seededRandom(4);
    const repeated = (values: readonly number[]) =>
      trialFigures(values.length, (i) => [1, 2, 3].map(() => (values[i] ?? 0) * Math.exp(0.05 * random.normal())));
    const [s, t] = [repeated(source), repeated(target)];
    expect(
      apart(
        percentileRatio(s, t, 0.5, { seed: 1 }),
        resampled(s, t, 0.5, (a, b) => b / a),
      ),
    ).toBeLessThan(0.06);
  });

  it('of identical sides is as wide as cases that were not drawn could make it', () => {
    const inference = percentileRatio(one(source), one(source), 0.5, { seed: 1 });
    expect(inference.estimate).toBe(1);
    expect(inference.lower(0.05)).toBeLessThan(1);
    expect(inference.upper(0.05)).toBeGreaterThan(1);
  });

  it('of figures that hardly differ stays where they are', () => {
    const steps = source.map((_, i) => (i % 4 === 0 ? 2 : 1));
    const inference = percentileDifference(one(steps), one(steps.map((value) => value + 1)), 0.5, { seed: 1 });
    expect([inference.lower(0.05), inference.estimate, inference.upper(0.05)]).toEqual([1, 1, 1]);
  });
});
