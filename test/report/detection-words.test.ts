import { describe, expect, it } from 'vitest';
import type { Detectability } from '../../src/core/contracts/plan.ts';
import { casesWords, detectionLine, foundInTable, sliceWords } from '../../src/report/detection-words.ts';

const DROP: Detectability = {
  metric: 'accuracy',
  criterion: 'max-drop',
  threshold: 0.05,
  cases: 400,
  detects: { kind: 'told-from-none', scale: 'difference', figure: -0.0492 },
  casesForBound: 390,
  assumed: [{ kind: 'flips', share: 0.15 }],
};
const { detects: _none, casesForBound: _unknown, ...BARE } = DROP;

describe('what a suite can find, in a line', () => {
  const lines: readonly (readonly [string, Detectability])[] = [
    [
      'accuracy ≥ −5.0: tells −4.9 points from no change 4 times in 5; 390 cases would decide the bound (assumed: 15 % of the cases flip).',
      DROP,
    ],
    [
      'accuracy in billing (40 cases) ≥ −5.0: tells −4.9 points from no change 4 times in 5; 390 such cases would decide the bound (assumed: 15 % of the cases flip).',
      { ...DROP, slice: 'billing', cases: 40 },
    ],
    [
      'accuracy in billing (1 case, the smallest of 7 slices) ≥ −5.0: tells −4.9 points from no change 4 times in 5; 390 such cases would decide the bound (assumed: 15 % of the cases flip, trials correlate by 0.5).',
      {
        ...DROP,
        slice: 'billing',
        slices: 7,
        cases: 1,
        assumed: [...DROP.assumed, { kind: 'trials', correlation: 0.5 }],
      },
    ],
    [
      'cost ≤ ×1.10: tells ×1.11 from no change 4 times in 5; 1 case would decide the bound (assumed: the two sides of a case differ by 60 %).',
      {
        ...DROP,
        metric: 'cost',
        criterion: 'max-ratio',
        threshold: 1.1,
        detects: { kind: 'told-from-none', scale: 'ratio', figure: 1.111 },
        casesForBound: 1,
        assumed: [{ kind: 'case-difference', deviation: 0.6 }],
      },
    ],
    [
      'latency-p95 ≤ ×1.25: stays undecided under 100 cases; 400 cases would decide the bound (assumed: lognormal with σ 0.6).',
      {
        ...BARE,
        metric: 'latency-p95',
        criterion: 'max-ratio',
        threshold: 1.25,
        cases: 40,
        fewestCases: 100,
        casesForBound: 400,
        assumed: [{ kind: 'lognormal', deviation: 0.6 }],
      },
    ],
    [
      'accuracy ≥ 85.0 %: shows a target at 90.9 % to meet it 4 times in 5 (assumed: scores of 0 or 1).',
      {
        ...BARE,
        criterion: 'min',
        threshold: 0.85,
        detects: { kind: 'told-from-bound', scale: 'level', figure: 0.909 },
        fewestCases: 19,
        assumed: [{ kind: 'yes-or-no' }],
      },
    ],
    [
      'refusal-rate ≤ 2.0 %: the observed figure decides, and refuses 3.3 % 4 times in 5.',
      {
        ...BARE,
        metric: 'refusal-rate',
        criterion: 'max',
        threshold: 0.02,
        detects: { kind: 'refused', scale: 'level', figure: 0.033 },
        assumed: [],
      },
    ],
    [
      'accuracy ≥ −5.0: the observed figure decides, and refuses −7.4 points 4 times in 5; from 43 cases on it passes no change as often (assumed: 15 % of the cases flip).',
      { ...DROP, detects: { kind: 'refused', scale: 'difference', figure: -0.074 }, casesForBound: 43 },
    ],
    [
      'accuracy ≥ ×1.00: no number of cases shows a target that is no better to meet it (assumed: 15 % of the cases flip, a mean score of 85 %).',
      {
        ...BARE,
        criterion: 'min-ratio',
        threshold: 1,
        unplanned: 'asks-for-better',
        assumed: [...DROP.assumed, { kind: 'mean-score', share: 0.85 }],
      },
    ],
    [
      'cost ≤ +0.001: only a run shows how large the bound is beside the figure.',
      { ...BARE, metric: 'cost', criterion: 'max-rise', threshold: 0.001, unplanned: 'unknown-size', assumed: [] },
    ],
    [
      'refusal-rate ≤ ×1.50: only a run shows how rare the events are that the ratio divides by; a max-rise can be planned.',
      {
        ...BARE,
        metric: 'refusal-rate',
        criterion: 'max-ratio',
        threshold: 1.5,
        unplanned: 'rare-source',
        assumed: [],
      },
    ],
    [
      'accuracy ≥ 0.0 %: every figure meets it.',
      { ...BARE, criterion: 'min', threshold: 0, unplanned: 'cannot-break', assumed: [] },
    ],
  ];
  it.each(lines)('%s', (words, planned) => expect(detectionLine(planned)).toBe(words));

  it('cuts the user’s names short', () => {
    const long = { ...DROP, metric: 'm'.repeat(300), slice: 's'.repeat(300) };
    expect(detectionLine(long).length).toBeLessThan(250);
  });
});

describe('in a table', () => {
  it('is as short as can be', () => {
    expect([foundInTable(DROP), casesWords(DROP), sliceWords(DROP)]).toEqual(['−4.9 points', '390', '']);
    expect(foundInTable({ ...DROP, detects: { kind: 'refused', scale: 'ratio', figure: 1.3 } })).toBe('×1.30 refused');
    expect(foundInTable({ ...DROP, detects: { kind: 'told-from-bound', scale: 'level', figure: 0.9 } })).toBe(
      '90.0 % passes',
    );
    const short = { ...BARE, cases: 40, fewestCases: 100 };
    expect([foundInTable(short), casesWords(short)]).toEqual(['nothing under 100 cases', 'at least 100']);
    expect([foundInTable(BARE), casesWords(BARE)]).toEqual(['–', '–']);
  });
});
