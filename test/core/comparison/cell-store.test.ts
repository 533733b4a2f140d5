import { describe, expect, it } from 'vitest';
import { CellStore } from '../../../src/core/comparison/cell-store.ts';
import { cellsOf } from '../../../src/core/comparison/cells-of.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { cases, cell, failed, pairs, scenario } from '../policy/scenario.ts';

function storeOf(cells: readonly ScoredCell[]): CellStore {
  const store = new CellStore();
  for (const one of cells) store.add(one);
  return store;
}

const various: readonly ScoredCell[] = [
  cell('source', 'a'),
  cell('target', 'a', { trial: 4_000_000_000, attempts: 70_000, inputTokens: 0, costUsd: 1e-9, ttftMs: 12.5 }),
  cell('target', 'b', { purpose: 'confirm', truncated: true, refused: true, guarded: true, replayed: true }),
  cell('source', 'b', { purpose: 'timing', outcome: 'rejected', errorKind: 'refused', application: 'other' }),
  failed('target', '__proto__', '__proto__'),
  cell('source', 'c', { scores: { ['__proto__']: { value: 0.25 }, constructor: { value: 0, unparsed: true } } }),
  cell('source', 'd', { scores: { accuracy: { value: 1, unparsed: false } }, reuse: { kind: 'same-request' } }),
  cell('source', 'e', { servedModel: '__proto__', reuse: { kind: 'stored', session: '2026-11-22' } }),
];

describe('CellStore', () => {
  it('gives back every cell as it was, in the order in which they were added', () => {
    const store = storeOf(various);
    expect(store.length).toBe(various.length);
    expect([...store]).toEqual(various);
    expect(Object.keys(store.at(5)?.scores ?? {})).toEqual(['__proto__', 'constructor']);
    expect([store.at(-1), store.at(various.length)]).toEqual([undefined, undefined]);
  });

  it('keeps no reasons: they are texts, and those stay in the journal', () => {
    const store = storeOf([cell('source', 'a', { scores: { accuracy: { value: 0, reason: 'a long story' } } })]);
    expect(store.at(0)?.scores).toEqual({ accuracy: { value: 0 } });
  });

  it('refuses a figure that is not a number', () => {
    expect(() => storeOf([cell('source', 'a', { costUsd: Number.NaN })])).toThrow('a column holds no NaN');
  });

  it('gives the same verdict as the cells themselves', () => {
    const suite = cases(300, (index) => ({ slices: [index % 3 === 0 ? 'de' : 'en'], critical: index < 3 }));
    const cells = pairs(
      suite,
      (index) => Number(index % 7 !== 0),
      (index) => Number(index % 9 !== 0),
      (index, side) => ({ latencyMs: 300 + ((index * 37) % 101) + (side === 'target' ? 20 : 0) }),
    );
    const input = scenario({ cases: suite, cells });
    expect(assess({ ...input, cells: storeOf(cells) })).toEqual(assess(input));
  });
});

describe('cellsOf', () => {
  it('shows the cells of one application only', () => {
    for (const cells of [various, storeOf(various)]) {
      const own = cellsOf(cells, 'other');
      expect([own.length, own.at(0)?.caseId, own.at(1), [...own].length]).toEqual([1, 'b', undefined, 1]);
      expect(cellsOf(cells, 'nobody').length).toBe(0);
    }
  });
});
