import type { CallError, CallErrorKind, ModelRequest } from '../core/contracts/cell.ts';
import { FAULT_RULES } from '../core/contracts/fault.ts';
import { ModelError, type ModelReply } from '../core/contracts/ports.ts';
import { type Admission, type AdmissionContext, admit } from './admission.ts';
import { delayBeforeRetry, type RetryPolicy } from './backoff.ts';
import type { Arrival } from './congestion.ts';
import { costOf } from './cost.ts';
import type { CellSpending } from './spending.ts';

/** What one cell's calls need. */
export interface CallContext extends AdmissionContext {
  readonly retry: RetryPolicy;
  random(): number;
  readonly signal: AbortSignal;
  /** Take the reply piece by piece, to tell when its first piece came. */
  readonly stream: boolean;
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
 *
 * @param first leave for the first attempt, which the caller got: cells start in the order of the plan
 */
export async function callCell(
  request: ModelRequest,
  repetition: number,
  first: Admission,
  context: CallContext,
): Promise<CallOutcome & { readonly spending: CellSpending }> {
  let admission = first;
  let usd = 0;
  let lostUsd = 0;
  const ended = <T>(attempts: number, how: T) => ({ ...how, attempts, spending: { attempts, usd, lostUsd } });
  for (let attempts = 1; ; attempts += 1) {
    const { spentUsd, answer } = await attempt(request, repetition, admission, context);
    usd += spentUsd;
    if (!(answer instanceof ModelError)) return ended(attempts, answer);
    lostUsd += spentUsd;
    const next = await nextAdmission(request, answer, attempts, context);
    if ('error' in next) return ended(attempts, next);
    admission = next;
  }
}

/** Leave for another attempt after a failed one, or the error that the cell ends with. */
async function nextAdmission(
  request: ModelRequest,
  failure: ModelError,
  attempts: number,
  context: CallContext,
): Promise<Admission | { readonly error: CallError }> {
  const { pace, signal, hindrance } = context;
  const { detail, retryAfterMs } = failure;
  // An attempt that was aborted with the run says nothing of the service.
  const ownError = () => ({ error: (signal.aborted ? hindrance() : undefined) ?? explained(detail, pace.replied) });
  if (signal.aborted) return ownError();
  const failed = { kind: detail.kind, attempts, retryAfterMs, repliedBefore: pace.replied };
  const delayMs = delayBeforeRetry(context.retry, failed, context.random);
  if (delayMs === undefined) return ownError();
  const applicant = { isRetry: true, delayMs, isOff: () => hindrance() !== undefined };
  const leave = await admit(request, applicant, context);
  if (!('refused' in leave)) return leave;
  return leave.refused !== 'off' && leave.refused.kind === 'over-budget' ? { error: leave.refused } : ownError();
}

/** Access that ends half-way has one usual cause, which the service's own words often do not name. */
function explained(error: CallError, repliedBefore: boolean): CallError {
  if (error.kind !== 'no-access' || !repliedBefore) return error;
  const why = 'calls before it were answered, so the credentials have expired or were withdrawn';
  return { ...error, message: `${error.message} (${why}; the replies so far are kept)` };
}

interface Attempted {
  /** US dollars, as they count against the cap. */
  readonly spentUsd: number;
  readonly answer: { readonly reply: ModelReply; readonly costUsd?: number } | ModelError;
}

async function attempt(
  request: ModelRequest,
  repetition: number,
  { turn, reservation, boundUsd }: Admission,
  { model, price, signal, stream }: CallContext,
): Promise<Attempted> {
  const spend = (usd: number) => {
    reservation?.settle(usd);
    return reservation === undefined ? 0 : usd;
  };
  try {
    const reply = await model.call(request, repetition, signal, stream);
    const { inputTokens, outputTokens } = reply.usage;
    const tokens = inputTokens === undefined || outputTokens === undefined ? undefined : inputTokens + outputTokens;
    turn.end({ kind: 'answered' }, tokens);
    const costUsd = reply.costUsd ?? (price === undefined ? undefined : costOf(reply.usage, price));
    return {
      spentUsd: spend(costUsd ?? dearestCost(reply, boundUsd)),
      answer: { reply, ...(costUsd === undefined ? {} : { costUsd }) },
    };
  } catch (error) {
    turn.end(error instanceof ModelError ? arrivalOf(error) : { kind: 'silent' });
    const billed = !(error instanceof ModelError) || (!error.unsent && MAY_BE_BILLED[error.detail.kind]);
    const spentUsd = spend(billed ? boundUsd : 0);
    if (error instanceof ModelError) return { spentUsd, answer: error };
    throw error;
  }
}

/**
 * A service whose account has another tier for its default serves requests on that one unasked; of the prices that are
 * published none is a larger multiple of the list price (OpenAI, "Priority processing": US$12.50 for US$5 with gpt-5.5).
 */
const DEAREST_UNASKED_TIER = 2.5;

/** US dollars that a call of unknown cost counts for: as much as one can cost, by what the service says of it. */
function dearestCost({ usage: { serviceTier } }: ModelReply, boundUsd: number): number {
  return serviceTier === undefined ? boundUsd : boundUsd * DEAREST_UNASKED_TIER;
}

/** What an error says about the service behind it. One that is unavailable and names a time to return is overloaded. */
function arrivalOf({ detail: { kind }, retryAfterMs = 0, unsent }: ModelError): Arrival {
  if (kind === 'throttled' || (kind === 'unavailable' && retryAfterMs > 0)) {
    return { kind: 'throttled', ...(retryAfterMs > 0 ? { retryAfterMs } : {}) };
  }
  const { fault, retry } = FAULT_RULES[kind];
  if (fault === 'variant') return { kind: unsent ? 'silent' : 'answered' };
  return { kind: retry === 'no' ? 'silent' : 'failed' };
}
