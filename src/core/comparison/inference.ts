import type { Inference } from '../contracts/inference.ts';
import type { Side } from '../contracts/layer.ts';
import { meanDifference, meanScoreDifference } from '../stats/mean-difference.ts';
import { meanFigure, meanScore } from '../stats/one-sample-mean.ts';
import { percentile } from '../stats/percentile.ts';
import {
  casesForPercentile,
  onePercentile,
  percentileDifference,
  percentileRatio,
} from '../stats/percentile-bootstrap.ts';
import { proportionInference } from '../stats/proportion.ts';
import { ratioOfMeans } from '../stats/ratio-of-means.ts';
import { largestSize, mapped, mean, sumOf } from '../stats/sample.ts';
import { tangoInference } from '../stats/tango.ts';
import { type TrialFigures, trialFigures } from '../stats/trial-figures.ts';
import type { Sample } from './sample.ts';

/** What a bound is about: target − source, target ÷ source, or the target's own figure. */
export type Basis = 'difference' | 'ratio' | 'level';

/** Fewer cases than this say nothing about the spread of a mean. */
const CASES_FOR_A_MEAN = 10;

/** A variant's figure: the mean of its cases (at least one), or the percentile of all their trials. */
export function figureOf({ metric: { statistic }, trials, ...values }: Sample, side: Side): number {
  return statistic.kind === 'mean' ? mean(values[side] ?? []) : percentile(trials?.[side]?.values ?? [], statistic.q);
}

/** The least number of cases from which an interval on this basis is worth anything. */
export function casesNeeded({ metric, binary }: Pick<Sample, 'metric' | 'binary'>, basis: Basis): number {
  if (metric.statistic.kind === 'percentile') return casesForPercentile(metric.statistic.q);
  return binary && basis !== 'ratio' ? 1 : CASES_FOR_A_MEAN;
}

/**
 * The inference that a sample allows on one basis, by the method that its figures call for: Tango's score interval for
 * yes/no outcomes of single trials, the bootstrap of paired means, ratios and percentiles otherwise. `undefined` when
 * there are too few cases, no source side to compare with, or a source of zero to divide by.
 */
export function infer(sample: Sample, basis: Basis, seed: number): Inference | undefined {
  if (sample.n < casesNeeded(sample, basis)) return undefined;
  if (basis === 'level') return inferLevel(sample, seed);
  if (sample.source === undefined) return undefined;
  return basis === 'ratio' ? inferRatio(sample, sample.source, seed) : inferDifference(sample, sample.source, seed);
}

/**
 * The largest difference that one case can show: 1 for scores and rates, else the largest figure seen on either side
 * (0 when all figures are 0).
 */
export function scaleOf({ metric, source, target }: Sample): number {
  return metric.unit === 'share' ? 1 : Math.max(largestSize(source ?? []), largestSize(target));
}

function inferDifference(sample: Sample, source: Float64Array, seed: number): Inference {
  const { metric, target } = sample;
  if (metric.statistic.kind === 'percentile') {
    return percentileDifference(trialsOf(sample, 'source'), trialsOf(sample, 'target'), metric.statistic.q, { seed });
  }
  const differences = mapped(target, (value, index) => value - (source[index] ?? Number.NaN));
  if (sample.binary) {
    const gains = sumOf(differences, (difference) => Number(difference > 0));
    const losses = sumOf(differences, (difference) => Number(difference < 0));
    return tangoInference({ gains, losses, n: sample.n });
  }
  if (metric.unit === 'share') return meanScoreDifference(differences, { seed });
  return meanDifference(differences, { seed, scale: scaleOf(sample) });
}

function inferRatio(sample: Sample, source: Float64Array, seed: number): Inference | undefined {
  if (figureOf(sample, 'source') === 0) return undefined;
  const { metric, target } = sample;
  if (metric.statistic.kind === 'mean') return ratioOfMeans(source, target, { seed });
  return percentileRatio(trialsOf(sample, 'source'), trialsOf(sample, 'target'), metric.statistic.q, { seed });
}

function inferLevel(sample: Sample, seed: number): Inference {
  const { metric, target } = sample;
  if (metric.statistic.kind === 'percentile') {
    return onePercentile(trialsOf(sample, 'target'), metric.statistic.q, { seed });
  }
  if (sample.binary)
    return proportionInference(
      sumOf(target, (value) => Number(value === 1)),
      target.length,
    );
  if (metric.unit === 'share') return meanScore(target, { seed });
  return meanFigure(target, { seed, scale: scaleOf(sample) });
}

const NO_TRIALS: TrialFigures = trialFigures(0, () => []);

function trialsOf({ trials }: Sample, side: Side): TrialFigures {
  return trials?.[side] ?? NO_TRIALS;
}
