import type { CallError, CallErrorKind, ModelRequest } from '../core/contracts/cell.ts';
import { type Clock, type Model, ModelError, type ModelReply } from '../core/contracts/ports.ts';
import type { Price } from '../core/contracts/yardstick.ts';
import { delayBeforeRetry, type RetryPolicy } from './backoff.ts';
import type { Budget, Reservation } from './budget.ts';
import { costBound, costOf } from './cost.ts';
import type { Lane } from './lane.ts';

/** What one cell's calls need. */
export interface CallContext {
  readonly model: Model;
  readonly lane: Lane;
  /** Absent: not known, so that no cost can be computed and none bounded. */
  readonly price: Price | undefined;
  readonly budget: Budget;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  random(): number;
  readonly signal: AbortSignal;
  /** Why no further attempt may be made; looked at before each one. */
  hindrance(): CallError | undefined;
}

/** How a cell ended: a reply, or the error of its last attempt. */
export interface CallOutcome {
  readonly attempts: number;
  readonly reply?: ModelReply;
  readonly error?: CallError;
  readonly costUsd?: number;
}

/** Whether a service may charge for a call that ended so; then the whole reservation counts as spent. */
const MAY_BE_BILLED: Readonly<Record<CallErrorKind, boolean>> = {
  throttled: false,
  'timed-out': true,
  unavailable: false,
  network: true,
  malformed: true,
  'no-access': false,
  'no-such-model': false,
  'invalid-request': false,
  'context-overflow': false,
  refused: false,
  'not-recorded': false,
  'over-budget': false,
  'out-of-time': true,
  'given-up': true,
  cancelled: true,
};

/**
 * Calls a model until it replies, the error is one that no retry mends, or patience ends. Never throws for what a service
 * does; rethrows what is not a `ModelError`, because that is a fault of ours.
 */
export async function callCell(request: ModelRequest, repetition: number, context: CallContext): Promise<CallOutcome> {
  const { lane, clock, signal } = context;
  let startedAt: number | undefined;
  for (let attempts = 1; ; attempts += 1) {
    const admission = await admit(request, context);
    if ('refusal' in admission) return { attempts: attempts - 1, error: admission.refusal };
    startedAt ??= clock.monotonic();
    const outcome = await attempt(request, repetition, context, admission);
    if (!(outcome instanceof ModelError)) return { attempts, ...outcome };
    if (signal.aborted) return { attempts, error: cancelledError(request) };

    const { retryAfterMs, detail } = outcome;
    const failed = { kind: detail.kind, attempts, elapsedMs: clock.monotonic() - startedAt, retryAfterMs };
    const delay = delayBeforeRetry(context.retry, failed, context.random);
    if (delay === undefined) return { attempts, error: detail };
    if (retryAfterMs !== undefined) lane.pause(retryAfterMs);
    if (!(await undisturbed(clock.sleep(delay, signal), signal))) return { attempts, error: cancelledError(request) };
  }
}

/** Leave to send one attempt: the money set aside for it, and the most that it can cost. */
interface Admission {
  readonly reservation: Reservation | undefined;
  readonly boundUsd: number;
}

async function admit(
  request: ModelRequest,
  context: CallContext,
): Promise<Admission | { readonly refusal: CallError }> {
  const { lane, model, price, budget, signal } = context;
  if (!(await undisturbed(lane.clear(signal), signal))) return { refusal: cancelledError(request) };
  const hindrance = context.hindrance();
  if (hindrance) return { refusal: hindrance };
  // A recording spends nothing, and a model without a price cannot be bounded: whoever needs the bound refuses it before.
  if (price === undefined || model.recorded) return { reservation: undefined, boundUsd: 0 };
  const boundUsd = costBound(request, price);
  const reservation = await budget.reserve(boundUsd);
  return reservation ? { reservation, boundUsd } : { refusal: overBudget(request, boundUsd, budget) };
}

async function attempt(
  request: ModelRequest,
  repetition: number,
  { model, price, signal }: CallContext,
  { reservation, boundUsd }: Admission,
): Promise<{ readonly reply: ModelReply; readonly costUsd?: number } | ModelError> {
  try {
    const reply = await model.call(request, repetition, signal);
    const costUsd = reply.costUsd ?? (price === undefined ? undefined : costOf(reply.usage, price));
    // A call whose usage the service does not report may have been as dear as one can be.
    reservation?.settle(costUsd ?? boundUsd);
    return { reply, ...(costUsd === undefined ? {} : { costUsd }) };
  } catch (error) {
    const billed = !(error instanceof ModelError) || (!error.unsent && MAY_BE_BILLED[error.detail.kind]);
    reservation?.settle(billed ? boundUsd : 0);
    if (error instanceof ModelError) return error;
    throw error;
  }
}

/** False when the wait ended because the run was stopped. */
async function undisturbed(wait: Promise<void>, signal: AbortSignal): Promise<boolean> {
  try {
    await wait;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}

/** The error of a cell that a stopped run leaves without a reply. */
export function cancelledError(request: ModelRequest): CallError {
  return {
    kind: 'cancelled',
    message: `${request.provider} model ${request.model}: the run was stopped before there was a reply`,
  };
}

function overBudget(request: ModelRequest, bound: number, budget: Budget): CallError {
  return {
    kind: 'over-budget',
    message:
      `${request.provider} model ${request.model}: not sent, because this call could cost up to US$${bound.toFixed(4)} ` +
      `and US$${budget.spentUsd.toFixed(4)} of at most US$${budget.capUsd.toFixed(2)} is spent; ` +
      'raise policy.max-cost-usd, or bound the output with max-tokens in the parameters',
  };
}
