import { CellStore } from '../core/comparison/cell-store.ts';
import type { AssessmentInput, MigrationSubject } from '../core/contracts/assessment.ts';
import type { Observation } from '../core/contracts/cell.ts';
import { canonicalJson } from '../core/contracts/digest.ts';
import { ChangeoverError, describeProblem, type Problem, throwIfAny } from '../core/contracts/problem.ts';
import type { ScoredCells } from '../core/contracts/score.ts';
import type { Migration, Verdict } from '../core/contracts/verdict.ts';
import type { Yardstick } from '../core/contracts/yardstick.ts';
import { assess } from '../core/policy/assess.ts';
import { identityOf } from '../core/policy/subject.ts';
import { scoreObservation } from '../core/scoring/score-observation.ts';
import { caseWithId } from '../core/suite/case-positions.ts';
import { checkManifest } from '../workspace/evidence/manifest.ts';
import { readEvidence, type StoredEvidence } from '../workspace/evidence/read-evidence.ts';
import { readReportContext } from '../workspace/evidence/report-context.ts';
import { yardstickDigests, yardstickSeed } from '../workspace/yardstick/digests.ts';
import { excerptsFor } from './steps/excerpts.ts';
import { firstDifference, firstDifferentLine } from './steps/first-difference.ts';
import { renderReport } from './steps/report-evaluation.ts';

/** What a verification found. `disagreements` is empty when the evidence agrees with itself. */
export interface Verification {
  readonly verdict: Verdict;
  readonly disagreements: readonly Problem[];
  readonly observations: number;
}

/**
 * Recomputes a verdict from its evidence, offline: the digests of the files, the digests and the seed of the yardstick, every
 * score, every interval and finding, the verdict, and the comment. Throws a ChangeoverError when there is no verdict,
 * yardstick or comment to compare with, because one of these files is missing or not readable at all.
 */
export async function verify(folder: string): Promise<Verification> {
  const manifest = await checkManifest(folder);
  const stored = await readStored(folder, manifest);
  const { verdict, yardstick } = stored;
  const { cells, problems } = await scoredAgain(stored, yardstick);
  const disagreements = [
    ...manifest,
    ...(yardstick === undefined ? [] : digestProblems(yardstick, verdict)),
    ...problems,
    // Of cells that are not all there nothing can be recomputed.
    ...(problems.length > 0 ? [] : verdictProblems(verdict, assess(inputOf(verdict, yardstick, cells)))),
    ...(problems.length > 0 ? [] : await commentProblems(folder, stored)),
  ];
  return { verdict, disagreements: distinct(disagreements), observations: cells.length };
}

/** What the manifest says of a file is told beside what reading it says. */
async function readStored(folder: string, manifest: readonly Problem[]): Promise<StoredEvidence> {
  try {
    return await readEvidence(folder);
  } catch (error) {
    if (!(error instanceof ChangeoverError)) throw error;
    throwIfAny(distinct([...error.problems, ...manifest]));
    throw error;
  }
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [describeProblem(problem), problem])).values()];
}

interface Rescored {
  readonly cells: ScoredCells;
  /** What kept the observations from being read to their end. */
  readonly problems: readonly Problem[];
}

async function scoredAgain(stored: StoredEvidence, yardstick: Yardstick | undefined): Promise<Rescored> {
  const suites = new Map((yardstick?.applications ?? []).map(({ name, suite }) => [name, suite]));
  const cells = new CellStore();
  try {
    for await (const observation of stored.observations()) {
      const suite = suites.get(observation.application);
      const testCase = suite && caseWithId(suite.cases, observation.caseId);
      if (suite === undefined || testCase === undefined) throw foreignCase(observation);
      cells.add(scoreObservation(observation, testCase, suite.scorers));
    }
  } catch (error) {
    if (!(error instanceof ChangeoverError)) throw error;
    return { cells, problems: error.problems };
  }
  return { cells, problems: [] };
}

function foreignCase({ application, caseId }: Observation): ChangeoverError {
  return new ChangeoverError({
    code: 'evidence',
    message: `observations.jsonl holds the case ${JSON.stringify(caseId)} of ${JSON.stringify(application)}, which yardstick.json does not have`,
    application,
    caseId,
    hint: CHANGED,
  });
}

/** The input that a verdict says it followed from. Without a yardstick its policy stands in the verdict alone. */
function inputOf(verdict: Verdict, yardstick: Yardstick | undefined, cells: ScoredCells): AssessmentInput {
  const { base, head, source, attempt, earlier, scope, wiring, proposed, uncovered, moved, problems } = verdict;
  const { mode, onInconclusive, onUncovered, yardstickChanges } = verdict;
  return {
    base,
    head,
    source,
    attempt,
    ...(earlier === undefined ? {} : { earlier }),
    ...(scope === undefined ? {} : { scope }),
    wiring,
    proposed,
    ...(yardstickChanges === undefined ? {} : { yardstickChanges }),
    uncovered,
    moved,
    problems,
    cells,
    subjects: verdict.migrations.map(subjectOf),
    ...(yardstick === undefined ? { policy: { mode, onInconclusive, onUncovered } } : { yardstick }),
  };
}

/** What was found while judging is found again; what stopped a migration before its first call is taken from the verdict. */
function subjectOf(migration: Migration): MigrationSubject {
  const { problems, warnings, calls } = migration;
  return { ...identityOf(migration), problems: calls.planned === 0 ? problems : [], warnings };
}

function digestProblems(yardstick: Yardstick, verdict: Verdict): readonly Problem[] {
  const digests = yardstickDigests(yardstick);
  const expected = { digests, seed: yardstickSeed(digests), sha: yardstick.commit };
  const found = { digests: yardstick.digests, seed: yardstick.seed, sha: yardstick.commit };
  const inVerdict = { digests: verdict.digests, seed: found.seed, sha: verdict.yardstickSha };
  return [
    ...disagreement('yardstick.json', firstDifference(found, expected)),
    ...disagreement('verdict.json, of the yardstick', firstDifference(inVerdict, found)),
  ];
}

function verdictProblems(stored: Verdict, computed: Verdict): readonly Problem[] {
  // Through JSON, as the stored one went: members that are undefined are no members.
  const plain: unknown = JSON.parse(canonicalJson(computed));
  return disagreement('verdict.json', firstDifference(stored, plain));
}

/** The comment is made anew from verdict, yardstick and observations, and must be the same to the letter. */
async function commentProblems(folder: string, stored: StoredEvidence): Promise<readonly Problem[]> {
  const { verdict, yardstick, comment } = stored;
  try {
    const { spending, ...context } = await readReportContext(folder);
    const excerpts = yardstick === undefined ? [] : await excerptsFor(verdict, yardstick, stored.observations());
    const evaluation = {
      verdict,
      excerpts,
      observed: true,
      ...(spending === undefined ? {} : { spending }),
      ...(yardstick === undefined ? {} : { yardstick }),
    };
    const again = renderReport(evaluation, context);
    return disagreement('comment.md', firstDifferentLine(comment, again.comment));
  } catch (error) {
    if (error instanceof ChangeoverError) return error.problems;
    throw error;
  }
}

const CHANGED = 'The evidence was changed after the run, or made by another version of Changeover.';

function disagreement(file: string, difference: ReturnType<typeof firstDifference>): readonly Problem[] {
  if (difference === undefined) return [];
  const { path, found, expected } = difference;
  return [
    {
      code: 'evidence',
      message: `${file}: ${path} is ${found}, recomputed it is ${expected}`,
      hint: CHANGED,
    },
  ];
}
