import { describe, expect, it } from 'vitest';
import type { Side } from '../../../src/core/contracts/layer.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import { assess, lostCriticalCases } from '../../../src/core/policy/assess.ts';
import { cases, cell, criterion, failed, pairs, type Scenario, scenario } from './scenario.ts';

/** 100 cases, of which 3, 4 and 5 are critical; case 4 is lost, and case 50, which is not critical. */
const suite = cases(100, (index) => ({ critical: index >= 3 && index <= 5 }));
const observed = pairs(
  suite,
  () => 1,
  (index) => (index === 4 || index === 50 ? 0 : 1),
);

function repeats(side: Side, values: readonly number[], more: Partial<ScoredCell> = {}): ScoredCell[] {
  return values.map((value, index) =>
    cell(side, 'case-4', { purpose: 'confirm', trial: index + 1, scores: { accuracy: { value } }, ...more }),
  );
}

function given(confirmations: readonly ScoredCell[] = [], more: Partial<Scenario> = {}) {
  const all = [criterion('accuracy', 'max-drop', 0.1)];
  return scenario({ cases: suite, cells: [...observed, ...confirmations], all, ...more });
}

function confirmation(confirmations: readonly ScoredCell[]) {
  const verdict = assess(given(confirmations));
  return [verdict.migrations[0]?.criticalLosses[0]?.confirmation, verdict.verdict];
}

describe('a lost critical case', () => {
  it('is named for repetition, alone', () => {
    expect(lostCriticalCases(given())).toEqual([{ application: 'triage', caseIds: ['case-4'] }]);
  });

  it('fails the migration by itself when the majority confirms it', () => {
    const verdict = assess(given([...repeats('source', [1, 0]), ...repeats('target', [0, 1])]));
    expect(verdict).toMatchObject({
      verdict: 'fail',
      reason: { kind: 'critical', application: 'triage', caseIds: ['case-4'] },
    });
    expect(verdict.migrations[0]?.findings[0]?.status).toBe('pass');
    expect(verdict.migrations[0]?.lost).toEqual(['case-4', 'case-50']);
  });

  it.each([
    ['the target passes both repetitions', [1, 1], [1, 1]],
    ['the source passes neither', [0, 0], [0, 0]],
  ])('does not stand when %s', (_, source, target) => {
    const observations = [...repeats('source', source), ...repeats('target', target)];
    expect(confirmation(observations)).toEqual(['not-confirmed', 'pass']);
  });

  it('stands, failing closed, when it was not repeated', () => {
    expect(confirmation([])).toEqual(['not repeated', 'fail']);
    expect(confirmation([...repeats('source', [1, 1]), ...repeats('target', [1])])).toEqual(['not repeated', 'fail']);
    const broken = [1, 2].map((trial) => failed('target', 'case-4', 'network', { purpose: 'confirm', trial }));
    expect(confirmation([...repeats('source', [1, 1]), ...broken])).toEqual(['not repeated', 'fail']);
  });

  it('stands when the recording only replayed its first reply', () => {
    const replayed = [
      ...repeats('source', [1, 1], { replayed: true }),
      ...repeats('target', [1, 1], { replayed: true }),
    ];
    expect(confirmation(replayed)).toEqual(['recorded, not repeated', 'fail']);
  });

  it('cannot be repeated away: only the first two repetitions of a side count', () => {
    const many = [...repeats('source', [1, 1]), ...repeats('target', [0, 0, 1, 1, 1, 1, 1])];
    expect(confirmation(many)).toEqual(['confirmed', 'fail']);
  });

  it('leaves every figure as it was', () => {
    const [without, repeated] = [[], [...repeats('source', [1, 1]), ...repeats('target', [1, 1])]].map(
      (confirmations) => assess(given(confirmations)).migrations[0],
    );
    expect(repeated?.comparisons).toEqual(without?.comparisons);
    expect(repeated?.findings).toEqual(without?.findings);
    expect(repeated?.calls.planned).toBe(204);
  });

  it('is judged by every scorer that has a criterion, at its pass-at', () => {
    const scorers = [
      { name: 'accuracy', type: 'numeric', normalise: [], options: {}, passAt: 0.5 },
      { name: 'format', type: 'regex', normalise: [], options: {}, passAt: 1 },
    ];
    const cells = observed.map((item) => ({
      ...item,
      scores: {
        accuracy: { value: 0.5 },
        format: { value: item.caseId === 'case-3' && item.side === 'target' ? 0 : 1 },
      },
    }));
    const lost = (...metrics: string[]) =>
      lostCriticalCases(
        scenario({ cases: suite, cells, scorers, all: metrics.map((name) => criterion(name, 'max-drop', 0.1)) }),
      );
    expect(lost('accuracy')).toEqual([]);
    expect(lost('accuracy', 'format')).toEqual([{ application: 'triage', caseIds: ['case-3'] }]);
  });

  it('is none when the source did not pass either', () => {
    const cells = pairs(
      suite,
      (index) => (index === 4 ? 0 : 1),
      (index) => (index === 4 ? 0 : 1),
    );
    expect(lostCriticalCases(scenario({ cases: suite, cells }))).toEqual([]);
  });

  it('is looked for only where two variants in effect are compared', () => {
    expect(lostCriticalCases(given([], { subject: { kind: 'proposed' } }))).toEqual([]);
    expect(lostCriticalCases(given([], { application: { standing: 'proposed' } }))).toEqual([]);
    expect(lostCriticalCases(given([], { subject: { kind: 'added' } }))).toEqual([]);
  });

  it('takes the majority of several trials on both sides', () => {
    const single = cases(1, () => ({ critical: true }));
    const trials = (side: Side, values: readonly number[]) =>
      values.map((value, trial) => cell(side, 'case-0', { trial, scores: { accuracy: { value } } }));
    const lost = (source: readonly number[], target: readonly number[]) =>
      lostCriticalCases(
        scenario({ cases: single, trials: 3, cells: [...trials('source', source), ...trials('target', target)] }),
      );
    expect(lost([1, 1, 0], [1, 0, 0])).toHaveLength(1);
    expect(lost([1, 1, 0], [0, 1, 1])).toHaveLength(0);
    expect(lost([1, 0, 0], [0, 0, 0])).toHaveLength(0);
  });
});

describe('a critical case that was not answered', () => {
  it('makes the verdict invalid, however few cells failed', () => {
    const cells = observed.map((item) =>
      item.caseId === 'case-3' && item.side === 'target' ? failed('target', 'case-3') : item,
    );
    const verdict = assess(given([], { cells }));
    expect(verdict).toMatchObject({
      verdict: 'invalid',
      reason: { kind: 'problem', problem: { code: 'conditions', caseId: 'case-3' } },
    });
    const other = observed.map((item) =>
      item.caseId === 'case-9' && item.side === 'target' ? failed('target', 'case-9') : item,
    );
    expect(assess(given([], { cells: other })).reason.kind).toBe('critical');
  });
});
