import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRY, delayBeforeRetry } from '../../src/engine/backoff.ts';

const FAILED = { kind: 'throttled', attempts: 1, elapsedMs: 0, retryAfterMs: undefined } as const;
const LAST = 0.999_999;

describe('the wait before a retry', () => {
  it('doubles up to its limit, with full jitter', () => {
    const policy = { ...DEFAULT_RETRY, maxAttempts: 20 };
    const limits = Array.from({ length: 9 }, (_, i) =>
      Math.round(delayBeforeRetry(policy, { ...FAILED, attempts: i + 1 }, () => LAST) ?? Number.NaN),
    );
    expect(limits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(delayBeforeRetry(policy, FAILED, () => 0)).toBe(0);
  });

  it('is at least what the service asks, up to the bound', () => {
    expect(delayBeforeRetry(DEFAULT_RETRY, { ...FAILED, retryAfterMs: 120_000 }, () => 0)).toBe(120_000);
    expect(delayBeforeRetry(DEFAULT_RETRY, { ...FAILED, retryAfterMs: 120_001 }, () => 0)).toBeUndefined();
  });

  it('ends at the deadline', () => {
    expect(delayBeforeRetry(DEFAULT_RETRY, { ...FAILED, elapsedMs: 599_900 }, () => 0)).toBe(0);
    expect(delayBeforeRetry(DEFAULT_RETRY, { ...FAILED, elapsedMs: 599_900 }, () => LAST)).toBeUndefined();
  });

  it('never passes limit, deadline or attempts', () => {
    fc.assert(
      fc.property(
        fc.nat(10),
        fc.nat(700_000),
        fc.option(fc.nat(200_000), { nil: undefined }),
        fc.double({ min: 0, max: LAST, noNaN: true }),
        (attempts, elapsedMs, retryAfterMs, draw) => {
          const failed = { kind: 'unavailable', attempts: attempts + 1, elapsedMs, retryAfterMs } as const;
          const delay = delayBeforeRetry(DEFAULT_RETRY, failed, () => draw);
          if (delay === undefined) return;
          expect(failed.attempts).toBeLessThan(DEFAULT_RETRY.maxAttempts);
          expect(elapsedMs + delay).toBeLessThanOrEqual(DEFAULT_RETRY.deadlineMs);
          expect(delay).toBeGreaterThanOrEqual(retryAfterMs ?? 0);
          expect(delay).toBeLessThanOrEqual((retryAfterMs || 0) + DEFAULT_RETRY.maxDelayMs);
        },
      ),
      { seed: 1 },
    );
  });
});
