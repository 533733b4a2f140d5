import type { JsonObject } from '../../../src/core/contracts/json.ts';
import { describeProblem } from '../../../src/core/contracts/problem.ts';
import type { Case, ScorerSpec } from '../../../src/core/contracts/suite.ts';
import { checkScorers } from '../../../src/core/scoring/check-scorers.ts';
import { scoreOutput } from '../../../src/core/scoring/score-output.ts';

/** A case with an expected answer; more of its fields as needed. */
export function caseOf(expected?: Case['expected'], more: Partial<Case> = {}): Case {
  return {
    id: 'c-1',
    input: 'question',
    slices: [],
    critical: false,
    line: 1,
    ...(expected === undefined ? {} : { expected }),
    ...more,
  };
}

/** A scorer as the yardstick holds it. */
export function specOf(type: string, options: JsonObject = {}, more: Partial<ScorerSpec> = {}): ScorerSpec {
  return { name: 'metric', type, normalise: [], options, passAt: 1, ...more };
}

/** The score of one output, after asserting that `checkScorers` has nothing against scorer and case. */
export function score(spec: ScorerSpec, output: string, testCase: Case) {
  const problems = checkScorers([spec], [testCase]);
  if (problems.length > 0) throw new Error(problems.map(describeProblem).join('\n'));
  return scoreOutput(spec, output, testCase);
}

/** What `checkScorers` says, in the words a user reads. */
export function complaints(spec: ScorerSpec, cases: readonly Case[] = [caseOf('x')], file?: string): readonly string[] {
  return checkScorers([spec], cases, file === undefined ? {} : { file }).map(describeProblem);
}
