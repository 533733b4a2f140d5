import { describe, expect, test } from 'vitest';
import { servedModels } from '../../../src/core/comparison/served.ts';
import type { Reuse } from '../../../src/core/contracts/cell.ts';
import type { Side } from '../../../src/core/contracts/layer.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { cases, cell, failed, pairs, scenario } from '../policy/scenario.ts';

const STORED: Reuse = { kind: 'stored', session: 'before' };
const SAME = { model: 'mini', provider: 'openai' };
const ONE_NAME = { source: SAME, target: SAME };
const TWO_NAMES = { source: SAME, target: { model: 'large', provider: 'openai' } };

function answered(side: Side, servedModel: string, count = 1, more: Partial<ScoredCell> = {}): ScoredCell[] {
  return Array.from({ length: count }, (_, number) => cell(side, `case-${number}`, { servedModel, ...more }));
}

describe('model IDs to which several models answered', () => {
  test('none, when one did on both sides', () => {
    expect(servedModels(ONE_NAME, [...answered('source', 'mini-1', 3), ...answered('target', 'mini-1', 3)])).toEqual(
      [],
    );
  });

  test('none, when each of two IDs stands for its own', () => {
    expect(servedModels(TWO_NAMES, [...answered('source', 'mini-1', 3), ...answered('target', 'large-1')])).toEqual([]);
  });

  test('none, when no service says who answered, and calls failed', () => {
    expect(servedModels(ONE_NAME, [cell('source', 'a'), cell('target', 'a'), failed('target', 'b')])).toEqual([]);
  });

  test('a name that moved between kept replies of the source and fresh ones of the target', () => {
    const kept = answered('source', 'mini-1', 3, { reuse: STORED });
    expect(servedModels(ONE_NAME, [...kept, ...answered('target', 'mini-2', 3)])).toEqual([
      {
        ...SAME,
        count: 2,
        replies: [
          { side: 'source', servedModel: 'mini-1', replies: 3, kept: 3 },
          { side: 'target', servedModel: 'mini-2', replies: 3, kept: 0 },
        ],
      },
    ]);
  });

  test('a name that moved while the replies of one side came, its times included', () => {
    const kept = answered('source', 'mini-1', 2, { reuse: STORED });
    const timed = answered('source', 'mini-2', 1, { purpose: 'timing' });
    expect(servedModels(TWO_NAMES, [...kept, ...timed, ...answered('target', 'large-1')])).toEqual([
      {
        ...SAME,
        count: 2,
        replies: [
          { side: 'source', servedModel: 'mini-1', replies: 2, kept: 2 },
          { side: 'source', servedModel: 'mini-2', replies: 1, kept: 0 },
        ],
      },
    ]);
  });

  test('two sides of one ID at two providers are two names', () => {
    const elsewhere = { source: SAME, target: { ...SAME, provider: 'proxy' } };
    expect(servedModels(elsewhere, [...answered('source', 'mini-1'), ...answered('target', 'mini-2')])).toEqual([]);
  });

  test('of many models the most frequent of a side, whatever the order of completion', () => {
    const cells = ['d', 'b', 'a', 'c', 'a', 'b', 'a'].flatMap((name) => answered('target', name));
    const [served] = servedModels({ target: SAME }, cells);
    expect(served?.count).toBe(4);
    expect(served?.replies.map(({ servedModel, replies }) => [servedModel, replies])).toEqual([
      ['a', 3],
      ['b', 2],
      ['c', 1],
    ]);
    expect(servedModels({ target: SAME }, cells.toReversed())).toEqual([served]);
  });

  test('any name is a name', () => {
    const cells = [...answered('source', '__proto__'), ...answered('source', 'constructor')];
    expect(servedModels(ONE_NAME, cells)[0]?.count).toBe(2);
  });

  test('are part of a verdict, which they do not change', () => {
    const suite = cases(200);
    const right = () => 1;
    const cells = pairs(suite, right, right, (_, side) => ({ servedModel: side }));
    const plain = assess(scenario({ cases: suite, cells: pairs(suite, right, right), subject: ONE_NAME }));
    const moved = assess(scenario({ cases: suite, cells, subject: ONE_NAME }));
    expect(plain.migrations[0]).not.toHaveProperty('served');
    expect(moved.verdict).toBe(plain.verdict);
    expect(moved.migrations[0]?.served).toMatchObject([{ model: 'mini', count: 2 }]);
  });
});
