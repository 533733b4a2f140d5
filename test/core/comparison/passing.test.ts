import { describe, expect, it } from 'vitest';
import { cellPasses, decidingScorers, flipsOf, majorityPasses } from '../../../src/core/comparison/passing.ts';
import { arrangeTrials } from '../../../src/core/comparison/trials.ts';
import type { ApplicationYardstick } from '../../../src/core/contracts/yardstick.ts';
import { cases, cell, criterion, failed, pairs, scorer } from '../policy/scenario.ts';

function application(acceptance: ApplicationYardstick['acceptance']): ApplicationYardstick {
  const suite = { cases: [], trials: 1, scorers: [scorer('accuracy'), scorer('format'), scorer('tone')], file: 'x' };
  return { name: 'triage', suite, acceptance, owners: [], standing: 'in-effect', recorded: false };
}

const names = (acceptance: ApplicationYardstick['acceptance']) =>
  decidingScorers(application(acceptance)).map(({ name }) => name);

describe('decidingScorers', () => {
  it('takes those that have a criterion, reported or alternative ones included', () => {
    const all = [criterion('accuracy', 'max-drop', 0.05), criterion('cost', 'max-ratio', 1)];
    expect(names({ all, anyOf: [] })).toEqual(['accuracy']);
    expect(names({ all, anyOf: [[[], [criterion('tone', 'min', 0.5, { enforce: 'report' })]]] })).toEqual([
      'accuracy',
      'tone',
    ]);
  });

  it('takes all when none has one, so that critical cases still protect something', () => {
    expect(names({ all: [criterion('cost', 'max-ratio', 1)], anyOf: [] })).toEqual(['accuracy', 'format', 'tone']);
  });
});

describe('cellPasses', () => {
  const scorers = [scorer('accuracy'), scorer('format', 0.8)];
  const passes = (accuracy: number, format: number) =>
    cellPasses(cell('source', 'a', { scores: { accuracy: { value: accuracy }, format: { value: format } } }), scorers);

  it('needs every scorer to reach its pass-at', () => {
    expect(passes(1, 0.8)).toBe(true);
    expect(passes(1, 0.1 + 0.7)).toBe(true); // 0.7999999999999999
    expect(passes(1, 0.79)).toBe(false);
    expect(passes(0.99, 1)).toBe(false);
  });

  it('does not pass what has no score, or none that is a number', () => {
    expect(cellPasses(cell('source', 'a', { scores: { accuracy: { value: 1 } } }), scorers)).toBe(false);
    expect(passes(Number.NaN, 1)).toBe(false);
    expect(cellPasses(cell('source', 'a'), [scorer('constructor')])).toBe(false);
  });
});

describe('majorityPasses', () => {
  it('asks for more than half', () => {
    const observed = (values: number[]) =>
      values.map((value) => cell('source', 'a', { scores: { accuracy: { value } } }));
    expect(majorityPasses(observed([1, 0, 1]), [scorer()])).toBe(true);
    expect(majorityPasses(observed([1, 0]), [scorer()])).toBe(false);
    expect(majorityPasses([], [scorer()])).toBe(false);
  });
});

describe('flipsOf', () => {
  it('lists lost and won cases in the order of the suite, and counts only cases that both sides answered', () => {
    const suite = cases(6);
    const cells = pairs(
      suite,
      (i) => [1, 0, 1, 0, 1, 1][i] ?? 0,
      (i) => [0, 1, 1, 0, 0, 0][i] ?? 0,
    );
    const observed = cells.map((item) =>
      item.caseId === 'case-5' && item.side === 'target' ? failed('target', 'case-5') : item,
    );
    const table = arrangeTrials(
      { cases: suite, trials: 1, scorers: [scorer()], file: 'x' },
      ['source', 'target'],
      observed.reverse(),
    );
    expect(flipsOf(table, [scorer()])).toEqual({ lost: ['case-0', 'case-4'], won: ['case-1'], same: 2 });
  });
});
