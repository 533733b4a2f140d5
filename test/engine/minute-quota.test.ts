import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minuteQuota } from '../../src/engine/minute-quota.ts';

describe('a quota of a minute', () => {
  it('lets the limit through at once and the next one when the first is a minute old', () => {
    const quota = minuteQuota(3);
    for (let i = 0; i < 3; i += 1) {
      expect(quota.waitFor(1, 100)).toBe(0);
      quota.take(1, 100);
    }
    const wait = quota.waitFor(1, 200);
    expect(wait).toBeGreaterThanOrEqual(59_900);
    expect(wait).toBeLessThanOrEqual(60_900);
    expect(quota.waitFor(1, 200 + wait)).toBe(0);
  });

  it('gives back what was not used', () => {
    const quota = minuteQuota(1_000);
    const correct = quota.take(1_000, 0);
    expect(quota.waitFor(400, 1)).toBeGreaterThan(0);
    correct(500);
    expect(quota.waitFor(500, 1)).toBe(0);
    expect(quota.waitFor(501, 1)).toBeGreaterThan(0);
  });

  it('takes what was used beyond the estimate', () => {
    const quota = minuteQuota(1_000);
    quota.take(100, 0)(950);
    expect(quota.waitFor(100, 1)).toBeGreaterThan(0);
  });

  it('is never exceeded in any minute, whatever the clock does, and never refuses for ever', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.record({ amount: fc.integer({ min: 1, max: 50 }), pause: fc.nat(90_000), leap: fc.boolean() }), {
          minLength: 1,
          maxLength: 60,
        }),
        (limit, wishes) => {
          const quota = minuteQuota(limit);
          const taken: { at: number; amount: number }[] = [];
          let now = 0;
          for (const { amount, pause, leap } of wishes) {
            now += leap ? pause * 1_000 : pause;
            for (let wait = quota.waitFor(amount, now); wait > 0; wait = quota.waitFor(amount, now)) now += wait;
            quota.take(Math.min(amount, limit), now);
            taken.push({ at: now, amount: Math.min(amount, limit) });
          }
          for (const { at } of taken) {
            const minute = taken.filter((one) => one.at >= at && one.at < at + 60_000);
            expect(minute.reduce((sum, one) => sum + one.amount, 0)).toBeLessThanOrEqual(limit);
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });
});
