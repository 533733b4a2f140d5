import type { Analysis } from '../../comparison/analysis.ts';
import type { Basis } from '../../comparison/inference.ts';
import type { Inference } from '../../contracts/inference.ts';
import { clopperPearsonInference } from '../../stats/clopper-pearson.ts';
import { evidenceFrom, meanAtLook } from '../../stats/sequential-evidence.ts';
import { boundaryAt, decideAt, type LookDecision, type LookTaken } from '../../stats/sequential-test.ts';
import { boundOf } from '../bound.ts';
import type { Track } from './track.ts';

/** How a question stands at a look: what the figures say, and what that comes to. */
export interface Standing {
  readonly analysis: Analysis;
  readonly inference: Inference;
  readonly now: LookTaken;
  readonly decision: LookDecision;
}

/**
 * `failAlpha`: error rate of "the bound is broken", over all looks. `undefined` when the cases so far allow no inference.
 */
export function standingOf(track: Track, analysis: Analysis, failAlpha: number): Standing | undefined {
  const { question, plan, total, history } = track;
  if (plan === undefined || analysis.n === 0) return undefined;
  const demand = boundOf(question.criterion);
  const now = { done: analysis.n, remaining: total - analysis.cases };
  const inference = inferenceAt(analysis, demand.basis, now);
  if (inference === undefined) return undefined;
  const boundary = boundaryAt({ ...plan, failAlpha }, looksBefore(history, now), now);
  const decision = decideAt(boundary, evidenceFrom(inference, demand));
  return { analysis, inference, now, decision };
}

/** The looks before this one. One that saw as many figures saw the same: the two are one look. */
export function looksBefore(history: readonly LookTaken[], now: LookTaken): readonly LookTaken[] {
  return history.filter(({ done }) => done < now.done);
}

/**
 * Rates on their own are judged exactly before the end: no approximation to so few cases holds in the far tail that early
 * looks need. The level of graded scores waits for the end.
 */
function inferenceAt(analysis: Analysis, basis: Basis, { remaining }: LookTaken): Inference | undefined {
  const { binary, n, target, difference: estimate, deviation } = analysis;
  if (basis === 'level' && remaining > 0) {
    return binary && target !== undefined ? clopperPearsonInference(Math.round(target * n), n) : undefined;
  }
  const single = analysis.infer(basis);
  if (single === undefined || basis === 'level' || single.method === 'tango') return single;
  return estimate === undefined || deviation === undefined ? undefined : meanAtLook(single, { n, estimate, deviation });
}
