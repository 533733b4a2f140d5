import { describe, expect, it } from 'vitest';
import { BLOCKED, GREEN } from './table/attack.ts';
import { DANGERS, type Danger } from './table/dangers.ts';
import { impossibleOf, matrixOf, type Row, tableOf, uncovered, unexpectedGreens } from './table/report.ts';

const row = (more: Partial<Row> = {}): Row => ({
  name: 'T1: a lower bound',
  dangers: ['T1'],
  expected: BLOCKED,
  got: 'failure',
  passed: true,
  ...more,
});

describe('the table', () => {
  it('has what was expected and what came, threats before faults, and marks what is wrong', () => {
    const rows = [
      row({ name: 'F2: with 500', dangers: ['F2'], expected: GREEN, got: 'success' }),
      row({ name: 'T10 T1: a bomb', dangers: ['T10', 'T1'], got: 'success', passed: false }),
      row(),
    ];
    expect(tableOf(rows).split('\n').slice(2)).toEqual([
      '| T1              | a lower bound | failure or error | failure |         |',
      '| T10 T1          | a bomb        | failure or error | success | ← wrong |',
      '| F2              | with 500      | success          | success |         |',
    ]);
  });

  it('puts each fault at its moment, moments in their order', () => {
    const at = (column: string, more: Partial<Row> = {}) => row({ ...more, place: { row: 'reset', column } });
    const { got: _, ...broken } = at('mid-run', { passed: false });
    expect(matrixOf([at('post step', { got: 'error' }), broken]).split('\n')).toEqual([
      '| one thing goes wrong | mid-run           | post step |',
      '| -------------------- | ----------------- | --------- |',
      '| reset                | broke off ← wrong | error     |',
    ]);
    expect(tableOf([at('mid-run')]).split('\n')).toHaveLength(2);
  });

  it('gives the reason of what was left out once', () => {
    const pairs = ['a', 'b'].map((pair) => ({ pair, why: 'nothing happens' }));
    expect(impossibleOf([...pairs, { pair: 'c', why: 'nobody is there' }])).toBe(
      '- nothing happens: a; b\n- nobody is there: c',
    );
  });
});

describe('what fails a whole run', () => {
  it('is a success that nobody expected', () => {
    const green = row({ got: 'success' });
    expect(unexpectedGreens([row(), green, row({ expected: GREEN, got: 'success' })])).toEqual([green]);
  });

  it('is a danger without a scenario', () => {
    const all = (Object.keys(DANGERS) as Danger[]).map((danger) => row({ dangers: [danger] }));
    expect(uncovered(all)).toEqual([]);
    expect(uncovered(all.filter(({ dangers }) => dangers[0] !== 'T6'))).toEqual(['T6']);
  });
});
