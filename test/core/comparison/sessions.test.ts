import { describe, expect, it } from 'vitest';
import { measureAll } from '../../../src/core/comparison/measure.ts';
import { metricsOf } from '../../../src/core/comparison/metrics.ts';
import { flipsOf } from '../../../src/core/comparison/passing.ts';
import { countCalls, totalCost } from '../../../src/core/comparison/tally.ts';
import { arrangeTrials } from '../../../src/core/comparison/trials.ts';
import type { Reuse } from '../../../src/core/contracts/cell.ts';
import type { Side } from '../../../src/core/contracts/layer.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import { cases, cell, failed, scorer } from '../policy/scenario.ts';

const both: readonly Side[] = ['source', 'target'];

function table(cells: readonly ScoredCell[], sides = both) {
  return arrangeTrials({ cases: cases(1), trials: 1, scorers: [scorer()], file: 'x' }, sides, cells);
}

function figures(name: string, cells: readonly ScoredCell[], sides = both) {
  const metric = metricsOf([scorer()]).find((candidate) => candidate.name === name);
  if (metric === undefined) throw new Error(`no metric ${name}`);
  const [measured] = measureAll(table(cells, sides), [metric], 0);
  if (measured === undefined) throw new Error('not measured');
  const { figures: found, leftOut } = measured;
  return [found.source?.at(0), found.target?.at(0), leftOut.at(0)];
}

const one = (side: Side, latencyMs: number, more: Partial<ScoredCell> = {}) =>
  cell(side, 'case-0', { latencyMs, ttftMs: latencyMs / 10, scores: { accuracy: { value: 1 } }, ...more });
const of = (session: string): { reuse: Reuse } => ({ reuse: { kind: 'stored', session } });
const same: { reuse: Reuse } = { reuse: { kind: 'same-request' } };

describe('times', () => {
  it.each([
    ['both of this run', {}, {}, true],
    ['both of one earlier session', of('monday'), of('monday'), true],
    ['one of an earlier session', of('monday'), {}, false],
    ['of two earlier sessions', of('monday'), of('tuesday'), false],
    ['one reply of this run for both', {}, same, true],
    ['one earlier reply for both', same, of('monday'), true],
    ['replies that name each other', same, same, false],
  ])('%s', (_, source, target, comparable) => {
    const cells = [one('source', 400, source), one('target', 500, target)];
    expect(figures('latency-p50', cells)).toEqual(comparable ? [400, 500, 0] : [undefined, undefined, 2]);
    expect(figures('ttft-p95', cells)).toEqual(comparable ? [40, 50, 0] : [undefined, undefined, 2]);
    expect(figures('accuracy', cells)).toEqual([1, 1, 0]);
    expect(figures('cost', cells)).toEqual([0.001, 0.001, 0]);
  });

  it('of the target alone are compared with nothing, and count whenever they were measured', () => {
    expect(figures('latency-p50', [one('target', 500, of('monday'))], ['target'])).toEqual([undefined, 500, 0]);
  });

  it('are those of the call that was made again for them', () => {
    const cells = [
      one('source', 400, of('monday')),
      one('target', 500),
      one('source', 450, { purpose: 'timing', scores: { accuracy: { value: 0 } }, costUsd: 7 }),
    ];
    expect(figures('latency-p50', cells)).toEqual([450, 500, 0]);
    expect(figures('accuracy', cells)).toEqual([1, 1, 0]);
    expect(figures('cost', cells)).toEqual([0.001, 0.001, 0]);
    expect(flipsOf(table(cells), [scorer()])).toEqual({ lost: [], won: [], same: 1 });
  });

  it('are left out where that call failed', () => {
    const cells = [
      one('source', 400, of('monday')),
      one('target', 500),
      failed('source', 'case-0', 'network', { purpose: 'timing' }),
    ];
    expect(figures('latency-p50', cells)).toEqual([undefined, undefined, 2]);
    expect(figures('error-rate', cells)).toEqual([0, 0, 0]);
  });
});

describe('calls made again for their times', () => {
  const again = (trial = 0) => one('source', 450, { purpose: 'timing', trial, costUsd: 0.25 });

  it('count among the calls and in what was spent, reused replies in neither', () => {
    const arranged = table([one('source', 400, of('monday')), one('target', 500), again()]);
    expect(countCalls(arranged)).toEqual({ planned: 3, made: 2, cached: 1, failed: 0 });
    expect(totalCost(arranged)).toBeCloseTo(0.251, 12);
    expect(arranged.strays).toEqual([]);
  });

  it('cost nothing when all replies are reused', () => {
    expect(totalCost(table([one('source', 400, of('monday')), one('target', 500, of('monday'))]))).toBe(0);
  });

  it('belong to a planned trial, and stand once', () => {
    expect(table([again(1)]).strays.map(({ why }) => why)).toEqual(['unplanned-trial']);
    expect(table([again(), again()]).strays.map(({ why }) => why)).toEqual(['duplicate']);
  });
});
