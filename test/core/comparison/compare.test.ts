import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/comparison/analysis.ts';
import { comparisonsOf, levelOf } from '../../../src/core/comparison/compare.ts';
import { measureAll } from '../../../src/core/comparison/measure.ts';
import { metricsOf } from '../../../src/core/comparison/metrics.ts';
import { slicesOf, wholeSuite } from '../../../src/core/comparison/slices.ts';
import { arrangeTrials } from '../../../src/core/comparison/trials.ts';
import type { Side } from '../../../src/core/contracts/layer.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import { cases, cell, pairs, scorer } from '../policy/scenario.ts';

function compared(
  suite: ReturnType<typeof cases>,
  cells: readonly ScoredCell[],
  sides: readonly Side[] = ['source', 'target'],
  trials = 1,
) {
  const table = arrangeTrials({ cases: suite, trials, scorers: [scorer()], file: 'x' }, sides, cells);
  const measured = measureAll(table, metricsOf([scorer()]), 0);
  const rows = comparisonsOf(analyse(measured, [wholeSuite(suite), ...slicesOf(suite)], 7, 'triage'), 0.05);
  return (metric: string, slice?: string) => {
    const row = rows.find((candidate) => candidate.metric === metric && candidate.slice === slice);
    if (row === undefined) throw new Error(`no row ${metric} ${slice}`);
    return row;
  };
}

describe('comparisonsOf', () => {
  it('compares yes/no scores by Tango, as in his published example of 43 agreements and one loss', () => {
    const suite = cases(44);
    const row = compared(
      suite,
      pairs(
        suite,
        () => 1,
        (i) => (i === 7 ? 0 : 1),
      ),
    )('accuracy');
    expect(row).toMatchObject({ n: 44, source: 1, target: 43 / 44, difference: -1 / 44, method: 'tango' });
    expect(row).toMatchObject({ wins: 0, losses: 1, ties: 43, higherIsBetter: true, leftOut: 0, intervalLevel: 0.9 });
    expect(row.interval?.[0]).toBeCloseTo(-0.095662, 6);
    expect(row.interval?.[1]).toBeCloseTo(0.036517, 6);
  });

  it('never nets wins against losses', () => {
    const suite = cases(20);
    const row = compared(
      suite,
      pairs(
        suite,
        (i) => (i < 5 ? 1 : 0),
        (i) => (i >= 5 && i < 10 ? 1 : 0),
      ),
    )('accuracy');
    expect(row).toMatchObject({ difference: 0, wins: 5, losses: 5, ties: 10 });
  });

  it('calls the same scores in another order of trials a tie', () => {
    const suite = cases(20);
    const scores = [0.1, 0.2, 0.3];
    const cells = scores.flatMap((score, trial) =>
      pairs(
        suite,
        () => score,
        () => scores[2 - trial] ?? 0,
        () => ({ trial }),
      ),
    );
    // 0.1 + 0.2 + 0.3 is a hair more than 0.3 + 0.2 + 0.1 in binary.
    const row = compared(suite, cells, ['source', 'target'], 3)('accuracy');
    expect(row).toMatchObject({ wins: 0, losses: 0, ties: 20 });
  });

  it('calls a lower operational figure a win', () => {
    const suite = cases(20);
    const cells = pairs(
      suite,
      () => 1,
      () => 1,
      (i, side) => ({ costUsd: side === 'target' ? 1 : i < 15 ? 2 : 0.5 }),
    );
    const row = compared(suite, cells)('cost');
    expect(row).toMatchObject({ wins: 15, losses: 5, ties: 0, higherIsBetter: false, method: 'small-sample' });
    expect(row.difference).toBeCloseTo(1 - (15 * 2 + 5 * 0.5) / 20, 12);
  });

  it('makes no interval of a percentile or a mean with too few cases, but shows the figures', () => {
    const suite = cases(99);
    const at = compared(
      suite,
      pairs(
        suite,
        () => 1,
        () => 1,
        (i) => ({ latencyMs: i + 1 }),
      ),
    );
    expect(at('latency-p95')).toMatchObject({ n: 99, method: 'observed', difference: 0 });
    expect(at('latency-p95').interval).toBeUndefined();
    expect(at('latency-p95').source).toBeCloseTo(94.1, 10);
    expect(at('latency-p50')).toMatchObject({ source: 50, target: 50, method: 'percentile-bootstrap' });
    const few = cases(9);
    const row = compared(
      few,
      pairs(
        few,
        () => 0.5,
        () => 0.25,
      ),
    )('accuracy');
    expect(row).toMatchObject({ n: 9, difference: -0.25, method: 'observed' });
    expect(row.interval).toBeUndefined();
  });

  it('compares p95 from 100 cases on', () => {
    const suite = cases(100);
    const row = compared(
      suite,
      pairs(
        suite,
        () => 1,
        () => 1,
        (i, side) => ({ latencyMs: (i + 1) * (side === 'target' ? 2 : 1) }),
      ),
    )('latency-p95');
    expect(row.interval?.every((end) => end > 50)).toBe(true);
  });

  it('compares every metric by slice as well, leaving out slices without a figure', () => {
    const suite = cases(4, (index) => ({ slices: [index < 2 ? 'de' : 'en'] }));
    const cells = pairs(
      suite,
      () => 1,
      (index) => (index < 2 ? 0 : 1),
    ).map((item) => {
      const { latencyMs, ...rest } = item;
      return item.caseId === 'case-0' || item.caseId === 'case-1' ? rest : item;
    });
    const at = compared(suite, cells);
    expect(at('accuracy', 'de')).toMatchObject({ slice: 'de', n: 2, source: 1, target: 0, losses: 2 });
    expect(at('accuracy', 'en')).toMatchObject({ n: 2, difference: 0, ties: 2 });
    expect(at('latency-p50', 'en')).toMatchObject({ n: 2 });
    expect(() => at('latency-p50', 'de')).toThrow('no row');
    expect(at('latency-p50')).toMatchObject({ n: 2, leftOut: 4 });
  });

  it('shows the target alone where there is no source', () => {
    const suite = cases(12);
    const row = compared(
      suite,
      suite.map(({ id }) => cell('target', id, { scores: { accuracy: { value: 1 } } })),
      ['target'],
    )('accuracy');
    expect(row).toEqual({
      metric: 'accuracy',
      higherIsBetter: true,
      n: 12,
      target: 1,
      intervalLevel: 0.9,
      method: 'observed',
      wins: 0,
      losses: 0,
      ties: 0,
      leftOut: 0,
    });
  });

  it('says what equal outcomes cannot exclude', () => {
    const suite = cases(100);
    const row = compared(
      suite,
      pairs(
        suite,
        () => 1,
        () => 1,
      ),
    )('accuracy');
    const z = 1.6448536269514722;
    expect(row.difference).toBe(0);
    expect(row.interval?.[0]).toBeCloseTo(-(z * z) / (100 + z * z), 12);
    expect(row.interval?.[1]).toBeCloseTo((z * z) / (100 + z * z), 12);
  });
});

describe('levelOf', () => {
  it('says 0.9 for error rates of 0.05 on each side', () => {
    expect(levelOf(0.05)).toBe(0.9);
    expect(levelOf(1 - 0.95)).toBe(0.9);
    expect(levelOf(0.025)).toBe(0.95);
  });
});
