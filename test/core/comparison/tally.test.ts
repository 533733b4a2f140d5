import { describe, expect, it } from 'vitest';
import { countCalls, countCells, countUnparsed, totalCost } from '../../../src/core/comparison/tally.ts';
import { arrangeTrials } from '../../../src/core/comparison/trials.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import { cases, cell, failed, scorer } from '../policy/scenario.ts';

function table(n: number, cells: readonly ScoredCell[]) {
  return arrangeTrials({ cases: cases(n), trials: 1, scorers: [scorer()], file: 'x' }, ['source', 'target'], cells);
}

const mixed = table(6, [
  cell('target', 'case-0', { truncated: true, attempts: 2 }),
  cell('target', 'case-1', { refused: true, replayed: true }),
  cell('target', 'case-2', { outcome: 'rejected', guarded: true, errorKind: 'refused' }),
  failed('target', 'case-3', 'throttled'),
  failed('target', 'case-4', '__proto__'),
  cell('target', 'case-0', { purpose: 'confirm', trial: 1, truncated: true }),
]);

describe('countCells', () => {
  it('counts what became of the planned cells: never observed is failed, failed in spite of retries is not retried', () => {
    const { errors, ...counts } = countCells(mixed, 'target');
    expect(counts).toEqual({
      planned: 6,
      replied: 2,
      rejected: 1,
      failed: 3,
      truncated: 1,
      refused: 1,
      guarded: 1,
      retried: 1,
      replayed: 1,
    });
    expect(Object.entries(errors)).toEqual([
      ['__proto__', 1],
      ['missing', 1],
      ['throttled', 1],
    ]);
  });

  it('plans nothing on a side that is not called', () => {
    expect(countCells({ ...mixed, sides: ['target'] }, 'source')).toMatchObject({ planned: 0, failed: 0, errors: {} });
  });
});

describe('countCalls', () => {
  it('counts calls of both sides with the confirmations, and answers for which nothing was sent as cached', () => {
    const calls = countCalls(
      table(2, [
        cell('source', 'case-0', { attempts: 0 }),
        cell('target', 'case-0'),
        failed('source', 'case-1', 'over-budget', { attempts: 0 }),
      ]),
    );
    expect(calls).toEqual({ planned: 4, made: 1, cached: 1, failed: 2 });
    expect(countCalls(mixed)).toMatchObject({ planned: 13, made: 6 });
  });
});

describe('totalCost', () => {
  it('adds up every call whose cost is known, failed attempts included', () => {
    expect(
      totalCost(
        table(1, [
          cell('source', 'case-0', { costUsd: 0.25 }),
          failed('target', 'case-0', 'network', { costUsd: 0.5 }),
        ]),
      ),
    ).toBe(0.75);
  });

  it('is not known when some reply has no cost, or nothing was called', () => {
    const { costUsd, ...unpriced } = cell('target', 'case-0');
    expect(totalCost(table(1, [cell('source', 'case-0'), unpriced]))).toBeUndefined();
    expect(totalCost(table(1, [cell('source', 'case-0'), { ...unpriced, costUsd: Number.NaN }]))).toBeUndefined();
    expect(totalCost(table(1, []))).toBeUndefined();
  });
});

describe('countUnparsed', () => {
  it('counts outputs, not scorers', () => {
    const unparsed = { value: 0, unparsed: true };
    const cells = [
      cell('source', 'case-0', { scores: { a: unparsed, b: unparsed } }),
      cell('source', 'case-1', { scores: { a: { value: 0 } } }),
    ];
    expect([countUnparsed(table(2, cells), 'source'), countUnparsed(table(2, cells), 'target')]).toEqual([1, 0]);
  });
});
