import { join } from 'node:path';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { OBSERVATIONS_FILE } from '../../workspace/evidence/evidence-files.ts';
import { readObservations } from '../../workspace/evidence/read-evidence.ts';
import type { EvaluationState } from './evaluation-state.ts';
import { rescoredByProposal } from './rescore-proposal.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Looks at what was measured by the yardstick that the pull request proposes, into `state`. Nothing is called for it. What
 * the head brings must not break an evaluation by the base: where it cannot be applied, that is a warning. The sample of a
 * draft is not looked at: another suite would have another.
 */
export async function reviewProposal(
  state: EvaluationState,
  { evidenceDir }: { readonly evidenceDir: string },
  { voice }: Pick<Surroundings, 'voice'>,
): Promise<void> {
  const { preparation, cells, scope } = state;
  const { yardstick: base, proposal, yardstickChanges } = preparation ?? {};
  if (base === undefined || proposal === undefined || yardstickChanges === undefined) return;
  if (cells.length === 0 || scope !== undefined) return;
  const { yardstick, judged: subjects } = proposal;
  try {
    const observations = readObservations(join(evidenceDir, OBSERVATIONS_FILE));
    const rescoring = { base, proposed: yardstick, changes: yardstickChanges.changes, subjects };
    state.proposal = { yardstick, subjects, cells: await rescoredByProposal(rescoring, observations) };
  } catch (error) {
    if (!(error instanceof ChangeoverError)) throw error;
    for (const problem of error.problems) voice.warn(problem);
  }
}
