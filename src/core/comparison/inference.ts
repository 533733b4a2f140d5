import type { Inference } from '../contracts/inference.ts';
import { meanDifference, meanScoreDifference } from '../stats/mean-difference.ts';
import { meanFigure, meanScore } from '../stats/one-sample-mean.ts';
import { percentile } from '../stats/percentile.ts';
import {
  casesForPercentile,
  onePercentile,
  percentileDifference,
  percentileRatio,
} from '../stats/percentile-bootstrap.ts';
import { ratioOfMeans } from '../stats/ratio-of-means.ts';
import { largestSize, mapped, mean } from '../stats/sample.ts';
import type { Sample } from './sample.ts';

/** What a bound is about: target − source, target ÷ source, or the target's own figure. */
export type Basis = 'difference' | 'ratio' | 'level';

/** Fewer cases than this say nothing about the spread of a mean. */
const CASES_FOR_A_MEAN = 10;

/** The least number of cases from which an interval on this basis is worth anything. */
export function casesNeeded({ metric, binary }: Pick<Sample, 'metric' | 'binary'>, basis: Basis): number {
  if (metric.statistic.kind === 'percentile') return casesForPercentile(metric.statistic.q);
  return binary && basis !== 'ratio' ? 1 : CASES_FOR_A_MEAN;
}

/**
 * The inference that a sample allows on one basis: the bootstrap of paired means, ratios and percentiles. Yes/no outcomes of
 * single trials are inferred from their counts (`inferYesOrNo`), all but their ratio. `undefined` when there are too few
 * cases, no source side to compare with, or a source of zero to divide by.
 */
export function infer(sample: Sample, basis: Basis, seed: number): Inference | undefined {
  if (sample.n < casesNeeded(sample, basis)) return undefined;
  if (sample.metric.statistic.kind === 'percentile')
    return inferPercentile(sample, sample.metric.statistic.q, basis, seed);
  if (basis === 'level') return inferLevel(sample, seed);
  if (sample.source === undefined) return undefined;
  return basis === 'ratio' ? inferRatio(sample, sample.source, seed) : inferDifference(sample, sample.source, seed);
}

function inferPercentile({ trials }: Sample, q: number, basis: Basis, seed: number): Inference | undefined {
  const { source, target } = trials ?? {};
  if (target === undefined) return undefined;
  if (basis === 'level') return onePercentile(target, q, { seed });
  if (source === undefined) return undefined;
  if (basis === 'difference') return percentileDifference(source, target, q, { seed });
  return percentile(source.values, q) === 0 ? undefined : percentileRatio(source, target, q, { seed });
}

function inferDifference({ metric, target }: Sample, source: Float64Array, seed: number): Inference {
  const differences = mapped(target, (value, index) => value - (source[index] ?? Number.NaN));
  if (metric.unit === 'share') return meanScoreDifference(differences, { seed });
  return meanDifference(differences, { seed, scale: Math.max(largestSize(source), largestSize(target)) });
}

function inferRatio({ target }: Sample, source: Float64Array, seed: number): Inference | undefined {
  return mean(source) === 0 ? undefined : ratioOfMeans(source, target, { seed });
}

function inferLevel({ metric, source, target }: Sample, seed: number): Inference {
  if (metric.unit === 'share') return meanScore(target, { seed });
  return meanFigure(target, { seed, scale: Math.max(largestSize(source ?? []), largestSize(target)) });
}
