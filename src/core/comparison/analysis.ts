import { seedFrom } from '../contracts/digest.ts';
import type { Inference } from '../contracts/inference.ts';
import { mapped, mean, variance } from '../stats/sample.ts';
import { type Basis, casesNeeded, figureOf, infer, scaleOf } from './inference.ts';
import type { Measured } from './measure.ts';
import type { Metric } from './metrics.ts';
import { type Sample, sampleOf } from './sample.ts';
import type { CaseGroup } from './slices.ts';

/** All that is known about one metric on one group of cases. Intervals are made when first asked for, and kept. */
export interface Analysis {
  readonly metric: Metric;
  /** Absent for the whole suite. */
  readonly slice?: string;
  readonly binary: boolean;
  /** Cases of the group, measured or not. */
  readonly cases: number;
  /** Cases behind the figures; pairs where there are two sides. */
  readonly n: number;
  /** Absent when no case was measured, or where there is no source side. */
  readonly source?: number;
  readonly target?: number;
  /** target − source: of means, the mean of the paired differences. */
  readonly difference?: number;
  /** Cases in which the target is better, worse, equal; all 0 without a source side. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Cells that do not enter the figures, both sides. */
  readonly leftOut: number;
  /** The largest difference that one case can show, in the metric's unit. */
  readonly scale: number;
  /** Standard deviation of the paired differences; absent under two cases, or without a source side. */
  readonly deviation?: number;
  /** Cases that an interval on this basis needs at least. */
  casesNeeded(basis: Basis): number;
  /** `undefined` when there are fewer cases than needed, or no source to compare with. */
  infer(basis: Basis): Inference | undefined;
}

/** Every metric on every group of one application's cases. */
export interface AnalysisTable {
  readonly measured: readonly Measured[];
  /** The whole suite first, then the slices. */
  readonly groups: readonly CaseGroup[];
  /** `slice` absent: the whole suite. `undefined` for a metric or a slice that the suite does not have. */
  of(metric: string, slice?: string): Analysis | undefined;
}

/**
 * Analyses every metric over the whole and by slice. `seed` and `application` settle every draw, so that the same
 * yardstick always gives the same intervals.
 */
export function analyse(
  measured: readonly Measured[],
  groups: readonly CaseGroup[],
  seed: number,
  application: string,
): AnalysisTable {
  const analyses = new Map<string, Analysis>();
  for (const item of measured) {
    for (const group of groups) {
      const seedOf = (basis: Basis) =>
        seedFrom(String(seed), application, item.metric.name, JSON.stringify(group.slice ?? null), basis);
      analyses.set(analysisKey(item.metric.name, group.slice), analyseGroup(item, group, seedOf));
    }
  }
  return { measured, groups, of: (metric, slice) => analyses.get(analysisKey(metric, slice)) };
}

function analysisKey(metric: string, slice: string | undefined): string {
  return JSON.stringify([metric, slice ?? null]);
}

function analyseGroup(measured: Measured, group: CaseGroup, seedOf: (basis: Basis) => number): Analysis {
  const known = new Map<Basis, Inference | undefined>();
  return {
    metric: measured.metric,
    ...(group.slice === undefined ? {} : { slice: group.slice }),
    binary: measured.binary,
    cases: group.members.length,
    ...summary(sampleOf(measured, group)),
    casesNeeded: (basis) => casesNeeded(measured, basis),
    infer: (basis) => {
      // The sample is taken again: held by every analysis, the samples would take more room than all the figures.
      if (!known.has(basis)) known.set(basis, infer(sampleOf(measured, group), basis, seedOf(basis)));
      return known.get(basis);
    },
  };
}

type Summary = Omit<Analysis, 'metric' | 'slice' | 'binary' | 'cases' | 'casesNeeded' | 'infer'>;

function summary(sample: Sample): Summary {
  const differences = pairedDifferences(sample);
  const scale = scaleOf(sample);
  return {
    n: sample.n,
    leftOut: sample.leftOut,
    scale,
    ...figures(sample, differences),
    ...outcomes(sample.metric, differences, scale),
    ...(differences.length < 2 ? {} : { deviation: Math.sqrt(variance(differences)) }),
  };
}

function figures(sample: Sample, differences: Float64Array): Pick<Analysis, 'source' | 'target' | 'difference'> {
  if (sample.n === 0) return {};
  const target = figureOf(sample, 'target');
  if (sample.source === undefined) return { target };
  const source = figureOf(sample, 'source');
  const difference = sample.metric.statistic.kind === 'mean' ? mean(differences) : target - source;
  // Adding 0 turns a negative zero, which JSON cannot hold, into zero.
  return { source, target, difference: difference + 0 };
}

/** Share of the largest figure by which the mean of the same trials can differ when they come in another order. */
const ROUNDING = 1e-12;

function outcomes(
  { higherIsBetter }: Metric,
  differences: Float64Array,
  scale: number,
): Pick<Analysis, 'wins' | 'losses' | 'ties'> {
  const tie = ROUNDING * scale;
  let higher = 0;
  let lower = 0;
  for (const difference of differences) {
    higher += Number(difference > tie);
    lower += Number(difference < -tie);
  }
  const [wins, losses] = higherIsBetter ? [higher, lower] : [lower, higher];
  return { wins, losses, ties: differences.length - wins - losses };
}

/** target − source of every case; empty without a source side. */
function pairedDifferences({ source, target }: Sample): Float64Array {
  return source === undefined ? new Float64Array() : mapped(target, (value, i) => value - (source[i] ?? Number.NaN));
}
