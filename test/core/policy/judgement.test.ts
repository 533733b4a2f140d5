import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/contracts/finding.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import type { Criterion } from '../../../src/core/contracts/yardstick.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { cases, criterion, pairs, type Scenario, scenario } from './scenario.ts';

/** The finding of one criterion on n cases, of which the first `lost` are lost and the next `won` are won. */
function onFlips(given: Criterion, n: number, lost: number, won = 0, both = n): Finding {
  const suite = cases(n);
  const source = (i: number) => (i < lost || (i >= lost + won && i < both) ? 1 : 0);
  const target = (i: number) => (i >= lost && i < both ? 1 : 0);
  return only({ cases: suite, cells: pairs(suite, source, target), all: [given] });
}

/** The finding of one criterion on an operational figure of n cases. */
function onFigures(
  given: Criterion,
  n: number,
  figure: (index: number, side: 'source' | 'target') => Partial<ScoredCell>,
): Finding {
  const suite = cases(n);
  return only({
    cases: suite,
    cells: pairs(
      suite,
      () => 1,
      () => 1,
      figure,
    ),
    all: [given],
  });
}

function only(given: Scenario): Finding {
  const findings = assess(scenario(given)).migrations[0]?.findings ?? [];
  expect(findings).toHaveLength(1);
  return findings[0] as Finding;
}

const maxDrop = (threshold: number, more: Partial<Criterion> = {}) =>
  criterion('accuracy', 'max-drop', threshold, more);

describe('a criterion decided on the interval', () => {
  it('passes when the whole interval is inside the bound', () => {
    const finding = onFlips(maxDrop(0.05), 200, 1, 1);
    expect(finding).toMatchObject({ status: 'pass', difference: 0, n: 200, wins: 1, losses: 1, ties: 198 });
    expect(finding.interval?.[0]).toBeGreaterThan(-0.05);
    expect(finding).toMatchObject({ confidence: 0.95, intervalLevel: 0.9, method: 'tango', evidence: 'interval' });
    expect(finding.cause).toBeUndefined();
  });

  it('fails when the whole interval is outside', () => {
    const finding = onFlips(maxDrop(0.05), 200, 40);
    expect(finding.status).toBe('fail');
    expect(finding.interval?.[1]).toBeLessThan(-0.05);
  });

  it('says about how many more cases would decide it otherwise', () => {
    const finding = onFlips(maxDrop(0.05), 40, 0);
    expect(finding).toMatchObject({ status: 'inconclusive', difference: 0, cause: { kind: 'needs-more-cases' } });
    // 52 cases pass without a flip.
    expect(finding.cause).toEqual({ kind: 'needs-more-cases', more: 12 });
  });

  it('reckons with fractions of a cent as with scores', () => {
    const more = (unit: number) => {
      const rise = criterion('cost', 'max-rise', 0.6 * unit);
      const cost = (i: number, side: 'source' | 'target') =>
        (5 + (i % 5) + (side === 'target' ? (i % 3) / 2 : 0)) * unit;
      return onFigures(rise, 40, (i, side) => ({ costUsd: cost(i, side) })).cause;
    };
    expect(more(1)).toMatchObject({ kind: 'needs-more-cases' });
    expect(more(1e-4)).toEqual(more(1));
  });

  it('says so when the estimate lies on the bound', () => {
    expect(onFlips(maxDrop(0.05), 100, 5)).toMatchObject({ status: 'inconclusive', cause: { kind: 'on-the-bound' } });
    expect(onFlips(maxDrop(0), 300, 0)).toMatchObject({ status: 'inconclusive', cause: { kind: 'on-the-bound' } });
  });

  it.each([
    [51, 'inconclusive'],
    [52, 'pass'],
  ])('passes max-drop 0.05 without a flip from 52 cases on: %i', (n, status) => {
    expect(onFlips(maxDrop(0.05), n, 0).status).toBe(status);
  });

  it('takes max-rise as a bound from above, whichever direction is better', () => {
    expect(onFlips(criterion('accuracy', 'max-rise', 0.05), 200, 0, 40).status).toBe('fail');
    expect(onFlips(criterion('accuracy', 'max-rise', 0.05), 200, 40).status).toBe('pass');
    const slower = onFigures(criterion('output-tokens', 'max-rise', 10), 100, (i, side) => ({
      outputTokens: 100 + (i % 7) + (side === 'target' ? 20 : 0),
    }));
    expect(slower).toMatchObject({ status: 'fail', difference: 20 });
  });

  it('decides graded scores from 10 cases on, and calls fewer invalid', () => {
    const graded = (n: number) => {
      const suite = cases(n);
      return only({
        cases: suite,
        cells: pairs(
          suite,
          () => 0.5,
          () => 0.25,
        ),
        all: [maxDrop(0.05)],
      });
    };
    expect(graded(9)).toMatchObject({ status: 'invalid', cause: { kind: 'too-few-cases', n: 9, needed: 10 } });
    expect(graded(60)).toMatchObject({ status: 'fail', method: 'small-sample', difference: -0.25 });
    expect(graded(120)).toMatchObject({ status: 'fail', method: 'bca' });
  });

  it('takes the mean of several trials for one graded score', () => {
    const suite = cases(60);
    const cells = [0, 1].flatMap((trial) =>
      pairs(
        suite,
        () => 1,
        () => 1,
        () => ({ trial }),
      ),
    );
    expect(only({ cases: suite, cells, trials: 2, all: [maxDrop(0.05)] })).toMatchObject({
      status: 'pass',
      n: 60,
      method: 'small-sample',
    });
  });
});

describe('a ratio criterion', () => {
  const cost = (key: 'max-ratio' | 'min-ratio', threshold: number) => criterion('cost', key, threshold);
  const times = (factor: number) => (i: number, side: 'source' | 'target') => ({
    costUsd: (1 + (i % 5)) * (side === 'target' ? factor : 1),
  });

  it('compares target ÷ source', () => {
    expect(onFigures(cost('max-ratio', 1.1), 100, times(0.5))).toMatchObject({
      status: 'pass',
      difference: 0.5,
      method: 'log-ratio-bootstrap',
      wins: 100,
    });
    expect(onFigures(cost('max-ratio', 1.1), 100, times(1.5))).toMatchObject({ status: 'fail', difference: 1.5 });
    expect(onFigures(cost('min-ratio', 0.9), 100, times(0.5)).status).toBe('fail');
    expect(onFigures(cost('min-ratio', 0.9), 100, times(1)).status).toBe('pass');
  });

  it('passes equal costs, and says when they lie on the bound', () => {
    expect(onFigures(cost('max-ratio', 1.1), 100, times(1))).toMatchObject({ status: 'pass', difference: 1 });
    expect(onFigures(cost('max-ratio', 1), 100, times(1))).toMatchObject({
      status: 'inconclusive',
      cause: { kind: 'on-the-bound' },
    });
  });

  it('holds for max-ratio when both sides are zero, and cannot be judged when only the source is', () => {
    const free = onFigures(cost('max-ratio', 1.1), 50, () => ({ costUsd: 0 }));
    expect(free).toMatchObject({ status: 'pass', source: 0, target: 0 });
    expect(free.difference).toBeUndefined();
    expect(onFigures(cost('min-ratio', 0.9), 50, () => ({ costUsd: 0 }))).toMatchObject({
      status: 'inconclusive',
      cause: { kind: 'source-zero' },
    });
    const onlySource = onFigures(cost('max-ratio', 1.1), 50, (_, side) => ({ costUsd: side === 'source' ? 0 : 1 }));
    expect(onlySource).toMatchObject({ status: 'inconclusive', cause: { kind: 'source-zero' } });
  });

  it('holds for a target that costs nothing', () => {
    const finding = onFigures(cost('max-ratio', 1.1), 50, (_, side) => ({ costUsd: side === 'source' ? 1 : 0 }));
    expect(finding).toMatchObject({ status: 'pass', difference: 0 });
  });

  it('decides p95 from 100 cases on, p50 from 10', () => {
    const latency = (metric: string, n: number, factor = 1) =>
      onFigures(criterion(metric, 'max-ratio', 2), n, (i, side) => ({
        latencyMs: (300 + i) * (side === 'target' ? factor : 1),
      }));
    expect(latency('latency-p95', 99)).toMatchObject({
      status: 'inconclusive',
      cause: { kind: 'too-few-cases', n: 99, needed: 100 },
    });
    expect(latency('latency-p95', 100)).toMatchObject({ status: 'pass', method: 'percentile-bootstrap' });
    expect(latency('latency-p95', 100, 4).status).toBe('fail');
    expect(latency('latency-p50', 9).cause).toEqual({ kind: 'too-few-cases', n: 9, needed: 10 });
    expect(latency('latency-p50', 10).cause).toBeUndefined();
  });

  it('takes a percentile of calls, not of the means of their trials', () => {
    const suite = cases(120);
    // Every fifth case has one slow trial of three: a fifteenth of the calls, while the slowest case takes 933 on average.
    const cells = [0, 1, 2].flatMap((trial) =>
      pairs(
        suite,
        () => 1,
        () => 1,
        (i, side) => ({ trial, latencyMs: side === 'target' && trial === 2 && i % 5 === 0 ? 2_000 : 400 }),
      ),
    );
    const all = [criterion('latency-p95', 'max', 1_500)];
    expect(only({ cases: suite, cells, all, trials: 3 })).toMatchObject({
      source: 400,
      target: 2_000,
      n: 120,
      wins: 0,
      losses: 24,
      status: 'fail',
    });
  });
});

describe('a criterion decided on the observed figure', () => {
  const min = (threshold: number, more: Partial<Criterion> = {}) => criterion('accuracy', 'min', threshold, more);

  it('takes min and max at their word, the bound itself included', () => {
    expect(onFlips(min(0.85), 20, 3)).toMatchObject({ status: 'pass', target: 0.85, method: 'observed' });
    expect(onFlips(min(0.85), 20, 4)).toMatchObject({ status: 'fail', target: 0.8 });
    expect(onFlips(criterion('accuracy', 'max', 0.85), 20, 3).status).toBe('pass');
    expect(onFlips(criterion('accuracy', 'max', 0.85), 20, 2).status).toBe('fail');
    expect(onFlips(min(0.85), 20, 3).interval).toBeUndefined();
  });

  it('wants the interval of the target when told so', () => {
    expect(onFlips(min(0.85, { evidence: 'interval' }), 20, 3).status).toBe('inconclusive');
    expect(onFlips(min(0.5, { evidence: 'interval' }), 200, 20)).toMatchObject({ status: 'pass', method: 'wilson' });
    expect(onFlips(min(0.99, { evidence: 'interval' }), 200, 20).status).toBe('fail');
  });

  it('decides a relative bound on the estimate when told so, and still shows the interval', () => {
    const point = onFlips(maxDrop(0.05, { evidence: 'point' }), 20, 1);
    expect(point).toMatchObject({ status: 'pass', difference: -0.05, evidence: 'point', method: 'tango' });
    expect(point.interval?.[0]).toBeLessThan(-0.05);
    expect(onFlips(maxDrop(0.049, { evidence: 'point' }), 20, 1).status).toBe('fail');
    expect(onFlips(maxDrop(0, { evidence: 'point' }), 5, 0).status).toBe('pass');
  });

  it('forgives the rounding of sums on the bound, no more', () => {
    const tokens = (bound: number) =>
      onFigures(criterion('cost', 'max', bound), 3, (i) => ({ costUsd: [0.1, 0.2, 0.3][i] ?? 0 }));
    expect(tokens(0.2).status).toBe('pass'); // their mean is 0.20000000000000004
    expect(tokens(0.2 - 1e-9).status).toBe('fail');
  });

  it('is decided on small suites, too', () => {
    expect(onFigures(criterion('latency-p95', 'max', 500), 3, () => ({ latencyMs: 400 })).status).toBe('pass');
  });
});

describe('a criterion whose figures cannot be trusted', () => {
  it('is invalid when a score is no number, and says where', () => {
    const suite = cases(60);
    const cells = pairs(
      suite,
      () => 1,
      (i) => (i === 5 ? Number.NaN : 1),
    );
    expect(only({ cases: suite, cells })).toMatchObject({
      status: 'invalid',
      cause: { kind: 'not-a-number', where: 'case case-5, target' },
    });
  });

  it('is invalid when nothing was measured', () => {
    const suite = cases(60);
    const cells = pairs(
      suite,
      () => 1,
      () => 1,
    ).map(({ latencyMs, ...rest }) => rest);
    expect(only({ cases: suite, cells, all: [criterion('latency-p50', 'max', 500)] })).toMatchObject({
      status: 'invalid',
      cause: { kind: 'not-measured', measured: 0, of: 60 },
    });
  });

  it('is invalid when the metric does not exist', () => {
    const finding = onFlips(criterion('constructor', 'min', 0.5), 20, 0);
    expect(finding).toMatchObject({ status: 'invalid', cause: { kind: 'not-measured', measured: 0, of: 0 } });
  });

  it('is invalid when the price of a model is not known, which is named', () => {
    const suite = cases(60);
    const cells = pairs(
      suite,
      () => 1,
      () => 1,
    ).map((item) => {
      const { costUsd, ...rest } = item;
      return item.side === 'target' ? rest : item;
    });
    const prices = { 'old-model': { input: 1, output: 1, source: 'test' } };
    const given = { cases: suite, cells, all: [criterion('cost', 'max-ratio', 1.1)], yardstick: { prices } };
    expect(only(given)).toMatchObject({ status: 'invalid', cause: { kind: 'price-unknown', model: 'new-model' } });
  });

  it('takes a cost that the recording carries, whether or not there is a price', () => {
    const suite = cases(60);
    const given = {
      cases: suite,
      cells: pairs(
        suite,
        () => 1,
        () => 1,
      ),
      yardstick: { prices: {} },
    };
    expect(only({ ...given, all: [criterion('cost', 'max-ratio', 1.1)] }).status).toBe('pass');
  });

  it('is invalid when the price is known but replies do not say what they used', () => {
    const suite = cases(60);
    const cells = pairs(
      suite,
      () => 1,
      () => 1,
    ).map(({ costUsd, inputTokens, outputTokens, ...rest }) => rest);
    expect(only({ cases: suite, cells, all: [criterion('cost', 'max-ratio', 1.1)] })).toMatchObject({
      status: 'invalid',
      cause: { kind: 'not-measured', measured: 0, of: 120 },
    });
  });
});
