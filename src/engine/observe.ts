import type { CallError, Cell, CellPurpose, Observation, StopReason } from '../core/contracts/cell.ts';
import { FAULT_RULES } from '../core/contracts/fault.ts';
import type { ModelReply } from '../core/contracts/ports.ts';
import type { CallOutcome } from './call-cell.ts';

/**
 * A reply that ended in one of these ways is the variant's own failure and scores 0; any other is scored as it stands,
 * truncated ones included.
 */
const REJECTING_STOPS: ReadonlySet<StopReason> = new Set(['refusal', 'guardrail', 'context-overflow', 'malformed']);

/** Errors of the request that say the same as a stop reason does, so that both count in the same rate. */
const STOP_OF_ERROR: Readonly<Partial<Record<CallError['kind'], StopReason>>> = {
  refused: 'refusal',
  'context-overflow': 'context-overflow',
};

/** The observation of a cell, from how its calls ended. */
export function observationOf(
  cell: Cell,
  purpose: CellPurpose,
  requestSha256: string,
  outcome: CallOutcome,
): Observation {
  const { reply, error, attempts, costUsd } = outcome;
  return {
    application: cell.application,
    side: cell.side,
    caseId: cell.caseId,
    trial: cell.trial,
    purpose,
    ...(reply ? replied(reply) : unanswered(error)),
    ...(costUsd === undefined ? {} : { costUsd }),
    attempts,
    requestSha256,
  };
}

type Answer = Pick<
  Observation,
  | 'outcome'
  | 'output'
  | 'stopReason'
  | 'usage'
  | 'latencyMs'
  | 'ttftMs'
  | 'servedModel'
  | 'requestId'
  | 'replayed'
  | 'error'
>;

function replied(reply: ModelReply): Answer {
  return {
    outcome: REJECTING_STOPS.has(reply.stopReason) ? 'rejected' : 'replied',
    output: reply.output,
    stopReason: reply.stopReason,
    usage: reply.usage,
    ...(reply.latencyMs === undefined ? {} : { latencyMs: reply.latencyMs }),
    ...(reply.ttftMs === undefined ? {} : { ttftMs: reply.ttftMs }),
    ...(reply.servedModel === undefined ? {} : { servedModel: reply.servedModel }),
    ...(reply.requestId === undefined ? {} : { requestId: reply.requestId }),
    ...(reply.replayed ? { replayed: true } : {}),
  };
}

function unanswered(error: CallError | undefined): Answer {
  if (!error) throw new Error('a cell ended with neither a reply nor an error');
  const stopReason = STOP_OF_ERROR[error.kind];
  return {
    outcome: FAULT_RULES[error.kind].fault === 'variant' ? 'rejected' : 'failed',
    ...(stopReason === undefined ? {} : { stopReason }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    error,
  };
}
