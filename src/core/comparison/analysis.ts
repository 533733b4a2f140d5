import { seedFrom } from '../contracts/digest.ts';
import type { Inference } from '../contracts/inference.ts';
import { type Basis, casesNeeded, infer } from './inference.ts';
import type { Measured } from './measure.ts';
import type { Metric } from './metrics.ts';
import { sampleOf } from './sample.ts';
import type { CaseGroup } from './slices.ts';
import { type Summary, summarise } from './summary.ts';
import { inferYesOrNo } from './yes-or-no.ts';

/** All that is known about one metric on one group of cases. Intervals are made when first asked for, and kept. */
export interface Analysis extends Summary {
  readonly metric: Metric;
  /** Absent for the whole suite. */
  readonly slice?: string;
  readonly binary: boolean;
  /** Cases of the group, measured or not. */
  readonly cases: number;
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
 * yardstick always gives the same intervals. All metrics of a group are resampled with the same cases: those are picked once.
 */
export function analyse(
  measured: readonly Measured[],
  groups: readonly CaseGroup[],
  seed: number,
  application: string,
): AnalysisTable {
  const analyses = new Map<string, Analysis>();
  for (const group of groups) {
    const ownSeed = seedFrom(String(seed), application, JSON.stringify(group.slice ?? null));
    for (const item of measured) {
      analyses.set(analysisKey(item.metric.name, group.slice), analyseGroup(item, group, ownSeed));
    }
  }
  return { measured, groups, of: (metric, slice) => analyses.get(analysisKey(metric, slice)) };
}

function analysisKey(metric: string, slice: string | undefined): string {
  return JSON.stringify([metric, slice ?? null]);
}

function analyseGroup(measured: Measured, group: CaseGroup, seed: number): Analysis {
  const known = new Map<Basis, Inference | undefined>();
  return {
    metric: measured.metric,
    ...(group.slice === undefined ? {} : { slice: group.slice }),
    binary: measured.binary,
    cases: group.members.length,
    ...summarise(measured, group),
    casesNeeded: (basis) => casesNeeded(measured, basis),
    infer: (basis) => {
      if (!known.has(basis)) known.set(basis, inferOn(measured, group, basis, seed));
      return known.get(basis);
    },
  };
}

/** The sample is taken each time: held by every analysis, the samples would take more room than all the figures. */
function inferOn(measured: Measured, group: CaseGroup, basis: Basis, seed: number): Inference | undefined {
  if (measured.binary && basis !== 'ratio') return inferYesOrNo(measured, group, basis);
  return infer(sampleOf(measured, group), basis, seed);
}
