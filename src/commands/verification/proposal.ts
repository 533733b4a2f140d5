import type { MigrationSubject, ProposedMeasurement } from '../../core/contracts/assessment.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { Migration, Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { PROPOSED_YARDSTICK_FILE } from '../../workspace/evidence/evidence-files.ts';
import type { StoredEvidence } from '../../workspace/evidence/read-evidence.ts';
import { yardstickDigests } from '../../workspace/yardstick/digests.ts';
import { firstDifference } from '../steps/first-difference.ts';
import { rescoredByProposal } from '../steps/rescore-proposal.ts';
import { disagreement } from './disagreement.ts';

/** The migrations by the base's yardstick, whichever of the two decided. */
export function migrationsByBase({ migrations, underBase }: Verdict): readonly Migration[] {
  return underBase?.migrations ?? migrations;
}

/**
 * The observations judged again by the proposed yardstick; absent where there is none. To be called only when they could be
 * read to their end before.
 */
export async function proposalOf(
  { verdict, yardstick: base, proposedYardstick: yardstick, observations }: StoredEvidence,
  subjectOf: (migration: Migration) => MigrationSubject,
): Promise<ProposedMeasurement | undefined> {
  if (base === undefined || yardstick === undefined) return undefined;
  const byProposed = verdict.underBase === undefined ? verdict.underProposed?.migrations : verdict.migrations;
  const subjects = (byProposed ?? []).map(subjectOf);
  const changes = verdict.yardstickChanges?.changes ?? [];
  const cells = await rescoredByProposal({ base, proposed: yardstick, changes, subjects }, observations());
  return { yardstick, subjects, cells };
}

/** Holds the proposed yardstick to its own digests, and to what it can only have from the base's. */
export function proposedYardstickProblems({
  verdict,
  yardstick,
  proposedYardstick,
}: Pick<StoredEvidence, 'verdict' | 'yardstick' | 'proposedYardstick'>): readonly Problem[] {
  if (proposedYardstick === undefined) return [];
  const found = partsOf(proposedYardstick);
  const expected = {
    ...partsOf(yardstick ?? proposedYardstick),
    commit: verdict.head,
    digests: yardstickDigests(proposedYardstick),
  };
  return disagreement(PROPOSED_YARDSTICK_FILE, firstDifference(found, expected));
}

function partsOf({ commit, digests, seed, preview, providers }: Yardstick) {
  return { commit, digests, seed, preview, providers };
}
