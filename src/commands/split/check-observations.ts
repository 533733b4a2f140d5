import { CONFIRMATIONS, type ModelRequest, type Observation } from '../../core/contracts/cell.ts';
import { canonicalJson, digestOf } from '../../core/contracts/digest.ts';
import type { Variant } from '../../core/contracts/layer.ts';
import { type Model, ModelError, type ModelReply } from '../../core/contracts/ports.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { Case } from '../../core/contracts/suite.ts';
import { renderRequest } from '../../core/plan/render.ts';
import { caseWithId } from '../../core/suite/case-positions.ts';
import type { Subject } from '../steps/measure.ts';
import type { OpenModels } from '../steps/open-models.ts';

/** What observations are held to: one's own plan, and the recordings that one has read. */
interface Known {
  readonly subjects: readonly Subject[];
  /** By provider; of those only that replay a recording. */
  readonly recorded: OpenModels;
}

/**
 * Holds every observation to one's own plan: it is of a cell that the plan may call, and answers the very request that the
 * plan sends; a reply of a recording is the one that is recorded. What a model really replied, only whoever called it can
 * know. Throws a ChangeoverError at the first that disagrees.
 */
export async function checkObservations(
  observations: AsyncIterable<Observation>,
  { subjects, recorded }: Known,
): Promise<void> {
  const named = new Map(subjects.map((subject) => [subject.application.name, subject]));
  const requests = lastRequests();
  for await (const observation of observations) {
    const { side, caseId, requestSha256 } = observation;
    const subject = named.get(observation.application);
    const variant = subject?.[side];
    const testCase = subject && caseWithId(subject.application.suite.cases, caseId);
    if (subject === undefined || variant === undefined || testCase === undefined) {
      throw disagreement(observation, 'is of nothing that was to be called');
    }
    if (!isPlanned(observation, subject, testCase)) throw disagreement(observation, 'is of no repetition of the plan');
    const { request, digest } = requests(variant, testCase);
    if (requestSha256 !== digest) throw disagreement(observation, 'answers another request');
    const model = recorded.get(variant.provider);
    if (model !== undefined && !(await isRecorded(observation, request, model))) {
      throw disagreement(observation, 'is not what the recording replies');
    }
  }
}

/** A cell that failed proves nothing, whatever is recorded. */
async function isRecorded(observation: Observation, request: ModelRequest, model: Model): Promise<boolean> {
  if (observation.outcome === 'failed') return true;
  try {
    const reply = await model.call(request, observation.trial, new AbortController().signal);
    return canonicalJson(shownBy(observation)) === canonicalJson(shownBy(reply));
  } catch (error) {
    if (error instanceof ModelError) return false;
    throw error;
  }
}

function shownBy({ output, stopReason, usage = {}, latencyMs }: Observation | ModelReply) {
  return { output, stopReason, usage, latencyMs };
}

function isPlanned({ purpose, trial }: Observation, { application, source }: Subject, testCase: Case): boolean {
  const { trials } = application.suite;
  if (purpose !== 'confirm') return trial < trials;
  return source !== undefined && testCase.critical && trial >= trials && trial < trials + CONFIRMATIONS;
}

interface Sent {
  readonly request: ModelRequest;
  readonly digest: string;
}

/** Repetitions of a case stand together as a rule, and send the same. */
function lastRequests(): (variant: Variant, testCase: Case) => Sent {
  const last = new Map<Variant, Sent & { readonly caseId: string }>();
  return (variant, testCase) => {
    const known = last.get(variant);
    if (known?.caseId === testCase.id) return known;
    const request = renderRequest(variant, testCase);
    const sent = { request, digest: digestOf(request), caseId: testCase.id };
    last.set(variant, sent);
    return sent;
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
