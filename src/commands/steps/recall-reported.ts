import type { EvaluationRequest } from './evaluation-request.ts';
import type { EvaluationState } from './evaluation-state.ts';
import { problemsOf } from './problems-of.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Asks what earlier runs reported of the comparison that was measured, into `state`. Asked once something was measured: then
 * this run has announced itself, so that it is known whose reports are its own, and pull requests without an evaluation cost no
 * request. Never rejects: it changes no verdict, and what the kept replies tell is told in any case.
 */
export async function recallReported(
  state: EvaluationState,
  { reported }: EvaluationRequest,
  { signal, voice }: Pick<Surroundings, 'signal' | 'voice'>,
): Promise<void> {
  const { comparison, cells } = state;
  if (reported === undefined || comparison === undefined || cells.length === 0 || signal.aborted) return;
  try {
    state.reported = await reported(comparison);
  } catch (error) {
    for (const problem of problemsOf(error)) voice.warn({ ...problem, hint: NOT_ASKED });
  }
}

const NOT_ASKED = 'Earlier attempts are counted by the kept replies alone.';
