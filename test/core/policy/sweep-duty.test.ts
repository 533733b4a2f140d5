import { describe, expect, it } from 'vitest';
import { sweepDuty } from '../../../src/core/policy/sweep-duty.ts';

const MINUTE = 60_000;
const error = (outages: number, minutes: number) =>
  sweepDuty({ state: 'error', ageMs: minutes * MINUTE, outages }, undefined);
const pending = (minutes: number, maxMinutes?: number) =>
  sweepDuty({ state: 'pending', ageMs: minutes * MINUTE, outages: 0 }, maxMinutes);

describe('what a sweep does', () => {
  it('ends what has been pending for more than an hour, or for twice the time that a run may take', () => {
    expect([pending(60), pending(60.1)]).toEqual(['none', 'end']);
    expect([pending(60.1, 45), pending(90.1, 45)]).toEqual(['none', 'end']);
    expect([pending(10, 5), pending(10.1, 5)]).toEqual(['none', 'end']);
  });

  it('makes a run again after pauses that double, up to six hours', () => {
    const pauses = [15, 30, 60, 120, 240, 360, 360];
    for (const [index, minutes] of pauses.entries()) {
      expect([error(index + 1, minutes - 0.1), error(index + 1, minutes)]).toEqual(['none', 'resume']);
    }
  });

  it('takes back green that rests on an exception once that has ended, and no other', () => {
    const green = (lastsMs?: number) =>
      sweepDuty({ state: 'success', ageMs: 0, outages: 0, ...(lastsMs === undefined ? {} : { lastsMs }) }, undefined);
    expect([green(1), green(0), green(-1), green()]).toEqual(['none', 'revoke', 'revoke', 'none']);
    expect(sweepDuty({ state: 'failure', ageMs: 0, outages: 0, lastsMs: -1 }, undefined)).toBe('none');
  });

  it('takes back green by a yardstick that the base has no more, and no other status', () => {
    const duty = (state: 'success' | 'failure' | 'pending', isOutdated: boolean) =>
      sweepDuty({ state, ageMs: 0, outages: 0, isOutdated }, undefined);
    expect([duty('success', true), duty('success', false)]).toEqual(['outdate', 'none']);
    expect([duty('failure', true), duty('pending', true)]).toEqual(['none', 'none']);
  });

  it('gives up after eight, and makes nothing again that ended for another reason', () => {
    expect(error(8, 100_000)).toBe('none');
    expect(error(999, 100_000)).toBe('none');
    expect(error(0, 100_000)).toBe('none');
    for (const state of ['success', 'failure'] as const) {
      expect(sweepDuty({ state, ageMs: 100_000 * MINUTE, outages: 1 }, undefined)).toBe('none');
    }
  });
});
