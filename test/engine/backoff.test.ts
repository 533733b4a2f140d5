import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRY, delayBeforeRetry, restAfter } from '../../src/engine/backoff.ts';

const FAILED = { kind: 'unavailable', attempts: 1, retryAfterMs: undefined, repliedBefore: false } as const;
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

  it('is left to the model’s rest after throttling, and where the service asks for a wait', () => {
    expect(delayBeforeRetry(DEFAULT_RETRY, { ...FAILED, kind: 'throttled' }, () => LAST)).toBe(0);
    expect(delayBeforeRetry(DEFAULT_RETRY, { ...FAILED, retryAfterMs: 120_000 }, () => LAST)).toBe(0);
    expect(delayBeforeRetry(DEFAULT_RETRY, { ...FAILED, retryAfterMs: 120_001 }, () => LAST)).toBeUndefined();
  });

  it.each([
    ['unavailable', false, 6],
    ['throttled', false, 25],
    ['malformed', false, 2],
    ['no-access', false, 1],
    ['no-access', true, 2],
    ['no-such-model', true, 1],
    ['invalid-request', true, 1],
  ] as const)('comes to an end: %s, replied before: %s, is tried %d times', (kind, repliedBefore, attempts) => {
    const delayAfter = (made: number) =>
      delayBeforeRetry(DEFAULT_RETRY, { ...FAILED, kind, repliedBefore, attempts: made }, () => 0.5);
    expect(delayAfter(attempts)).toBeUndefined();
    for (let made = 1; made < attempts; made += 1) expect(delayAfter(made)).toBeGreaterThanOrEqual(0);
  });
});

describe('the rest of a model', () => {
  it('doubles up to its limit, and is never less than half of that', () => {
    const rests = (draw: number) =>
      [1, 2, 3, 7, 8].map((setbacks) => Math.round(restAfter(DEFAULT_RETRY, setbacks, undefined, () => draw)));
    expect(rests(0)).toEqual([250, 500, 1_000, 15_000, 15_000]);
    expect(rests(LAST)).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
  });

  it('is never shorter than the service asks, and grows when that was too short', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 120_000 }),
        fc.double({ min: 0, max: LAST, noNaN: true }),
        (setbacks, asked, draw) => {
          const rest = restAfter(DEFAULT_RETRY, setbacks, asked, () => draw);
          expect(rest).toBeGreaterThanOrEqual(asked);
          expect(rest).toBeGreaterThanOrEqual(restAfter(DEFAULT_RETRY, setbacks, undefined, () => draw));
          expect(rest).toBeLessThanOrEqual(Math.max(asked + DEFAULT_RETRY.baseDelayMs, DEFAULT_RETRY.maxDelayMs));
        },
      ),
      { seed: 1 },
    );
  });
});
