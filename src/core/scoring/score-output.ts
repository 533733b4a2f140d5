import { ChangeoverError } from '../contracts/problem.ts';
import { remembered } from '../contracts/remembered.ts';
import type { Score } from '../contracts/score.ts';
import type { Case, ScorerSpec } from '../contracts/suite.ts';
import { extractFrom } from './extract.ts';
import { normaliser } from './normalise.ts';
import type { Judge, OpenedScorer } from './scorer.ts';
import { findScorer } from './scorers.ts';

interface ReadyScorer {
  readonly judge: Judge;
  readonly opened: OpenedScorer;
}

/**
 * Judges one output: takes the part that `extract` names (nothing found scores 0 and is marked `unparsed`), then lets the
 * scorer compare. Throws a ChangeoverError when the scorer was never fit to run (`checkScorers` would have said so), when it
 * breaks, or when what it gives is not a score.
 */
export function scoreOutput(spec: ScorerSpec, output: string, testCase: Case): Score {
  const { judge } = readyScorer(spec);
  const part = spec.extract === undefined ? output : extractFrom(output, spec.extract);
  if (part === undefined)
    return { value: 0, unparsed: true, reason: `\`extract\` (${spec.extract?.kind}) found nothing` };
  return guardScore(spec, testCase, () => judge(part, testCase));
}

/** Judges a reply that the model or a content filter declined to give: 0 with the reason, but where refusing was right. */
export function scoreDeclined(spec: ScorerSpec, testCase: Case, reason: string): Score {
  const { opened } = readyScorer(spec);
  return guardScore(spec, testCase, () => opened.judgeDeclined(testCase) ?? { value: 0, reason });
}

/**
 * Runs a judgement and lets only a score through. NaN, a number outside [0, 1] or an exception becomes an error that names
 * scorer and case: taken for 0 or 1 it would decide a gate.
 */
export function guardScore(spec: ScorerSpec, testCase: Case, judgement: () => Score): Score {
  let score: Score;
  try {
    score = judgement();
  } catch (cause) {
    throw broken(spec, testCase, `failed: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  if (score.value >= 0 && score.value <= 1) return score;
  throw broken(spec, testCase, `gave ${score.value}, which is not a score between 0 and 1`);
}

function broken(spec: ScorerSpec, testCase: Case, what: string, cause?: unknown): ChangeoverError {
  return new ChangeoverError(
    {
      code: 'scorer',
      message: `scorer ${spec.name} (${spec.type}) ${what}`,
      caseId: testCase.id,
      hint: 'This is a fault of the scorer, not of the reply: please report it with the case.',
    },
    { cause },
  );
}

/** Specs are immutable, so that what is prepared for one (compiled schemas, sets) serves all of its cells. */
const readyScorer = remembered((spec: ScorerSpec): ReadyScorer => {
  const type = findScorer(spec.type);
  if (!('found' in type)) throw unfit(spec, type.fault.message);
  const opened = type.found.open(spec.options);
  if ('faults' in opened) throw unfit(spec, opened.faults.map(({ message }) => message).join('; '));
  return { opened, judge: opened.prepare(normaliser(spec.normalise)) };
});

function unfit(spec: ScorerSpec, message: string): ChangeoverError {
  return new ChangeoverError({ code: 'scorer', message: `scorer ${spec.name} (${spec.type}): ${message}` });
}
