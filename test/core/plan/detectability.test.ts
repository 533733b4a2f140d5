import { describe, expect, it } from 'vitest';
import type { Detectability } from '../../../src/core/contracts/plan.ts';
import type { Suite } from '../../../src/core/contracts/suite.ts';
import type { Criterion } from '../../../src/core/contracts/yardstick.ts';
import { detectabilityOf } from '../../../src/core/plan/detectability.ts';
import { cases, criterion, type Scenario, scenario } from '../policy/scenario.ts';

interface Given extends Partial<Pick<Scenario, 'all' | 'anyOf' | 'trials' | 'scorers'>> {
  readonly n?: number;
  readonly stop?: Suite['stop'];
  readonly hasSource?: boolean;
  readonly slices?: (index: number) => readonly string[];
}

function planned({ n = 200, stop, hasSource = true, slices, ...given }: Given): readonly Detectability[] {
  const suite = cases(n, (index) => ({ slices: slices?.(index) ?? [] }));
  const [fixed] = scenario({ cases: suite, cells: [], all: [], ...given }).yardstick?.applications ?? [];
  if (fixed === undefined) throw new Error('no application');
  const application = { ...fixed, suite: { ...fixed.suite, ...(stop === undefined ? {} : { stop }) } };
  return detectabilityOf(application, { alpha: 0.05, hasSource });
}

/** What is planned of one criterion on the whole suite. */
function one(asked: Criterion, given: Given = {}): Detectability {
  const [first] = planned({ ...given, all: [asked] });
  if (first === undefined) throw new Error('no plan');
  return first;
}

describe('what a suite can find', () => {
  it('is said of every kind of criterion, in the order of the configuration', () => {
    const all = [
      criterion('accuracy', 'max-drop', 0.05),
      criterion('accuracy', 'min', 0.85),
      criterion('error-rate', 'max-rise', 0.01),
      criterion('refusal-rate', 'max', 0.02, { evidence: 'interval' }),
      criterion('cost', 'max-ratio', 1.1),
      criterion('output-tokens', 'min-ratio', 0.8),
      criterion('latency-p50', 'max-ratio', 1.2),
      criterion('latency-p95', 'max', 3_000),
    ];
    const plans = planned({ all });
    expect(plans.map(({ metric, criterion: key }) => [metric, key])).toEqual(
      all.map(({ metric, key }) => [metric, key]),
    );
    expect(plans.map(({ detects }) => `${detects?.kind} ${detects?.scale}`)).toEqual([
      'told-from-none difference',
      'refused level',
      'told-from-none difference',
      'told-from-bound level',
      'told-from-none ratio',
      'told-from-none ratio',
      'told-from-none ratio',
      'refused level',
    ]);
  });

  it('lies on the bad side: down for scores, up for rates, cost and times', () => {
    expect(one(criterion('accuracy', 'max-drop', 0.05)).detects?.figure).toBeCloseTo(-0.071, 3);
    expect(one(criterion('error-rate', 'max-rise', 0.01)).detects?.figure).toBeGreaterThan(0.02);
    expect(one(criterion('cost', 'max-ratio', 1.1)).detects?.figure).toBeCloseTo(
      Math.exp(((1.645 + 0.842) * 0.6) / 200 ** 0.5),
      3,
    );
    expect(one(criterion('output-tokens', 'min-ratio', 0.8)).detects?.figure).toBeLessThan(0.95);
    expect(one(criterion('accuracy', 'min', 0.85)).detects?.figure).toBeLessThan(0.85);
    expect(one(criterion('refusal-rate', 'max', 0.1)).detects?.figure).toBeGreaterThan(0.1);
    expect(one(criterion('cost', 'max', 0.01, { evidence: 'interval' })).detects?.figure).toBeLessThan(0.01);
  });

  it('is less with more cases, more trials, and a looser confidence', () => {
    const drop = (given: Given) => one(criterion('accuracy', 'max-drop', 0.05), given).detects?.figure ?? Number.NaN;
    expect(drop({ n: 800 })).toBeCloseTo(drop({}) / 2, 2);
    // Trials that correlate by a half: a variance of two thirds of one trial's, and never under a half.
    expect(drop({ trials: 3, n: 800 }) / drop({ n: 800 })).toBeCloseTo(Math.sqrt(2 / 3), 1);
    expect(drop({ trials: 1000, n: 800 }) / drop({ n: 800 })).toBeGreaterThan(0.69);
    const tokens = (trials: number) => one(criterion('input-tokens', 'max-ratio', 1.1), { trials }).detects?.figure;
    expect(tokens(5)).toBe(tokens(1));
  });

  it('is more where looks on the way cost power, and only where a look decides', () => {
    const sequential = { stop: 'sequential' } as const;
    const drop = criterion('accuracy', 'max-drop', 0.05);
    const [once, looked] = [one(drop), one(drop, sequential)];
    expect((looked.detects?.figure ?? 0) / (once.detects?.figure ?? 0)).toBeCloseTo(1.03, 2);
    expect(looked.casesForBound).toBeGreaterThan(once.casesForBound ?? Infinity);
    for (const asked of [criterion('cost', 'max-ratio', 1.1), criterion('accuracy', 'min', 0.8)]) {
      expect(one(asked, sequential)).toEqual(one(asked));
    }
  });

  it('asks for as many cases for a bound however large the suite is', () => {
    const drop = criterion('accuracy', 'max-drop', 0.05);
    const needed = [200, 600, 1_000, 5_000].map(
      (n) => one(drop, { stop: 'sequential', n }).casesForBound ?? Number.NaN,
    );
    const [least, most] = [Math.min(...needed), Math.max(...needed)];
    expect(least).toBeGreaterThan(one(drop).casesForBound ?? Infinity);
    expect(most - least).toBeLessThan(3);
  });

  it.each([0.07, 0.05, 0.02])(
    'of a suite that is fixed for its size tells the size that it takes once it is not: max-drop %d',
    (drop) => {
      const asked = criterion('accuracy', 'max-drop', drop);
      const grown = one(asked, { stop: 'sequential', n: 600 }).casesForBound ?? Number.NaN;
      const told = one(asked, { n: 150 }).casesForBound ?? Number.NaN;
      expect(told / grown).toBeGreaterThan(grown < 200 ? 0.93 : 0.995);
      expect(told / grown).toBeLessThan(1.01);
      // One that is large already is fixed because the configuration says so.
      expect(one(asked, { n: 600 }).casesForBound).toBeLessThan(grown);
    },
  );

  it('of a suite that is fixed for its size tells no more where it stays small, or no look decides', () => {
    const wide = criterion('accuracy', 'max-drop', 0.1);
    expect(one(wide, { n: 20 }).casesForBound).toBe(one(wide, { n: 600 }).casesForBound);
    const cost = criterion('cost', 'max-ratio', 1.05);
    expect(one(cost, { n: 20 }).casesForBound).toBe(one(cost, { n: 600 }).casesForBound);
  });

  it('lets a slice grow with its suite', () => {
    const slices = (index: number) => [index % 10 === 0 ? 'rare' : 'common'];
    const all = [criterion('accuracy', 'max-drop', 0.1, { slices: ['rare'] })];
    const [whole, rare] = planned({ n: 100, slices, all });
    // The whole suite takes under 200 cases, ten times as many when the slice is to have them.
    expect(whole?.casesForBound).toBeLessThan(200);
    expect((rare?.casesForBound ?? 0) / (whole?.casesForBound ?? 0)).toBeCloseTo(1.065, 1);
    expect(rare?.casesForBound).toBeGreaterThan(whole?.casesForBound ?? Infinity);
  });

  it('shares the error rate among alternatives', () => {
    const drop = criterion('accuracy', 'max-drop', 0.05);
    const [alone] = planned({ all: [drop] });
    const [either, or] = planned({ anyOf: [[[drop], [criterion('accuracy', 'max-drop', 0.1)]]] });
    expect(either?.detects?.figure).toBeLessThan(alone?.detects?.figure ?? -Infinity);
    expect(or?.detects).toEqual(either?.detects);
  });
});

describe('slices', () => {
  const slices = (index: number) => [index % 10 === 0 ? 'rare' : 'common', ...(index < 3 ? ['few'] : [])];

  it('that are named are planned by their own cases, and one that the suite does not have is left out', () => {
    const all = [criterion('accuracy', 'max-drop', 0.05, { slices: ['rare', 'nobody'] })];
    const [whole, rare, ...more] = planned({ n: 300, slices, all });
    expect(whole).not.toHaveProperty('slice');
    expect(rare).toMatchObject({ slice: 'rare', cases: 30, casesForBound: whole?.casesForBound });
    expect(rare?.detects?.figure).toBeLessThan(2 * (whole?.detects?.figure ?? Number.NaN));
    expect(rare).not.toHaveProperty('slices');
    expect(more).toEqual([]);
  });

  it('of which all are asked for are told by the smallest that is decided', () => {
    const all = [criterion('accuracy', 'max-drop', 0.1, { slices: 'all' })];
    const [, smallest, ...more] = planned({ n: 300, slices, all });
    expect(smallest).toMatchObject({ slice: 'rare', cases: 30, slices: 2 });
    expect(more).toEqual([]);
    expect(planned({ n: 20, slices, all })).toHaveLength(1);
  });
});

describe('less is said', () => {
  it('of a bound that no change does not meet', () => {
    for (const asked of [criterion('accuracy', 'max-drop', 0), criterion('cost', 'max-ratio', 0.5)]) {
      const plan = one(asked);
      expect(plan.unplanned).toBe('asks-for-better');
      expect(plan.detects?.kind).toBe('told-from-none');
      expect(plan).not.toHaveProperty('casesForBound');
    }
  });

  it('of a rise in dollars or milliseconds: the ratio, not the cases', () => {
    const rise = one(criterion('cost', 'max-rise', 0.001));
    expect(rise).toMatchObject({ unplanned: 'unknown-size', detects: { kind: 'told-from-none', scale: 'ratio' } });
    expect(rise).not.toHaveProperty('casesForBound');
    expect(one(criterion('cost', 'max-rise', 0.001, { evidence: 'point' }))).not.toHaveProperty('detects');
  });

  it('of a ratio of rates', () => {
    expect(one(criterion('refusal-rate', 'max-ratio', 1.5))).toEqual({
      metric: 'refusal-rate',
      criterion: 'max-ratio',
      threshold: 1.5,
      cases: 200,
      assumed: [],
      unplanned: 'rare-source',
      fewestCases: 10,
    });
  });

  it('of a bound that nothing breaks', () => {
    for (const asked of [
      criterion('accuracy', 'min', 0),
      criterion('error-rate', 'max', 1),
      criterion('cost', 'min', 0),
    ]) {
      expect(one(asked)).toMatchObject({ unplanned: 'cannot-break', assumed: [] });
    }
  });

  it('of too few cases: how many there must be', () => {
    const p95 = one(criterion('latency-p95', 'max-ratio', 1.25), { n: 99 });
    expect(p95).not.toHaveProperty('detects');
    expect(p95).toMatchObject({ fewestCases: 100, casesForBound: 400 });
    const sure = one(criterion('accuracy', 'min', 0.95, { evidence: 'interval' }), { n: 40 });
    expect(sure).toMatchObject({ fewestCases: 59 });
    expect(sure).not.toHaveProperty('detects');
    expect(one(criterion('cost', 'max-ratio', 1.1), { n: 9 })).toMatchObject({ fewestCases: 25 });
  });

  it('of an added application: absolute bounds only', () => {
    const all = [criterion('accuracy', 'max-drop', 0.05), criterion('accuracy', 'min', 0.85)];
    expect(planned({ all, hasSource: false }).map(({ criterion: key }) => key)).toEqual(['min']);
  });

  it('of no suite, and of a metric that it does not have: nothing', () => {
    expect(planned({ n: 0, all: [criterion('accuracy', 'max-drop', 0.05)] })).toEqual([]);
    expect(planned({ all: [criterion('constructor', 'max-drop', 0.05)] })).toEqual([]);
  });

  it('never a figure that is none, whatever the bound', () => {
    const keys = ['min', 'max', 'max-drop', 'max-rise', 'max-ratio', 'min-ratio'] as const;
    const metrics = ['accuracy', 'error-rate', 'cost', 'input-tokens', 'latency-p50', 'latency-p95'];
    const all = metrics.flatMap((metric) =>
      keys.flatMap((key) =>
        [0, 1e-9, 0.5, 1, 3].flatMap((threshold) =>
          (['interval', 'point'] as const).map((evidence) => criterion(metric, key, threshold, { evidence })),
        ),
      ),
    );
    for (const [n, trials] of [
      [1, 1],
      [12, 2],
      [150, 1],
    ] as const) {
      const plans = planned({ n, trials, all });
      expect(plans).toHaveLength(all.length);
      for (const plan of plans) {
        const figures = [plan.detects?.figure ?? 0, plan.casesForBound ?? 1, plan.fewestCases ?? 1];
        expect(figures.every(Number.isFinite), JSON.stringify(plan)).toBe(true);
      }
    }
  });
});
