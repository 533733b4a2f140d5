import type { Analysis } from '../../comparison/analysis.ts';
import type { Cause, Finding } from '../../contracts/finding.ts';
import { repeatedInterval } from '../../stats/sequential-evidence.ts';
import { boundOf } from '../bound.ts';
import { findingOf } from '../finding.ts';
import { judge, shownFigures, sizeOfFigures } from '../judgement.ts';
import { whyUndecided } from '../undecided.ts';
import { looksBefore, type Standing, standingOf } from './standing.ts';
import type { Track, View } from './track.ts';

/**
 * Looks at a question that is decided `at-looks`. A slice is looked at when its own cases have come as far as its own plan
 * says. `slices`: among how many slices it is one, so that its failing has that share of the error rate (1 for the whole
 * suite). Without a figure, or with one that cannot be trusted, it stays open.
 */
export function lookAt(track: Track, slices: number, view: View): Track {
  const { question, plan, total, drawn } = track;
  const analysis = view.analyses.of(question.criterion.metric, question.slice);
  if (plan === undefined || analysis === undefined) return track;
  const isWhole = analysis.cases === total;
  const isDue = isWhole || plan.looks.some((cases) => cases > drawn && cases <= analysis.cases);
  if (!isDue || !canBeTested(track, analysis, view)) return track;
  const standing = standingOf(track, analysis, question.alpha / slices);
  if (standing === undefined) return track;
  const { status, reason } = standing.decision;
  const history = [...looksBefore(track.history, standing.now), standing.now];
  const looked = { ...track, drawn: analysis.cases, history };
  if (status === 'open' || reason === 'futile') return { ...looked, futile: reason === 'futile' };
  const cause = status === 'inconclusive' ? whyNotDecided(track, standing, slices) : undefined;
  return { ...looked, futile: false, finding: findingAtLook(track, standing, status, cause) };
}

/** Not while the metric cannot be trusted; nor when all of the cases are too few for any interval. */
function canBeTested({ question, total }: Track, analysis: Analysis, { circumstances }: View): boolean {
  if (circumstances.defectOf(question.criterion.metric) !== undefined) return false;
  return analysis.cases < total || judge(question, analysis, circumstances).failureP !== undefined;
}

/** Why all of the cases did not decide. */
function whyNotDecided(track: Track, { analysis, inference }: Standing, slices: number): Cause | undefined {
  const { alpha, criterion } = track.question;
  if (slices > 1 && standingOf(track, analysis, alpha)?.decision.status === 'fail') return { kind: 'holm', slices };
  const bound = boundOf(criterion);
  return whyUndecided(analysis, inference, bound, alpha, sizeOfFigures(bound, analysis));
}

/**
 * The finding of a question that the run leaves without an answer when it stops: because the cases to come would hardly give
 * one, or because the verdict does not depend on it.
 */
export function undecidedFinding(track: Track, slices: number, { analyses }: View): Finding {
  const { question, total, futile } = track;
  const { criterion, slice, alpha } = question;
  const analysis = analyses.of(criterion.metric, slice);
  const standing = analysis && standingOf(track, analysis, alpha / slices);
  const cases = analysis?.cases ?? 0;
  const cause: Cause = { kind: futile ? 'futile' : 'left-open', cases, of: total };
  if (standing !== undefined) return findingAtLook(track, standing, 'inconclusive', cause);
  const shown = analysis === undefined ? {} : shownFigures(boundOf(criterion), analysis);
  return findingOf(
    question,
    analysis,
    { ...shown, status: 'inconclusive', enforce: criterion.enforce, cause },
    { look: { cases, of: total } },
  );
}

function findingAtLook(
  { question, total }: Track,
  { analysis, inference, decision }: Standing,
  status: 'pass' | 'fail' | 'inconclusive',
  cause: Cause | undefined,
): Finding {
  const bound = boundOf(question.criterion);
  // Adding 0 turns a negative zero, which JSON cannot hold, into zero.
  const [low, high] = repeatedInterval(inference, bound.good, decision).map((end) => end + 0);
  const interval = [low ?? Number.NaN, high ?? Number.NaN] as const;
  const judgement = {
    ...shownFigures(bound, analysis),
    status,
    enforce: question.criterion.enforce,
    inference,
    ...(cause === undefined ? {} : { cause }),
  };
  return findingOf(question, analysis, judgement, {
    ...(interval.every(Number.isFinite) ? { interval } : {}),
    look: { cases: analysis.cases, of: total },
  });
}
