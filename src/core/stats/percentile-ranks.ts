import { LARGE_SAMPLE } from './abc.ts';
import { percentileOfSorted } from './percentile.ts';
import { seededRandom } from './random.ts';
import { type BootstrapDistribution, countWhile } from './resample.ts';
import type { TrialFigures } from './trial-figures.ts';

const DRAWS = 10_000;

/** Whether a sample is so large that its resamples need not be drawn. */
export function drawsRanks({ sizes }: TrialFigures): boolean {
  return sizes.length >= LARGE_SAMPLE;
}

/**
 * What the paired bootstrap of two percentiles comes to in a large sample, without resampling a case.
 *
 * The q percentile of a resample is that value of the sample below which q of the resample lies, and of how many of its
 * trials lie below a value, the resamples of n cases say something normal: with the variance of a binomial count, times what
 * trials of one case have in common, and with both sides' counts correlated as the cases have it. So two normal numbers give
 * the ranks (Wilson's score formula solves for the one that sees its own variance), and the ranks the values. Serfling 1980,
 * "Approximation theorems of mathematical statistics", section 2.3.3 and 2.5.
 */
export function rankedPercentiles(
  source: TrialFigures,
  target: TrialFigures,
  q: number,
  seed: number,
  compare: (source: number, target: number) => number,
): BootstrapDistribution {
  const [before, after] = [countedBelow(source, q), countedBelow(target, q)];
  const correlation = correlationOf(before.deviations, after.deviations);
  const random = seededRandom(seed);
  const draws = Float64Array.from({ length: DRAWS }, () => {
    const shared = random.normal();
    const own = correlation * shared + Math.sqrt(1 - correlation ** 2) * random.normal();
    return compare(before.percentileAt(shared), after.percentileAt(own));
  });
  const estimate = compare(percentileOfSorted(before.sorted, q), percentileOfSorted(after.sorted, q));
  return { draws: draws.sort(), estimate };
}

/** The same of one side. */
export function rankedPercentile(trials: TrialFigures, q: number, seed: number): BootstrapDistribution {
  const { sorted, percentileAt } = countedBelow(trials, q);
  const random = seededRandom(seed);
  const draws = Float64Array.from({ length: DRAWS }, () => percentileAt(random.normal()));
  return { draws: draws.sort(), estimate: percentileOfSorted(sorted, q) };
}

interface Counted {
  readonly sorted: Float64Array;
  /** By case: trials below the sample's percentile, beyond the share q of its trials. */
  readonly deviations: Float64Array;
  /** The percentile of a resample in which this many standard deviations more trials than usual lie below. */
  percentileAt(z: number): number;
}

function countedBelow({ values, sizes }: TrialFigures, q: number): Counted {
  const sorted = values.slice().sort();
  const rank = q * sorted.length;
  const edge = sorted[Math.min(sorted.length - 1, Math.floor(rank))] ?? Number.NaN;
  const below = countWhile(sorted, (value) => value < edge);
  // Trials that lie on the percentile count by the part of them that belongs below, all alike.
  const part = (rank - below) / (countWhile(sorted, (value) => value <= edge) - below);
  const deviations = new Float64Array(sizes.length);
  let trial = 0;
  for (let index = 0; index < sizes.length; index += 1) {
    let own = -q * (sizes[index] ?? 0);
    for (let left = sizes[index] ?? 0; left > 0; left -= 1) {
      const value = values[trial++] ?? Number.NaN;
      own += value < edge ? 1 : value === edge ? part : 0;
    }
    deviations[index] = own;
  }
  /** Independent trials that would say as much. */
  const effective = (sorted.length ** 2 * q * (1 - q)) / squares(deviations);
  return {
    sorted,
    deviations,
    percentileAt: (z) => percentileOfSorted(sorted, scoreLimit(q, effective, z)),
  };
}

/** The rate κ at which q lies z standard deviations √(κ(1 − κ)/n) above: Wilson 1927 (J. Am. Stat. Assoc. 22:209). */
function scoreLimit(q: number, n: number, z: number): number {
  const centre = q + z ** 2 / (2 * n);
  const reach = z * Math.sqrt((q * (1 - q)) / n + z ** 2 / (4 * n ** 2));
  return Math.min(1, Math.max(0, (centre - reach) / (1 + z ** 2 / n)));
}

function correlationOf(some: Float64Array, others: Float64Array): number {
  let products = 0;
  for (let i = 0; i < some.length; i += 1) products += (some[i] ?? 0) * (others[i] ?? 0);
  // Where nothing varies nothing varies together.
  const correlation = products / Math.sqrt(squares(some) * squares(others)) || 0;
  return Math.min(1, Math.max(-1, correlation));
}

function squares(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value ** 2;
  return total;
}
