import type { AnalysisTable } from '../comparison/analysis.ts';
import { comparisonsOf } from '../comparison/compare.ts';
import { arrangeTrials } from '../comparison/trials.ts';
import type { Comparison } from '../contracts/comparison.ts';
import type { Finding } from '../contracts/finding.ts';
import type { ScoredCells } from '../contracts/score.ts';
import type { Stopping } from '../contracts/verdict.ts';
import { errorRateOf } from './error-rate.ts';
import { findingsOf } from './findings.ts';
import { analysesOf, circumstancesOf, type Measurement } from './measurement.ts';
import { sidesOf } from './subject.ts';

/** What the criteria of an application came to, and which of its cases that rests on. */
export interface Evaluated {
  /** The cases that a verdict needed: all of them, unless the run ended early. */
  readonly measurement: Measurement;
  readonly analyses: AnalysisTable;
  readonly findings: readonly Finding[];
  readonly comparisons: readonly Comparison[];
  /** Only of a sequential evaluation. */
  readonly stopping?: Stopping;
}

/** Evaluates all cases of the suite, once. `cells`: the application's own. */
export function evaluateAll(base: Omit<Measurement, 'table'>, cells: ScoredCells): Evaluated {
  const { application, subject, yardstick } = base;
  const measurement = { ...base, table: arrangeTrials(application.suite, sidesOf(subject), cells) };
  const analyses = analysesOf(measurement);
  const alpha = errorRateOf(yardstick.policy);
  const circumstances = circumstancesOf(measurement, analyses);
  return {
    measurement,
    analyses,
    findings: findingsOf(application.acceptance, analyses, alpha, circumstances),
    comparisons: comparisonsOf(analyses, alpha),
  };
}
