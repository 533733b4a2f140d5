import type { Metric } from '../../comparison/metrics.ts';
import { planSequentialTest, type SequentialPlan } from '../../stats/sequential-plan.ts';
import { boundOf } from '../bound.ts';
import type { Question } from '../questions.ts';
import { casesToBeDecided, sizedBeforehand } from '../slice-size.ts';
import { fixedSizeForMargin, planForMargin } from './plan-for-margin.ts';

/**
 * When a question can be decided.
 * `at-looks`: by a group sequential test, at any look. `when-certain`: by the figure itself, as soon as the cases that remain
 * cannot change the answer. `at-the-end`: by a single test of all cases. `never`: it is shown and does not decide.
 */
export type Timing = 'at-looks' | 'when-certain' | 'at-the-end' | 'never';

/** What is known of a question before the first call. */
export interface Beforehand {
  /** Absent when the suite has no such metric. */
  readonly metric: Metric | undefined;
  /** Cases of the whole suite or the slice. */
  readonly total: number;
  /** Repetitions of every case. */
  readonly trials: number;
  readonly hasSource: boolean;
}

/**
 * Means of scores and rates on an interval are decided at looks: their statistics have the joint distribution that the
 * boundaries are made for. Percentiles, ratios, and amounts without a limit are not; nor is the level of graded scores.
 */
export function timingOf(question: Question, { metric, total, trials, hasSource }: Beforehand): Timing {
  const { criterion, scope, alpha } = question;
  const { basis } = boundOf(criterion);
  if (metric === undefined || total === 0 || (basis !== 'level' && !hasSource)) return 'never';
  if (metric.statistic.kind === 'percentile' || basis === 'ratio') return 'at-the-end';
  if (criterion.evidence === 'point') return 'when-certain';
  if (metric.unit === 'amount' || (basis === 'level' && trials > 1)) return 'at-the-end';
  const isTooSmall =
    scope === 'every-slice' && total < casesToBeDecided(criterion, sizedBeforehand(metric, trials), alpha);
  return isTooSmall ? 'never' : 'at-looks';
}

/** The plan of a question that is decided at looks. For an absolute bound nothing is known beforehand. */
export function planOf({ criterion, alpha }: Question, { total, trials }: Beforehand): SequentialPlan {
  if (boundOf(criterion).basis !== 'difference') return planSequentialTest({ cases: total, alpha });
  return planForMargin({ margin: criterion.threshold, alpha, trials }, total);
}

/** Cases that a single test of the question needs for a power of 0.9; `undefined` where nothing is known beforehand. */
export function fixedSizeOf({ criterion, alpha }: Question, { trials }: Beforehand): number | undefined {
  if (boundOf(criterion).basis !== 'difference') return undefined;
  return fixedSizeForMargin({ margin: criterion.threshold, alpha, trials });
}
