import { describe, expect, test } from 'vitest';
import type { Reuse } from '../../../src/core/contracts/cell.ts';
import type { Side } from '../../../src/core/contracts/layer.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import type { Criterion } from '../../../src/core/contracts/yardstick.ts';
import { type PairApart, pairsApart, TIMED_CASES, wantedTimes } from '../../../src/core/plan/timing-cells.ts';

const A: Reuse = { kind: 'stored', session: 'a' };
const B: Reuse = { kind: 'stored', session: 'b' };
const TWIN: Reuse = { kind: 'same-request' };

type Subject = Parameters<typeof pairsApart>[0];

function application(
  metric: string,
  criterion: Partial<Criterion> = {},
  scorers: readonly string[] = ['accuracy'],
): Subject {
  const bound: Criterion = {
    metric,
    key: 'max-ratio',
    threshold: 1.25,
    enforce: 'block',
    evidence: 'interval',
    ...criterion,
  };
  return {
    name: 'triage',
    acceptance: { all: [bound], anyOf: [] },
    suite: {
      cases: [],
      trials: 1,
      scorers: scorers.map((name) => ({ name, type: 'exact-match', normalise: [], options: {}, passAt: 1 })),
      file: 'cases.jsonl',
    },
  };
}

function cell(side: Side, caseId: string, reuse?: Reuse, more: Partial<ScoredCell> = {}): ScoredCell {
  return {
    application: 'triage',
    side,
    caseId,
    trial: 0,
    purpose: 'plan',
    outcome: 'replied',
    scores: {},
    latencyMs: 10,
    truncated: false,
    refused: false,
    guarded: false,
    attempts: 1,
    replayed: false,
    ...(reuse === undefined ? {} : { reuse }),
    ...more,
  };
}

/** Pairs of cases c0, c1 …, all reused in the same way. */
function pairs(count: number, source?: Reuse, target?: Reuse, from = 0): ScoredCell[] {
  return Array.from({ length: count }, (_, number) => `c${from + number}`).flatMap((id) => [
    cell('source', id, source),
    cell('target', id, target),
  ]);
}

function order(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `c${number}`);
}

const LATENCY = application('latency-p95');

function called(cells: readonly ScoredCell[], count: number, subject = LATENCY): string[] {
  return calls(pairsApart(subject, order(count), cells));
}

function calls(apart: readonly PairApart[]): string[] {
  return apart.flatMap((pair) => pair.again.map((side) => `${side} ${pair[side].caseId} ${pair[side].trial}`));
}

describe('which sides are called again', () => {
  test.each<[string, Reuse | undefined, Reuse | undefined, readonly string[]]>([
    ['none, when this run called both', undefined, undefined, []],
    ['none, when one session called both', A, A, []],
    ['none, when one reply served both', A, TWIN, []],
    ['none, when one reply of this run served both', undefined, TWIN, []],
    ['the reused one', A, undefined, ['source c0 0']],
    ['the reused one, whichever that is', undefined, A, ['target c0 0']],
    ['both, when they are of two sessions', A, B, ['source c0 0', 'target c0 0']],
  ])('%s', (_, source, target, expected) => {
    expect(called(pairs(1, source, target), 1)).toEqual(expected);
  });

  test('both, when a first token is asked for that the kept replies do not tell', () => {
    const ttft = application('ttft-p50');
    expect(called(pairs(1, A, A), 1, ttft)).toEqual(['source c0 0', 'target c0 0']);
    const told = pairs(1, A, A).map((one) => ({ ...one, ttftMs: 3 }));
    expect(called(told, 1, ttft)).toEqual([]);
  });

  test('the first repetition that has both times', () => {
    const retried = [cell('source', 'c0', A, { attempts: 2 }), cell('target', 'c0')].map(
      ({ latencyMs: _, ...rest }) => rest,
    );
    const second = [cell('source', 'c0', A, { trial: 1 }), cell('target', 'c0', undefined, { trial: 1 })];
    expect(called([...retried, ...second], 1)).toEqual(['source c0 1']);
    expect(called(retried, 1)).toEqual([]);
  });

  test('none of a case with a repetition that can be compared', () => {
    const second = [cell('source', 'c0', A, { trial: 1 }), cell('target', 'c0', A, { trial: 1 })];
    expect(called([...pairs(1, A, B), ...second], 1)).toEqual([]);
  });

  test('which of two goes first alternates', () => {
    const sides = pairsApart(LATENCY, order(2), pairs(2, A, B)).flatMap(({ again }) => again);
    expect(sides).toEqual(['source', 'target', 'target', 'source']);
  });
});

describe('how many cases', () => {
  test('the first ones in order, as many as a comparison needs', () => {
    const apart = pairsApart(LATENCY, order(500).reverse(), pairs(500, A, undefined));
    expect(apart.map(({ source }) => source.caseId)).toEqual(order(500).reverse().slice(0, TIMED_CASES));
  });

  test('none, when enough can be compared as they are', () => {
    expect(called([...pairs(TIMED_CASES), ...pairs(100, A, undefined, TIMED_CASES)], 300)).toEqual([]);
  });

  test('only those that are missing', () => {
    expect(called([...pairs(100), ...pairs(100, A, undefined, 100)], 200)).toHaveLength(TIMED_CASES - 100);
    expect(called([...pairs(10), ...pairs(2, A, undefined, 10)], 12)).toEqual(['source c10 0', 'source c11 0']);
  });

  test('cells of other applications, confirmations and failures are no pairs', () => {
    const others = pairs(3, A, undefined).map((one) => ({ ...one, application: 'other' }));
    const repeated = pairs(3, A, undefined).map((one) => ({ ...one, purpose: 'confirm' as const }));
    const { latencyMs: _, ...failed } = cell('target', 'c0', undefined, { outcome: 'failed' });
    expect(called([...others, ...repeated, cell('source', 'c0', A), failed], 3)).toEqual([]);
  });
});

describe('whether times are asked for at all', () => {
  test.each<[string, Subject, boolean, boolean]>([
    ['a criterion on latency', application('latency-p50'), true, false],
    ['one that is reported only', application('latency-p95', { enforce: 'report' }), true, false],
    ['a criterion on the first token', application('ttft-p95'), false, true],
    ['a criterion on something else', application('accuracy'), false, false],
    ['a scorer of that name', application('latency-p95', {}, ['latency-p95']), false, false],
    [
      'one of several alternatives',
      { ...application('accuracy'), acceptance: { all: [], anyOf: [[[], application('ttft-p50').acceptance.all]] } },
      false,
      true,
    ],
  ])('%s', (_, subject, latency, ttft) => {
    expect(wantedTimes(subject)).toEqual({ latency, ttft });
    expect(called(pairs(1, A, B), 1, subject)).toHaveLength(latency || ttft ? 2 : 0);
  });
});
