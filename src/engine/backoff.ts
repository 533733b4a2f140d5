import type { CallErrorKind } from '../core/contracts/cell.ts';
import { FAULT_RULES } from '../core/contracts/fault.ts';

/** How patiently a failed attempt is repeated. All times in milliseconds. */
export interface RetryPolicy {
  /** Attempts in all, the first included; at least 1. */
  readonly maxAttempts: number;
  /** Longest wait before the second attempt; it doubles with each further one. */
  readonly baseDelayMs: number;
  /** Longest wait of all, when the service does not ask for one. */
  readonly maxDelayMs: number;
  /** A service that asks to wait longer than this is not asked again. */
  readonly maxRetryAfterMs: number;
  /** No attempt starts later than this after the cell's first one did. */
  readonly deadlineMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  maxAttempts: 6,
  baseDelayMs: 500,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 120_000,
  deadlineMs: 600_000,
};

/** What is known when an attempt has failed. */
export interface FailedAttempt {
  readonly kind: CallErrorKind;
  /** Attempts made so far, this one included. */
  readonly attempts: number;
  /** Milliseconds since the cell's first attempt began. */
  readonly elapsedMs: number;
  readonly retryAfterMs: number | undefined;
}

/**
 * Milliseconds to wait before the next attempt; `undefined` when there is none.
 *
 * Exponential backoff with full jitter: uniform between zero and the doubling limit, so that calls which failed together
 * do not return together (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). A service's own
 * Retry-After is the least that is waited; jitter comes on top of it.
 *
 * @param random uniform in [0, 1)
 */
export function delayBeforeRetry(policy: RetryPolicy, failed: FailedAttempt, random: () => number): number | undefined {
  if (failed.attempts >= attemptsFor(policy, failed.kind)) return undefined;
  const asked = failed.retryAfterMs ?? 0;
  if (asked > policy.maxRetryAfterMs) return undefined;
  const limit = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (failed.attempts - 1));
  const delay = asked + random() * (asked > 0 ? policy.baseDelayMs : limit);
  return failed.elapsedMs + delay > policy.deadlineMs ? undefined : delay;
}

function attemptsFor(policy: RetryPolicy, kind: CallErrorKind): number {
  const { retry } = FAULT_RULES[kind];
  if (retry === 'no') return 1;
  return retry === 'once' ? Math.min(2, policy.maxAttempts) : policy.maxAttempts;
}
