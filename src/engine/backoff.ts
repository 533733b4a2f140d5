import type { CallErrorKind } from '../core/contracts/cell.ts';
import { FAULT_RULES } from '../core/contracts/fault.ts';

/** How patiently failed attempts are repeated. All times in milliseconds. */
export interface RetryPolicy {
  /** Attempts of a cell in all, the first included; at least 1. Throttled ones are bounded apart. */
  readonly maxAttempts: number;
  /** Attempts of a cell in all when the service throttles: it is well and has no time, so that patience pays. */
  readonly maxThrottledAttempts: number;
  /** Longest wait before the second attempt; it doubles with each further one. */
  readonly baseDelayMs: number;
  /** Longest wait of all, when the service does not ask for one. */
  readonly maxDelayMs: number;
  /** A service that asks to wait longer than this is not asked again. */
  readonly maxRetryAfterMs: number;
  /** Longest that a model which throttles every attempt is waited for, all rests together. */
  readonly maxRestMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  maxAttempts: 6,
  maxThrottledAttempts: 25,
  baseDelayMs: 500,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 120_000,
  maxRestMs: 600_000,
};

/** What is known when an attempt has failed. */
export interface FailedAttempt {
  readonly kind: CallErrorKind;
  /** Attempts made so far, this one included. */
  readonly attempts: number;
  readonly retryAfterMs: number | undefined;
  /** The same model replied earlier in this run. */
  readonly repliedBefore: boolean;
}

/**
 * Milliseconds that a cell waits before its next attempt; `undefined` when there is none.
 *
 * Exponential backoff with full jitter: uniform between zero and the doubling limit, so that calls which failed together
 * do not return together (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Zero after
 * throttling and where the service asks for a wait: then the whole model rests, see `restAfter`.
 *
 * @param random uniform in [0, 1)
 */
export function delayBeforeRetry(policy: RetryPolicy, failed: FailedAttempt, random: () => number): number | undefined {
  if (failed.attempts >= attemptsFor(policy, failed)) return undefined;
  const asked = failed.retryAfterMs ?? 0;
  if (asked > policy.maxRetryAfterMs) return undefined;
  if (asked > 0 || failed.kind === 'throttled') return 0;
  return random() * doublingLimit(policy, failed.attempts);
}

/**
 * Milliseconds that a model rests after its n-th setback in a row (n from 1). At least half of the doubling limit, because
 * a rest of nothing would be none, and never less than the service asks for; the jitter keeps this run apart from others
 * that were throttled with it.
 *
 * @param random uniform in [0, 1)
 */
export function restAfter(
  policy: RetryPolicy,
  setbacks: number,
  retryAfterMs: number | undefined,
  random: () => number,
): number {
  const limit = doublingLimit(policy, setbacks);
  const asked = retryAfterMs ?? 0;
  const jitter = random();
  return Math.max(limit * (1 + jitter) * 0.5, asked > 0 ? asked + jitter * policy.baseDelayMs : 0);
}

function doublingLimit({ maxDelayMs, baseDelayMs }: RetryPolicy, count: number): number {
  return Math.min(maxDelayMs, baseDelayMs * 2 ** (count - 1));
}

function attemptsFor(policy: RetryPolicy, { kind, repliedBefore }: FailedAttempt): number {
  if (kind === 'throttled') return policy.maxThrottledAttempts;
  const { retry } = FAULT_RULES[kind];
  // Access that ends half-way is a session that expired: a second attempt takes fresh credentials where there are any.
  const once = retry === 'once' || (kind === 'no-access' && repliedBefore);
  if (once) return Math.min(2, policy.maxAttempts);
  return retry === 'no' ? 1 : policy.maxAttempts;
}
