import type { Analysis } from '../comparison/analysis.ts';
import type { Cause, FindingStatus } from '../contracts/finding.ts';
import type { Inference } from '../contracts/inference.ts';
import type { Criterion } from '../contracts/yardstick.ts';
import { type Bound, boundOf, decideByInterval, failureP, holds } from './bound.ts';
import type { Question } from './questions.ts';
import { casesToBeDecided } from './slice-size.ts';
import { whyUndecided } from './undecided.ts';

/** What one criterion comes to on the whole suite or on one slice. */
export interface Judgement {
  readonly status: FindingStatus;
  readonly enforce: 'block' | 'report';
  readonly cause?: Cause;
  /** target − source, or target ÷ source for the ratio keys. */
  readonly difference?: number;
  readonly inference?: Inference;
  /** Only where an interval decided: the p-value of "the bound is met". */
  readonly failureP?: number;
}

/** What a judgement rests on beside the figures. */
export interface Circumstances {
  /** `false` for an added application: there is nothing to compare with. */
  readonly hasSource: boolean;
  /** Why no finding on a metric can be trusted; `undefined` when all is well. */
  defectOf(metric: string): Cause | undefined;
}

/** Where a criterion is applied: to the whole suite, to a slice because of `slices: all`, or to one that it names. */
export type Scope = 'whole' | 'every-slice' | 'named-slice';

/**
 * Answers one question once, by a single test. Whatever stands in the way of a decision is looked for first, in order of how
 * much it takes away; only then do the figures decide. `analysis` is absent when the suite has no such metric or slice.
 */
export function judge(question: Question, analysis: Analysis | undefined, circumstances: Circumstances): Judgement {
  const { criterion, scope, alpha } = question;
  const bound = boundOf(criterion);
  const hindered = hindrance(question, analysis, circumstances);
  if (hindered !== undefined || analysis === undefined) return hindered ?? { status: 'invalid', enforce: 'block' };
  const shown = shownFigures(bound, analysis);
  if (scope === 'every-slice') {
    const needed = casesToBeDecided(criterion, analysis, alpha);
    if (analysis.n < needed) {
      const cause: Cause = { kind: 'slice-too-small', n: analysis.n, needed };
      return { ...shown, status: 'inconclusive', enforce: 'report', cause };
    }
  }
  return { ...shown, enforce: criterion.enforce, ...decide(criterion, bound, analysis, alpha) };
}

/** What keeps a question from being asked of the figures at all. */
function hindrance(
  { criterion, scope }: Question,
  analysis: Analysis | undefined,
  { hasSource, defectOf }: Circumstances,
): Judgement | undefined {
  const { enforce, metric } = criterion;
  if (boundOf(criterion).basis !== 'level' && !hasSource) {
    return { status: 'inconclusive', cause: { kind: 'no-source' }, enforce: 'report' };
  }
  const cause = defectOf(metric) ?? absence(analysis, scope);
  return cause && { status: 'invalid', enforce, cause };
}

function absence(analysis: Analysis | undefined, scope: Scope): Cause | undefined {
  if (analysis !== undefined) return undefined;
  return scope === 'whole' ? { kind: 'not-measured', measured: 0, of: 0 } : { kind: 'slice-unknown' };
}

type Decision = Pick<Judgement, 'status' | 'cause' | 'inference' | 'failureP'>;

function decide(criterion: Criterion, bound: Bound, analysis: Analysis, alpha: number): Decision {
  if (analysis.n === 0) {
    return { status: 'invalid', cause: { kind: 'not-measured', measured: 0, of: analysis.cases } };
  }
  if (bound.basis === 'ratio' && analysis.source === 0) return decideWithoutSource(bound, analysis);
  const inference = bound.basis === 'level' && criterion.evidence === 'point' ? undefined : analysis.infer(bound.basis);
  if (criterion.evidence === 'point') {
    return { status: decideByPoint(bound, analysis), ...(inference === undefined ? {} : { inference }) };
  }
  if (inference === undefined) return tooFewCases(bound, analysis);
  return decideOnInterval(bound, analysis, inference, alpha);
}

/** Nothing divided by nothing is no rise; something divided by nothing has no value to judge. */
function decideWithoutSource(bound: Bound, { target }: Analysis): Decision {
  if (bound.good === 'at-most' && target === 0) return { status: 'pass' };
  return { status: 'inconclusive', cause: { kind: 'source-zero' } };
}

function decideByPoint(bound: Bound, analysis: Analysis): 'pass' | 'fail' | 'invalid' {
  const value = bound.basis === 'level' ? analysis.target : differenceOn(bound, analysis);
  if (value === undefined) return 'invalid';
  return holds(value, bound, sizeOfFigures(bound, analysis)) ? 'pass' : 'fail';
}

/** A mean without a spread cannot be judged at all; a percentile of few cases could be with more of them. */
function tooFewCases(bound: Bound, analysis: Analysis): Decision {
  const cause: Cause = { kind: 'too-few-cases', n: analysis.n, needed: analysis.casesNeeded(bound.basis) };
  return { status: analysis.metric.statistic.kind === 'percentile' ? 'inconclusive' : 'invalid', cause };
}

function decideOnInterval(bound: Bound, analysis: Analysis, inference: Inference, alpha: number): Decision {
  const size = sizeOfFigures(bound, analysis);
  const status = decideByInterval(inference, bound, alpha, size);
  const cause = status === 'inconclusive' ? whyUndecided(analysis, inference, bound, alpha, size) : undefined;
  return { status, inference, failureP: failureP(inference, bound), ...(cause === undefined ? {} : { cause }) };
}

function differenceOn(bound: Bound, { source, target, difference }: Analysis): number | undefined {
  if (bound.basis !== 'ratio') return difference;
  return source === undefined || target === undefined || source === 0 ? undefined : target / source;
}

/** The figures that a finding shows, whatever comes of it. */
export function shownFigures(bound: Bound, analysis: Analysis): Pick<Judgement, 'difference'> {
  const difference = differenceOn(bound, analysis);
  return difference === undefined ? {} : { difference };
}

/** The size of the numbers that were subtracted or divided: what their rounding is a share of. */
export function sizeOfFigures(bound: Bound, { source = 0, target = 0 }: Analysis): number {
  return bound.basis === 'ratio' ? 1 : Math.max(Math.abs(source), Math.abs(target));
}
