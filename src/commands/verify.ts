import type { AssessmentInput, MigrationSubject } from '../core/contracts/assessment.ts';
import { canonicalJson } from '../core/contracts/digest.ts';
import { ChangeoverError, distinctProblems, type Problem, throwIfAny } from '../core/contracts/problem.ts';
import type { ScoredCells } from '../core/contracts/score.ts';
import type { Migration, Verdict } from '../core/contracts/verdict.ts';
import { assess } from '../core/policy/assess.ts';
import { identityOf } from '../core/policy/subject.ts';
import { checkManifest } from '../workspace/evidence/manifest.ts';
import { readEvidence, type StoredEvidence } from '../workspace/evidence/read-evidence.ts';
import { firstDifference } from './steps/first-difference.ts';
import { disagreement } from './verification/disagreement.ts';
import { documentProblems } from './verification/documents.ts';
import { migrationsByBase, proposalOf, proposedYardstickProblems } from './verification/proposal.ts';
import { rescore } from './verification/rescore.ts';
import { yardstickProblems } from './verification/yardstick.ts';

/** What a verification found. `disagreements` is empty when the evidence agrees with itself. */
export interface Verification {
  readonly verdict: Verdict;
  readonly disagreements: readonly Problem[];
  readonly observations: number;
}

/**
 * Recomputes a verdict from its evidence, offline: the digests of the files, the digests and the seed of the yardstick, every
 * score, cost, interval and finding, the verdict, the statement and the comment. Throws a ChangeoverError when there is no
 * verdict, yardstick or comment to compare with, because one of these files is missing or not readable at all.
 */
export async function verify(folder: string): Promise<Verification> {
  const manifest = await checkManifest(folder);
  const stored = await readStored(folder, manifest);
  const { verdict, yardstick } = stored;
  const { cells, problems } = await rescore(stored);
  const disagreements = [
    ...manifest,
    ...(yardstick === undefined ? [] : yardstickProblems(yardstick, verdict)),
    ...proposedYardstickProblems(stored),
    ...problems,
    // Of cells that are not all there nothing can be recomputed.
    ...(problems.length > 0 ? [] : verdictProblems(verdict, assess(await inputOf(stored, cells)))),
    ...(problems.length > 0 ? [] : await documentProblems(folder, stored)),
  ];
  return { verdict, disagreements: distinctProblems(disagreements), observations: cells.length };
}

/** What the manifest says of a file is told beside what reading it says. */
async function readStored(folder: string, manifest: readonly Problem[]): Promise<StoredEvidence> {
  try {
    return await readEvidence(folder);
  } catch (error) {
    if (!(error instanceof ChangeoverError)) throw error;
    throwIfAny(distinctProblems([...error.problems, ...manifest]));
    throw error;
  }
}

/** The input that a verdict says it followed from. Without a yardstick its policy stands in the verdict alone. */
async function inputOf(stored: StoredEvidence, cells: ScoredCells): Promise<AssessmentInput> {
  const { verdict, yardstick, governance } = stored;
  const proposal = await proposalOf(stored, subjectOf);
  const { base, head, source, earlier, earlierFrom, scope, wiring, proposed, uncovered, moved, problems } = verdict;
  const { mode, onInconclusive, onUncovered, yardstickChanges, hold } = verdict;
  return {
    base,
    head,
    source,
    attempt: (earlier?.length ?? 0) + 1,
    ...(earlier === undefined ? {} : { earlier }),
    ...(earlierFrom === undefined ? {} : { earlierFrom }),
    ...(scope === undefined ? {} : { scope }),
    wiring,
    proposed,
    ...(yardstickChanges === undefined ? {} : { yardstickChanges }),
    ...(proposal === undefined ? {} : { proposal }),
    ...(hold === undefined ? {} : { hold }),
    ...(governance === undefined ? {} : { governance }),
    uncovered,
    moved,
    problems,
    cells,
    subjects: migrationsByBase(verdict).map(subjectOf),
    ...(yardstick === undefined ? { policy: { mode, onInconclusive, onUncovered } } : { yardstick }),
  };
}

/** What was found while judging is found again; what stopped a migration before its first call is taken from the verdict. */
function subjectOf(migration: Migration): MigrationSubject {
  const { problems, warnings, calls } = migration;
  return { ...identityOf(migration), problems: calls.planned === 0 ? problems : [], warnings };
}

function verdictProblems(stored: Verdict, computed: Verdict): readonly Problem[] {
  // Through JSON, as the stored one went: members that are undefined are no members.
  const plain: unknown = JSON.parse(canonicalJson(computed));
  return disagreement('verdict.json', firstDifference(stored, plain));
}
