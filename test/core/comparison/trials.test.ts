import { describe, expect, it } from 'vitest';
import { arrangeTrials, cellsInOrder, plannedCells } from '../../../src/core/comparison/trials.ts';
import { cases, cell, failed, scorer } from '../policy/scenario.ts';

const both = ['source', 'target'] as const;

function suite(n: number, trials = 1) {
  return { cases: cases(n), trials, scorers: [scorer()], file: 'evals/triage.jsonl' };
}

describe('arrangeTrials', () => {
  it('puts both sides of a case and trial together, in the order of the suite', () => {
    const cells = [
      cell('target', 'case-1', { trial: 1 }),
      cell('source', 'case-0'),
      cell('target', 'case-0'),
      cell('source', 'case-1', { trial: 1 }),
      failed('source', 'case-1'),
    ];
    const table = arrangeTrials(suite(2, 2), both, cells);
    expect(Array.from(table.cases, (item) => item.case.id)).toEqual(['case-0', 'case-1']);
    expect(table.cases.at(0)?.planned).toEqual([{ source: cells[1], target: cells[2] }, {}]);
    expect(table.cases.at(1)?.planned).toEqual([{ source: cells[4] }, { source: cells[3], target: cells[0] }]);
    expect(table.strays).toEqual([]);
  });

  it('keeps confirmations apart from the plan, ordered by trial', () => {
    const cells = [2, 1].map((trial) => cell('target', 'case-0', { trial, purpose: 'confirm' }));
    const table = arrangeTrials(suite(1), both, [cell('target', 'case-0'), ...cells]);
    expect(table.cases.at(0)?.planned).toHaveLength(1);
    expect(table.cases.at(0)?.confirmations.target.map(({ trial }) => trial)).toEqual([1, 2]);
    expect([...cellsInOrder(table, 'target')].map(({ trial }) => trial)).toEqual([0, 1, 2]);
    expect([...plannedCells(table, 'source')]).toEqual([undefined]);
  });

  it.each([
    ['unknown-case', [cell('source', 'nobody')]],
    ['unplanned-trial', [cell('source', 'case-0', { trial: 1 })]],
    ['unplanned-trial', [cell('source', 'case-0', { trial: -1 })]],
    ['unplanned-trial', [cell('source', 'case-0', { trial: 0.5, purpose: 'confirm' })]],
    ['duplicate', [cell('source', 'case-0'), cell('source', 'case-0', { costUsd: 9 })]],
  ])('sets aside what the plan does not have: %s', (why, cells) => {
    expect(arrangeTrials(suite(1), both, cells).strays.map((stray) => stray.why)).toEqual([why]);
  });

  it('sets aside source cells where only the target is planned', () => {
    expect(arrangeTrials(suite(1), ['target'], [cell('source', 'case-0')]).strays[0]?.why).toBe('unplanned-side');
  });

  it('is not confused by ids that look like keys of objects', () => {
    const ids = ['__proto__', 'constructor', 'a","source"'];
    const hostile = { ...suite(3), cases: cases(3, (index) => ({ id: ids[index] ?? '' })) };
    const table = arrangeTrials(
      hostile,
      both,
      ids.map((id) => cell('source', id)),
    );
    expect(table.strays).toEqual([]);
    expect(Array.from(table.cases, ({ planned }) => planned[0]?.source?.caseId)).toEqual(ids);
  });
});
