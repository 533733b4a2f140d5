import { describe, expect, it } from 'vitest';
import { updatePace } from '../../../src/commands/steps/update-pace.ts';

describe('the pace of updates', () => {
  it('is one in 30 seconds at first', () => {
    const pace = updatePace(1_000);
    expect([30_999, 31_000, 60_999, 61_000].map((now) => pace.isDue(now))).toEqual([false, true, false, true]);
  });

  it('slows down: sixty at most in six hours, so that a commit bears many runs', () => {
    const pace = updatePace(0);
    const due = Array.from({ length: 6 * 3600 }, (_, second) => second * 1000).filter((now) => pace.isDue(now));
    expect(due.slice(0, 6)).toEqual([30_000, 60_000, 90_000, 120_000, 180_000, 240_000]);
    expect(due.length).toBeLessThanOrEqual(60);
    expect(due.length).toBeGreaterThan(30);
  });
});

describe('the time left', () => {
  it('follows from the pace so far', () => {
    expect(updatePace(0).left({ done: 500, planned: 2000, elapsedMs: 30_000 })).toBeCloseTo(90_000, 6);
  });

  it('does not take replies that came at once for a pace', () => {
    const pace = updatePace(0);
    pace.left({ done: 1000, planned: 2000, elapsedMs: 30_000 });
    expect(pace.left({ done: 1010, planned: 2000, elapsedMs: 60_000 })).toBeCloseTo(99 * 30_000, 6);
  });

  it('is not known without a call, and starts anew with another part of the run', () => {
    const pace = updatePace(0);
    expect(pace.left({ done: 0, planned: 10, elapsedMs: 0 })).toBeUndefined();
    expect(pace.left({ done: 0, planned: 10, elapsedMs: 30_000 })).toBeUndefined();
    pace.left({ done: 10, planned: 10, elapsedMs: 60_000 });
    expect(pace.left({ done: 2, planned: 4, elapsedMs: 5_000 })).toBeCloseTo(5_000, 6);
  });
});
