import type { AssessmentInput, MigrationSubject } from '../core/contracts/assessment.ts';
import { canonicalJson } from '../core/contracts/digest.ts';
import { ChangeoverError, type Problem } from '../core/contracts/problem.ts';
import type { ScoredCell } from '../core/contracts/score.ts';
import type { Migration, Verdict } from '../core/contracts/verdict.ts';
import type { Yardstick } from '../core/contracts/yardstick.ts';
import { assess } from '../core/policy/assess.ts';
import { scoreObservation } from '../core/scoring/score-observation.ts';
import { checkManifest } from '../workspace/evidence/manifest.ts';
import { readEvidence, type StoredEvidence } from '../workspace/evidence/read-evidence.ts';
import { yardstickDigests, yardstickSeed } from '../workspace/yardstick/digests.ts';
import { firstDifference } from './steps/first-difference.ts';

/** What a verification found. `disagreements` is empty when the evidence agrees with itself. */
export interface Verification {
  readonly verdict: Verdict;
  readonly disagreements: readonly Problem[];
  readonly observations: number;
}

/**
 * Recomputes a verdict from its evidence, offline: the digests of the files, the digests and the seed of the yardstick, every
 * score, every interval and finding, and the verdict. Throws a ChangeoverError when the evidence cannot be read at all.
 */
export async function verify(folder: string): Promise<Verification> {
  const manifest = await checkManifest(folder);
  const stored = await readEvidence(folder);
  const { verdict, yardstick } = stored;
  const cells = yardstick === undefined ? [] : await scoredAgain(stored, yardstick);
  const disagreements = [
    ...manifest,
    ...(yardstick === undefined ? [] : digestProblems(yardstick, verdict)),
    ...verdictProblems(verdict, assess(inputOf(verdict, yardstick, cells))),
  ];
  return { verdict, disagreements, observations: cells.length };
}

async function scoredAgain(stored: StoredEvidence, yardstick: Yardstick): Promise<readonly ScoredCell[]> {
  const suites = new Map(
    yardstick.applications.map(({ name, suite }) => [
      name,
      { scorers: suite.scorers, cases: new Map(suite.cases.map((testCase) => [testCase.id, testCase])) },
    ]),
  );
  const cells: ScoredCell[] = [];
  for await (const observation of stored.observations()) {
    const suite = suites.get(observation.application);
    const testCase = suite?.cases.get(observation.caseId);
    if (suite === undefined || testCase === undefined) {
      throw new ChangeoverError({
        code: 'evidence',
        message: 'observations.jsonl holds a case that yardstick.json does not have',
        application: observation.application,
        caseId: observation.caseId,
      });
    }
    cells.push(scoreObservation(observation, testCase, suite.scorers));
  }
  return cells;
}

/** The input that a verdict says it followed from. */
function inputOf(verdict: Verdict, yardstick: Yardstick | undefined, cells: readonly ScoredCell[]): AssessmentInput {
  const { base, head, source, attempt, wiring, proposed, uncovered, moved, problems } = verdict;
  return {
    base,
    head,
    source,
    attempt,
    wiring,
    proposed,
    uncovered,
    moved,
    problems,
    cells,
    subjects: verdict.migrations.map(subjectOf),
    ...(yardstick === undefined ? {} : { yardstick }),
  };
}

/** What was found while judging is found again; what stopped a migration before its first call is taken from the verdict. */
function subjectOf({
  application,
  kind,
  changed,
  source,
  target,
  problems,
  warnings,
  calls,
}: Migration): MigrationSubject {
  return {
    application,
    kind,
    changed,
    ...(source === undefined ? {} : { source }),
    ...(target === undefined ? {} : { target }),
    problems: calls.planned === 0 ? problems : [],
    warnings,
  };
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

function disagreement(file: string, difference: ReturnType<typeof firstDifference>): readonly Problem[] {
  if (difference === undefined) return [];
  const { path, found, expected } = difference;
  return [
    {
      code: 'evidence',
      message: `${file}: ${path} is ${found}, recomputed it is ${expected}`,
      hint: 'The evidence was changed after the run, or made by another version of Changeover.',
    },
  ];
}
