import { describe, expect, test } from 'vitest';
import type { Reuse } from '../../../src/core/contracts/cell.ts';
import type { Side } from '../../../src/core/contracts/layer.ts';
import { type KeptSessions, sidesTogether, type TimesOf, timesKey } from '../../../src/core/plan/kept-times.ts';
import type { PairApart } from '../../../src/core/plan/timing-cells.ts';

const A: Reuse = { kind: 'stored', session: 'a' };
const B: Reuse = { kind: 'stored', session: 'b' };

function apart(source: Reuse | undefined, target: Reuse | undefined): PairApart {
  const cell = (side: Side, reuse?: Reuse) => ({
    application: 'triage',
    side,
    caseId: 'c0',
    trial: 0,
    purpose: 'plan' as const,
    latencyMs: 10,
    ...(reuse === undefined ? {} : { reuse }),
  });
  return { source: cell('source', source), target: cell('target', target), again: ['source', 'target'] };
}

describe('kept times take the place of a side’s own', () => {
  test.each<[string, PairApart, KeptSessions, readonly Side[] | undefined]>([
    ['nothing is kept', apart(A, B), {}, undefined],
    ['the source’s, measured beside the target’s reply', apart(A, B), { source: 'b' }, ['source']],
    ['the target’s, measured beside the source’s reply', apart(A, B), { target: 'a' }, ['target']],
    ['both, measured together', apart(A, B), { source: 'c', target: 'c' }, ['source', 'target']],
    ['one is enough where it was at that time', apart(A, B), { source: 'b', target: 'b' }, ['source']],
    ['the source’s alone, of a session that called neither', apart(A, B), { source: 'c' }, undefined],
    ['the target’s alone, of a session that called neither', apart(A, B), { target: 'c' }, undefined],
    ['both, of two sessions', apart(A, B), { source: 'c', target: 'd' }, undefined],
    ['the source’s, while this run called the target', apart(A, undefined), { source: 'b' }, undefined],
    [
      'both of one session, while this run called the target',
      apart(A, undefined),
      { source: 'b', target: 'b' },
      ['source', 'target'],
    ],
  ])('%s', (_, pair, kept, sides) => {
    expect(sidesTogether(pair, kept)).toEqual(sides);
  });
});

describe('the name of kept times', () => {
  const times: TimesOf = { own: 'x', other: 'y', streamed: false, draw: 0 };

  test('is that of the pair, from this side', () => {
    expect(timesKey(times)).toMatch(/^[0-9a-f]{64}$/);
    expect(timesKey({ ...times })).toBe(timesKey(times));
  });

  test.each<[string, Partial<TimesOf>]>([
    ['another side', { own: 'y', other: 'x' }],
    ['another partner', { other: 'z' }],
    ['replies taken piece by piece', { streamed: true }],
    ['another draw', { draw: 1 }],
  ])('is another for %s', (_, more) => {
    expect(timesKey({ ...times, ...more })).not.toBe(timesKey(times));
  });
});
