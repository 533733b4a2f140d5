import { CONFIRMATIONS, type Observation } from '../../core/contracts/cell.ts';
import { digestOf } from '../../core/contracts/digest.ts';
import type { Variant } from '../../core/contracts/layer.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { Case } from '../../core/contracts/suite.ts';
import { renderRequest } from '../../core/plan/render.ts';
import { caseWithId } from '../../core/suite/case-positions.ts';
import type { Subject } from '../steps/measure.ts';

/**
 * Holds every observation to one's own plan: it is of a cell that the plan may call, and answers the very request that the
 * plan sends. What a model really replied, only whoever called it can know. Throws a ChangeoverError at the first that
 * disagrees.
 */
export async function checkObservations(
  observations: AsyncIterable<Observation>,
  subjects: readonly Subject[],
): Promise<void> {
  const named = new Map(subjects.map((subject) => [subject.application.name, subject]));
  const requests = requestDigests();
  for await (const observation of observations) {
    const { side, caseId, requestSha256 } = observation;
    const subject = named.get(observation.application);
    const variant = subject?.[side];
    const testCase = subject && caseWithId(subject.application.suite.cases, caseId);
    if (subject === undefined || variant === undefined || testCase === undefined) {
      throw disagreement(observation, 'is of nothing that was to be called');
    }
    if (!isPlanned(observation, subject, testCase)) throw disagreement(observation, 'is of no repetition of the plan');
    if (requestSha256 !== requests(variant, testCase)) throw disagreement(observation, 'answers another request');
  }
}

function isPlanned({ purpose, trial }: Observation, { application, source }: Subject, testCase: Case): boolean {
  const { trials } = application.suite;
  if (purpose !== 'confirm') return trial < trials;
  return source !== undefined && testCase.critical && trial >= trials && trial < trials + CONFIRMATIONS;
}

/** Repetitions of a case stand together as a rule, and send the same. */
function requestDigests(): (variant: Variant, testCase: Case) => string {
  const last = new Map<Variant, { readonly caseId: string; readonly digest: string }>();
  return (variant, testCase) => {
    const known = last.get(variant);
    if (known?.caseId === testCase.id) return known.digest;
    const digest = digestOf(renderRequest(variant, testCase));
    last.set(variant, { caseId: testCase.id, digest });
    return digest;
  };
}

function disagreement({ application, side, caseId, trial, purpose }: Observation, what: string): ChangeoverError {
  return new ChangeoverError({
    code: 'evidence',
    message: `observations.jsonl: trial ${trial} (${purpose}) ${what}`,
    application,
    side,
    caseId,
    hint: DISAGREES,
  });
}

/** What to do about handed-over files that are not what they should be. */
export const DISAGREES =
  'Run the workflow again: the pull request or its base may have moved. If it disagrees again, what was handed over was changed.';
