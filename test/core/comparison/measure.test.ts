import { describe, expect, it } from 'vitest';
import { type Measured, measureAll } from '../../../src/core/comparison/measure.ts';
import { metricsOf } from '../../../src/core/comparison/metrics.ts';
import { sampleOf } from '../../../src/core/comparison/sample.ts';
import { slicesOf, wholeSuite } from '../../../src/core/comparison/slices.ts';
import { summarise } from '../../../src/core/comparison/summary.ts';
import { arrangeTrials } from '../../../src/core/comparison/trials.ts';
import type { Side } from '../../../src/core/contracts/layer.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import { cases, cell, failed, pairs, scorer } from '../policy/scenario.ts';

function measured(
  name: string,
  suite: ReturnType<typeof cases>,
  cells: readonly ScoredCell[],
  { trials = 1, sides = ['source', 'target'] as readonly Side[], tolerance = 0.01 } = {},
) {
  const metric = metricsOf([scorer()]).find((candidate) => candidate.name === name);
  if (metric === undefined) throw new Error(`no metric ${name}`);
  const table = arrangeTrials({ cases: suite, trials, scorers: [scorer()], file: 'x' }, sides, cells);
  const [only] = measureAll(table, [metric], tolerance);
  if (only === undefined) throw new Error(`${name} was not measured`);
  return only;
}

/** The figures of every case, one object a case. */
function figuresOf({ figures: { source, target }, leftOut }: Measured) {
  return Array.from({ length: leftOut.length }, (_, index) => {
    const [before, after] = [source?.at(index), target?.at(index)];
    if (after === undefined) return undefined;
    return before === undefined ? { target: after } : { source: before, target: after };
  });
}

function leftOutOf({ leftOut }: Measured) {
  return Array.from({ length: leftOut.length }, (_, index) => leftOut.at(index));
}

const accuracy = (value: number) => ({ scores: { accuracy: { value } } });

describe('measure', () => {
  it('leaves the partner of a failed cell out', () => {
    const suite = cases(3);
    const cells = pairs(
      suite,
      () => 1,
      () => 0,
    ).filter(({ caseId, side }) => !(caseId === 'case-1' && side === 'target'));
    const result = measured('accuracy', suite, [...cells, failed('target', 'case-1')]);
    expect(figuresOf(result)).toEqual([{ source: 1, target: 0 }, undefined, { source: 1, target: 0 }]);
    expect(leftOutOf(result)).toEqual([0, 2, 0]);
    expect(result.defect).toBeUndefined();
  });

  it('makes a case the mean over the trials that both sides answered', () => {
    const suite = cases(1);
    const cells = [
      ...[1, 0, 1].map((value, trial) => cell('source', 'case-0', { trial, ...accuracy(value) })),
      ...[0, 1].map((value, trial) => cell('target', 'case-0', { trial, ...accuracy(value) })),
      failed('target', 'case-0', 'network', { trial: 2 }),
    ];
    const result = measured('accuracy', suite, cells, { trials: 3 });
    expect(figuresOf(result)).toEqual([{ source: 0.5, target: 0.5 }]);
    expect(leftOutOf(result)).toEqual([2]);
    expect(result.binary).toBe(false);
  });

  it('never lets confirmations into a figure', () => {
    const suite = cases(1);
    const extra = [1, 2].map((trial) => cell('target', 'case-0', { trial, purpose: 'confirm', ...accuracy(1) }));
    expect(
      figuresOf(
        measured('accuracy', suite, [
          ...pairs(
            suite,
            () => 1,
            () => 0,
          ),
          ...extra,
        ]),
      ),
    ).toEqual([{ source: 1, target: 0 }]);
  });

  it('takes single yes or no outcomes for binary, and one graded score anywhere for graded', () => {
    const suite = cases(4);
    expect(
      measured(
        'accuracy',
        suite,
        pairs(
          suite,
          () => 1,
          () => 0,
        ),
      ).binary,
    ).toBe(true);
    expect(
      measured(
        'accuracy',
        suite,
        pairs(
          suite,
          () => 1,
          (i) => (i === 2 ? 0.5 : 0),
        ),
      ).binary,
    ).toBe(false);
    expect(
      measured(
        'cost',
        suite,
        pairs(
          suite,
          () => 1,
          () => 0,
          () => ({ costUsd: 1 }),
        ),
      ).binary,
    ).toBe(false);
  });

  it('counts every planned cell in the error rate, missing ones too', () => {
    const suite = cases(3);
    const result = measured('error-rate', suite, [
      cell('source', 'case-0'),
      cell('target', 'case-0'),
      failed('source', 'case-1'),
    ]);
    expect(figuresOf(result)).toEqual([
      { source: 0, target: 0 },
      { source: 1, target: 1 },
      { source: 1, target: 1 },
    ]);
    expect(leftOutOf(result)).toEqual([0, 0, 0]);
  });

  it('measures the target alone where there is no source side', () => {
    const suite = cases(2);
    const result = measured(
      'accuracy',
      suite,
      suite.map(({ id }) => cell('target', id, accuracy(1))),
      { sides: ['target'] },
    );
    expect(figuresOf(result)).toEqual([{ target: 1 }, { target: 1 }]);
    expect(sampleOf(result, wholeSuite(suite)).source).toBeUndefined();
  });

  it.each([
    ['NaN', Number.NaN],
    ['an infinity', Number.POSITIVE_INFINITY],
    ['more than 1', 1.5],
    ['less than 0', -0.1],
    ['null, which NaN becomes in JSON', null as unknown as number],
  ])('names the cell whose score is %s', (_, value) => {
    const suite = cases(2);
    const result = measured(
      'accuracy',
      suite,
      pairs(
        suite,
        () => 1,
        (index) => (index === 1 ? value : 1),
      ),
    );
    expect(result.defect).toEqual({ kind: 'not-a-number', where: 'case case-1, target' });
  });

  it('names the trial when there are several', () => {
    const cells = [0, 1].flatMap((trial) => [
      cell('source', 'case-0', { trial, ...accuracy(trial === 1 ? Number.NaN : 1) }),
      cell('target', 'case-0', { trial, ...accuracy(1) }),
    ]);
    expect(measured('accuracy', cases(1), cells, { trials: 2 }).defect).toEqual({
      kind: 'not-a-number',
      where: 'case case-0, source, trial 1',
    });
  });

  it('tolerates no missing score, but a few replies without a token count', () => {
    const suite = cases(100);
    const without = (field: 'scores' | 'inputTokens', count: number) =>
      pairs(
        suite,
        () => 1,
        () => 1,
      ).map((item, position) => {
        if (position >= count) return item;
        const { inputTokens, ...rest } = item;
        return field === 'scores' ? { ...item, scores: {} } : rest;
      });
    expect(measured('accuracy', suite, without('scores', 1)).defect).toEqual({
      kind: 'not-measured',
      measured: 199,
      of: 200,
    });
    expect(measured('input-tokens', suite, without('inputTokens', 2)).defect).toBeUndefined();
    expect(measured('input-tokens', suite, without('inputTokens', 3)).defect).toEqual({
      kind: 'not-measured',
      measured: 197,
      of: 200,
    });
  });

  it('does not ask rejected calls for tokens, nor any call for a latency', () => {
    const suite = cases(2);
    const rejected = suite.map(({ id }) => {
      const { inputTokens, latencyMs, ...rest } = cell('target', id, { outcome: 'rejected', ...accuracy(0) });
      return rest;
    });
    const cells = [...suite.map(({ id }) => cell('source', id, accuracy(1))), ...rejected];
    expect(measured('input-tokens', suite, cells).defect).toBeUndefined();
    expect(measured('latency-p95', suite, cells).defect).toBeUndefined();
    expect(leftOutOf(measured('latency-p95', suite, cells))).toEqual([2, 2]);
  });
});

describe('sampleOf', () => {
  it('takes the cases of one slice, with what was left out there', () => {
    const suite = cases(4, (index) => ({ slices: index < 2 ? ['de', 'de'] : ['en', 'long'] }));
    const cells = pairs(
      suite,
      (index) => index / 4,
      () => 1,
    ).filter(({ caseId }) => caseId !== 'case-3');
    const result = measured('accuracy', suite, cells);
    expect(slicesOf(suite).map(({ slice, members }) => [slice, members])).toEqual([
      ['de', [0, 1]],
      ['en', [2, 3]],
      ['long', [2, 3]],
    ]);
    const samples = slicesOf(suite).map((group) => sampleOf(result, group));
    const leftOut = slicesOf(suite).map((group) => summarise(result, group).leftOut);
    expect(samples.map(({ n, source = [] }, index) => [n, [...source], leftOut[index]])).toEqual([
      [2, [0, 0.25], 0],
      [1, [0.5], 2],
      [1, [0.5], 2],
    ]);
  });
});
