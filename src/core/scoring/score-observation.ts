import type { Observation, StopReason } from '../contracts/cell.ts';
import type { Score, ScoredCell } from '../contracts/score.ts';
import type { Case, ScorerSpec } from '../contracts/suite.ts';
import { scoreDeclined, scoreOutput } from './score-output.ts';

type Scores = Readonly<Record<string, Score>>;

/** Stop reasons under which there is no usable reply, and what the comment says of it. */
const UNUSABLE: Readonly<Partial<Record<StopReason, string>>> = {
  refusal: 'declined by the model or its content filter',
  guardrail: 'blocked by a guardrail',
  'context-overflow': 'the context overflowed',
  malformed: 'the output could not be parsed by the provider',
};

/** Characters of a served model's name that are compared: a service may say anything. */
const MODEL_LENGTH = 200;

/**
 * Judges what came back for a cell, by whose fault it is. A reply is scored, truncated text as it stands. What the variant
 * caused (a rejected request, a filter, a guardrail, an overflow) scores 0 under every scorer with the reason kept, save
 * that a case which should be refused is served by a refusal. What the infrastructure caused has no scores at all.
 *
 * Latency and time to the first token are kept only of a complete reply to the first attempt: a retried, truncated, blocked
 * or replayed one would measure something else. Recorded replies carry their recorded latency and count like others.
 * Throws what `scoreOutput` throws, and a RangeError when the observation is of another case.
 */
export function scoreObservation(observation: Observation, testCase: Case, scorers: readonly ScorerSpec[]): ScoredCell {
  if (observation.caseId !== testCase.id) {
    throw new RangeError(`observation of case ${observation.caseId} scored against case ${testCase.id}`);
  }
  const { application, side, trial, purpose, outcome, attempts, reuse, error, servedModel } = observation;
  return {
    application,
    side,
    // The suite's own text, which all cells of the case share.
    caseId: testCase.id,
    trial,
    purpose,
    outcome,
    scores: scoresOf(observation, testCase, scorers),
    ...figuresOf(observation),
    truncated: observation.stopReason === 'max-tokens',
    refused: observation.stopReason === 'refusal' || error?.kind === 'refused',
    guarded: observation.stopReason === 'guardrail',
    attempts,
    replayed: observation.replayed === true,
    ...(reuse === undefined ? {} : { reuse }),
    ...(error === undefined ? {} : { errorKind: error.kind }),
    ...(servedModel === undefined ? {} : { servedModel: servedModel.slice(0, MODEL_LENGTH) }),
  };
}

function scoresOf(observation: Observation, testCase: Case, scorers: readonly ScorerSpec[]): Scores {
  const { outcome, output = '' } = observation;
  if (outcome === 'failed') return {};
  const unusable = whyUnusable(observation);
  const scoreBy = (spec: ScorerSpec): Score => {
    if (unusable === undefined) return scoreOutput(spec, output, testCase);
    const zero = { value: 0, reason: unusable.reason };
    return unusable.declined ? scoreDeclined(spec, testCase, unusable.reason) : zero;
  };
  return Object.fromEntries(scorers.map((spec) => [spec.name, scoreBy(spec)]));
}

function whyUnusable({ outcome, stopReason, error }: Observation): { reason: string; declined: boolean } | undefined {
  const stopped = stopReason === undefined ? undefined : UNUSABLE[stopReason];
  if (outcome !== 'rejected' && stopped === undefined) return undefined;
  const declined = stopReason === 'refusal' || stopReason === 'guardrail' || error?.kind === 'refused';
  // What the service said tells more than the kind of stop.
  const reason = error === undefined ? (stopped ?? 'rejected') : `${error.kind}: ${error.message}`;
  return { reason, declined };
}

function figuresOf(
  observation: Observation,
): Pick<ScoredCell, 'latencyMs' | 'ttftMs' | 'costUsd' | 'inputTokens' | 'outputTokens'> {
  const { latencyMs, ttftMs, costUsd, usage } = observation;
  const timed = isTimed(observation);
  return {
    ...(latencyMs === undefined || !timed ? {} : { latencyMs }),
    ...(ttftMs === undefined || !timed ? {} : { ttftMs }),
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(usage?.inputTokens === undefined ? {} : { inputTokens: usage.inputTokens }),
    ...(usage?.outputTokens === undefined ? {} : { outputTokens: usage.outputTokens }),
  };
}

/** Whether the times of a reply count: it is a complete one to the first attempt, and was not replayed in place of another. */
export function isTimed({
  outcome,
  attempts,
  stopReason,
  replayed,
}: Pick<Observation, 'outcome' | 'attempts' | 'stopReason' | 'replayed'>): boolean {
  const complete = stopReason === undefined || (stopReason !== 'max-tokens' && UNUSABLE[stopReason] === undefined);
  return outcome === 'replied' && attempts === 1 && complete && replayed !== true;
}
