import type { Inference } from '../contracts/inference.ts';
import { bcaBounds, PLAIN_PERCENTILE } from './bca.ts';
import { type Bounds, widest } from './bounds.ts';
import { percentile, requireShare, resampledPercentile } from './percentile.ts';
import { drawsRanks, rankedPercentile, rankedPercentiles } from './percentile-ranks.ts';
import type { WholeNumbers } from './random.ts';
import { type BootstrapDistribution, resample, unmoved } from './resample.ts';
import { requireNonNegative, requireSameLength, requireSample } from './sample.ts';
import type { TrialFigures } from './trial-figures.ts';
import { unseenPercentileChange } from './unseen-percentile.ts';

const PERCENTILE_DRAWS = 2_000;

/**
 * Cases that a sample needs for a verdict on its q percentile: 5 beyond it on its thinner side (p95: 100, p50: 10).
 */
export function casesForPercentile(q: number): number {
  requireShare(q);
  // Rounded before it is raised: 5 / (1 − 0.95) is a hair above 100 in binary.
  return Math.ceil(Number((5 / Math.min(q, 1 - q)).toPrecision(12)));
}

/**
 * Inference on the ratio of the target's q percentile to the source's (0 < q < 1), of figures that are never negative:
 * paired percentile bootstrap of the log ratio, 2,000 draws (percentiles of a ratio and of its logarithm are the same); from 5,000
 * cases on by what it comes to there (`rankedPercentiles`).
 * Percentiles as in `percentile.ts`.
 * The percentiles are those of all trials; cases, not trials, are independent.
 * @throws RangeError when there are no pairs, a case has no trial, a value is negative or not finite, or the source's percentile is zero.
 */
export function percentileRatio(
  source: TrialFigures,
  target: TrialFigures,
  q: number,
  options: { readonly seed: number },
): Inference {
  requirePairedTrials('percentile ratio', source, target);
  requireNonNegative('percentile ratio, source', source.values);
  requireNonNegative('percentile ratio, target', target.values);
  if (percentile(source.values, q) === 0) throw new RangeError("percentile ratio: the source's percentile is zero");
  const ratio = (s: number, t: number): number => (s === 0 && t === 0 ? 1 : t / s);
  return pairedPercentiles(source, target, q, options.seed, ratio);
}

/**
 * Inference on the target's q percentile minus the source's (0 < q < 1), by the paired percentile bootstrap, 2,000 draws.
 * @throws RangeError when there are no pairs, or a value is not finite.
 */
export function percentileDifference(
  source: TrialFigures,
  target: TrialFigures,
  q: number,
  options: { readonly seed: number },
): Inference {
  requirePairedTrials('percentile difference', source, target);
  return pairedPercentiles(source, target, q, options.seed, (s, t) => t - s);
}

/**
 * Inference on one side's q percentile (0 < q < 1), by the percentile bootstrap, 2,000 draws.
 * @throws RangeError when there are no values, or one is not finite.
 */
export function onePercentile(trials: TrialFigures, q: number, options: { readonly seed: number }): Inference {
  requireTrials('percentile', trials);
  const estimate = percentile(trials.values, q);
  const n = trials.sizes.length;
  if (drawsRanks(trials)) {
    const ranked = rankedPercentile(trials, q, options.seed);
    return { method: 'large-sample', n, ...bcaBounds(ranked, PLAIN_PERCENTILE) };
  }
  const distribution = resampledCounts(n, options.seed, estimate, resampledPercentile(trials, q));
  return { method: 'one-sample-bootstrap', n, ...bcaBounds(distribution, PLAIN_PERCENTILE) };
}

function pairedPercentiles(
  source: TrialFigures,
  target: TrialFigures,
  q: number,
  seed: number,
  compare: Compare,
): Inference {
  const large = drawsRanks(source);
  const draw = large ? rankedPercentiles : resampledPairs;
  const identical = isSame(source.values, target.values) && isSame(source.sizes, target.sizes);
  const distribution = identical
    ? unmoved({ draws: PERCENTILE_DRAWS, estimate: compareAt(source, target, q, compare) })
    : draw(source, target, q, seed, compare);
  const bootstrap = bcaBounds(distribution, PLAIN_PERCENTILE);
  const bounds: Bounds = isUnmoved(distribution)
    ? widest(bootstrap, unseenPercentileChange(source, target, q, compare))
    : bootstrap;
  return { method: large ? 'large-sample' : 'percentile-bootstrap', n: source.sizes.length, ...bounds };
}

type Compare = (source: number, target: number) => number;

function compareAt(source: TrialFigures, target: TrialFigures, q: number, compare: Compare): number {
  return compare(percentile(source.values, q), percentile(target.values, q));
}

function resampledPairs(
  source: TrialFigures,
  target: TrialFigures,
  q: number,
  seed: number,
  compare: Compare,
): BootstrapDistribution {
  const [ofSource, ofTarget] = [resampledPercentile(source, q), resampledPercentile(target, q)];
  const estimate = compareAt(source, target, q, compare);
  return resampledCounts(source.sizes.length, seed, estimate, (counts) => compare(ofSource(counts), ofTarget(counts)));
}

function isSame(some: Float64Array | Uint32Array, others: Float64Array | Uint32Array): boolean {
  return some.length === others.length && some.every((value, index) => value === others[index]);
}

function requirePairedTrials(name: string, source: TrialFigures, target: TrialFigures): void {
  requireSameLength(name, source.sizes, target.sizes);
  requireTrials(`${name}, source`, source);
  requireTrials(`${name}, target`, target);
}

function requireTrials(name: string, trials: TrialFigures): void {
  requireSample(name, trials.values);
  const bare = trials.sizes.indexOf(0);
  if (bare >= 0) throw new RangeError(`${name}: case ${bare} has no trial`);
}

/** Resamples as counts: how often each case was picked. */
function resampledCounts(
  n: number,
  seed: number,
  estimate: number,
  statistic: (timesPicked: Uint32Array) => number,
): BootstrapDistribution {
  const timesPicked = new Uint32Array(n);
  return resample({ n, draws: PERCENTILE_DRAWS, seed, estimate }, (picked) => {
    count(picked, timesPicked);
    return statistic(timesPicked);
  });
}

function count(picked: WholeNumbers, timesPicked: Uint32Array): void {
  timesPicked.fill(0);
  for (let i = 0; i < picked.length; i += 1) {
    const index = picked[i] ?? 0;
    timesPicked[index] = (timesPicked[index] ?? 0) + 1;
  }
}

/** Whether no resample moves the comparison, up to rounding: the sides are alike, or differ by one factor or amount. */
function isUnmoved({ draws, estimate }: BootstrapDistribution): boolean {
  const tie = 1e-9 * Math.abs(estimate);
  return (draws.at(0) ?? 0) >= estimate - tie && (draws.at(-1) ?? 0) <= estimate + tie;
}
