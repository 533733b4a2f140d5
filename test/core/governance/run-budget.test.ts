import { describe, expect, it } from 'vitest';
import { daysAfter, daysBetween, isCalendarDay } from '../../../src/core/governance/calendar-day.ts';
import { decideRun, type RequestedRun } from '../../../src/core/governance/run-budget.ts';

function run(at: string, pullRequest = 7): RequestedRun {
  return { pullRequest, at };
}

describe('decideRun', () => {
  const asked = run('2026-11-02T23:59:59Z');
  it.each<[string, readonly RequestedRun[], number, object]>([
    ['the first', [], 2, { kind: 'allowed', left: 1 }],
    ['the last', [run('2026-11-02T00:00:00Z')], 2, { kind: 'allowed', left: 0 }],
    [
      'one too many',
      [run('2026-11-02T00:00:00Z'), run('2026-11-02T01:00:00Z')],
      2,
      { kind: 'used-up', used: 2, limit: 2, again: '2026-11-03T00:00:00.000Z' },
    ],
    ['those of yesterday', [run('2026-11-01T23:59:59Z'), run('2026-11-01T10:00:00Z')], 1, { kind: 'allowed', left: 0 }],
    ['those of another pull request', [run('2026-11-02T10:00:00Z', 8)], 1, { kind: 'allowed', left: 0 }],
    ['a time zone', [run('2026-11-03T01:00:00+02:00')], 1, { kind: 'used-up', used: 1 }],
    ['a time that cannot be read', [run('soon')], 1, { kind: 'used-up', used: 1 }],
    ['a budget of none', [], 0, { kind: 'used-up', used: 0, limit: 0 }],
    ['a budget that is no number', [], Number.NaN, { kind: 'used-up' }],
  ])('counts %s', (_, earlier, limit, decision) => {
    expect(decideRun(earlier, asked, limit)).toMatchObject(decision);
  });

  it('refuses to decide without a time', () => {
    expect(() => decideRun([], run('now'), 5)).toThrow(new RangeError('not a time: now'));
  });
});

describe('a calendar day', () => {
  it.each([
    ['2026-12-31', true],
    ['2028-02-29', true],
    ['2000-02-29', true],
    ['1900-02-29', false],
    ['2026-02-30', false],
    ['2026-04-31', false],
    ['2026-1-1', false],
    ['26-01-01', false],
    ['2026-12-31 ', false],
    ['2026-12-31T00:00:00Z', false],
    ['٢٠٢٦-١٢-٣١', false],
    ['', false],
  ])('%j: %s', (text, is) => {
    expect(isCalendarDay(text)).toBe(is);
  });

  it('is counted across months, years and the change of clocks', () => {
    expect(daysBetween('2026-11-02', '2026-12-31')).toBe(59);
    expect(daysBetween('2026-12-31', '2026-12-30')).toBe(-1);
    expect(daysAfter('2026-12-31', 60)).toBe('2027-03-01');
  });
});
