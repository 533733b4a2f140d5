import { describe, expect, it } from 'vitest';
import type { Criterion } from '../../../src/core/contracts/yardstick.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { assumedReliability } from '../../../src/core/policy/reliability.ts';
import { cases, criterion, pairs, type Scenario, scenario } from './scenario.ts';

const drop = (threshold: number, more: Partial<Criterion> = {}) => criterion('accuracy', 'max-drop', threshold, more);

/** As many cases as said, `flips` of them lost and as many won. */
function observed(n: number, flips: number, given: Partial<Scenario>) {
  const suite = cases(n, (index) => ({ slices: [index % 10 === 0 ? 'rare' : 'common'] }));
  const cells = pairs(
    suite,
    (i) => (i < flips ? 1 : i < 2 * flips ? 0 : 1),
    (i) => (i < flips ? 0 : 1),
  );
  return assess(scenario({ cases: suite, cells, ...given })).migrations[0]?.reliability;
}

function assumed(n: number, given: Partial<Scenario>, confidence = 0.95, stop?: 'sequential') {
  const suite = cases(n, (index) => ({ slices: [index % 10 === 0 ? 'rare' : 'common'] }));
  const { yardstick } = scenario({ cases: suite, cells: [], ...given });
  const [application] = yardstick?.applications ?? [];
  if (application === undefined) throw new Error('no application');
  const suited = { ...application, suite: { ...application.suite, ...(stop === undefined ? {} : { stop }) } };
  return assumedReliability({ application: suited, alpha: 1 - confidence, seed: 7 });
}

describe('observedReliability', () => {
  it('agrees with the published rates at n = 200: max-drop 0.05 passes 47 to 70 %, 0.02 19 to 31 %', () => {
    const wide = observed(200, 15, { all: [drop(0.05)] });
    expect(wide?.basis).toBe('observed');
    expect(wide?.passRate).toBeGreaterThan(0.47);
    expect(wide?.passRate).toBeLessThan(0.7);
    const narrow = observed(200, 15, { all: [drop(0.02)] })?.passRate;
    expect(narrow).toBeGreaterThan(0.16);
    expect(narrow).toBeLessThan(0.31);
  });

  it('names the weakest bound and how many cases would mend it', () => {
    const reliability = observed(200, 15, { all: [drop(0.05), drop(0.2)] });
    expect(reliability?.weakest).toMatchObject({ metric: 'accuracy', threshold: 0.05 });
    // Section 7: power 0.9 at ψ 0.15 and m 0.05 takes (1.645·√0.1475 + 1.282·√0.15)² / 0.05² = 508 cases.
    expect(reliability?.casesFor90).toBeGreaterThan(490);
    expect(reliability?.casesFor90).toBeLessThan(530);
  });

  it('says no more when the gate is reliable', () => {
    const reliability = observed(1000, 10, { all: [drop(0.05)] });
    expect(reliability?.passRate).toBeGreaterThan(0.99);
    expect(reliability).not.toHaveProperty('weakest');
    expect(reliability).not.toHaveProperty('casesFor90');
  });

  it('does not take what the change moved for the noise of an unchanged model', () => {
    const suite = cases(400);
    const rate = (lost: number) => {
      const cells = pairs(
        suite,
        () => 1,
        (i) => (i < lost ? 0 : 1),
      );
      return assess(scenario({ cases: suite, cells })).migrations[0]?.reliability?.passRate ?? Number.NaN;
    };
    // All lost: nothing is left to chance. Half of them lost: as noisy as can be.
    expect(rate(400)).toBe(1);
    expect(rate(200)).toBeLessThan(0.7);
  });

  it('counts the slices that decide, and lets them grow with the suite', () => {
    const reliability = observed(600, 9, { all: [drop(0.05, { slices: 'all' })] });
    expect(reliability?.weakest).toMatchObject({ slice: 'rare', threshold: 0.05 });
    expect(reliability?.casesFor90).toBeGreaterThan(600);
    const alone = observed(600, 9, { all: [drop(0.05)] });
    expect(alone?.passRate).toBeGreaterThan(reliability?.passRate ?? 1);
  });

  it('finds no number of cases for a bound that an unchanged model breaks', () => {
    const reliability = observed(100, 0, { all: [criterion('cost', 'max-ratio', 0.9)] });
    expect(reliability).toMatchObject({ passRate: 0, weakest: { metric: 'cost', threshold: 0.9, passRate: 0 } });
    expect(reliability).not.toHaveProperty('casesFor90');
  });

  it('judges absolute bounds by how far the source is from them', () => {
    expect(observed(200, 10, { all: [criterion('accuracy', 'min', 0.8)] })?.passRate).toBeGreaterThan(0.99);
    expect(observed(200, 10, { all: [criterion('accuracy', 'min', 0.95)] })?.passRate).toBeCloseTo(0.5, 1);
    expect(observed(200, 10, { all: [criterion('accuracy', 'min', 0.99)] })?.passRate).toBeLessThan(0.05);
  });

  it('knows that an interval of min is as wide as cases differ, however little a re-run moves', () => {
    const rate = (bound: number) => {
      const suite = cases(400);
      // 360 of 400 right on both sides, two flips each way: a re-run moves the rate by about half a point.
      const cells = pairs(
        suite,
        (i) => (i < 358 || i >= 398 ? 1 : 0),
        (i) => (i < 360 ? 1 : 0),
      );
      const all = [criterion('accuracy', 'min', bound, { evidence: 'interval' })];
      return assess(scenario({ cases: suite, cells, all })).migrations[0]?.reliability?.passRate ?? Number.NaN;
    };
    // Wilson's lower bound of 360 in 400 is 0.8724.
    expect(rate(0.89)).toBeLessThan(0.05);
    expect(rate(0.88)).toBeLessThan(0.2);
    expect(rate(0.86)).toBeGreaterThan(0.95);
  });

  it('needs one alternative only', () => {
    const rate = (anyOf: Scenario['anyOf']) =>
      observed(200, 15, { all: [], ...(anyOf ? { anyOf } : {}) })?.passRate ?? Number.NaN;
    const either = rate([[[drop(0.05)], [drop(0.1)]]]);
    expect(either).toBeGreaterThan(0.93);
    expect(rate([[[drop(0.05), drop(0.1)]]])).toBeLessThan(0.7);
  });

  it('is silent where nothing blocking compares', () => {
    expect(observed(100, 0, { all: [drop(0.05, { enforce: 'report' })] })).toBeUndefined();
  });

  it('counts luck where a suite is too small to pass without it', () => {
    // Exact sum over all outcomes at n = 40, m 0.05, ψ 0.15: Tango's test passes in 18.3 % of runs.
    expect(Math.abs((observed(40, 3, { all: [drop(0.05)] })?.passRate ?? 0) - 0.183)).toBeLessThan(0.035);
    const never = observed(9, 1, { all: [criterion('cost', 'max-rise', 0.01)] })?.passRate ?? 0;
    expect(never).toBe(0);
  });

  it('judges a rise in dollars by the interval that allows for a large case not drawn', () => {
    const rate = (bound: number) => {
      const suite = cases(100);
      // A case costs a dollar, give or take a hundredth on each side; one costs ten on both.
      const costUsd = (i: number, side: 'source' | 'target') =>
        i === 0 ? 10 : 1 + (side === 'source' ? 0.01 : 0.01 * (i % 2 === 0 ? 2 : 0));
      const cells = pairs(
        suite,
        () => 1,
        () => 1,
        (i, side) => ({ costUsd: costUsd(i, side) }),
      );
      const all = [criterion('cost', 'max-rise', bound)];
      return assess(scenario({ cases: suite, cells, all })).migrations[0]?.reliability?.passRate ?? Number.NaN;
    };
    // z²/(n + z²) of the ten dollars: 26 cents that 100 cases cannot exclude.
    expect(rate(0.25)).toBeLessThan(0.05);
    expect(rate(0.28)).toBeGreaterThan(0.95);
  });

  it('does not let latency pass before 100 cases', () => {
    const reliability = observed(50, 0, { all: [criterion('latency-p95', 'max-ratio', 1.25)] });
    expect(reliability?.passRate ?? 0).toBe(0);
  });
});

describe('assumedReliability', () => {
  it('assumes that 15 % of the cases flip', () => {
    const reliability = assumed(200, { all: [drop(0.05)] });
    expect(reliability?.basis).toBe('assumed');
    expect(reliability?.passRate).toBeGreaterThan(0.47);
    expect(reliability?.passRate).toBeLessThan(0.7);
    expect(reliability?.casesFor90).toBeGreaterThan(490);
  });

  it('assumes lognormal latencies: 1.25 on p95 passes a third of the time at n = 100, 57 % at n = 200', () => {
    const latency = { all: [criterion('latency-p95', 'max-ratio', 1.25)] };
    expect(Math.abs((assumed(100, latency)?.passRate ?? 0) - 0.34)).toBeLessThan(0.05);
    expect(Math.abs((assumed(200, latency)?.passRate ?? 0) - 0.57)).toBeLessThan(0.05);
    expect(assumed(99, latency)?.passRate).toBe(0);
  });

  it('counts what looks on the way cost: the cases that it asks for do make it about 90 %', () => {
    const suite = (n: number) => assumed(n, { all: [drop(0.05)] }, 0.95, 'sequential');
    const short = suite(490);
    expect(short?.passRate).toBeLessThan(0.89);
    const enough = short?.casesFor90 ?? 0;
    expect(enough).toBeGreaterThan(535);
    expect(enough).toBeLessThan(600);
    expect(suite(enough)?.passRate).toBeGreaterThan(0.885);
    expect(assumed(510, { all: [drop(0.05)] })?.passRate).toBeGreaterThan(0.885);
  });

  it('tells a suite that is fixed for its size the cases that it takes once it is looked at on the way', () => {
    const small = assumed(150, { all: [drop(0.05)] })?.casesFor90 ?? 0;
    expect(small).toBeGreaterThan(535);
    expect(small).toBeLessThan(560);
    expect(assumed(small, { all: [drop(0.05)] }, 0.95, 'sequential')?.passRate).toBeGreaterThan(0.885);
    // Fixed in spite of its size, it stays so.
    expect(assumed(250, { all: [drop(0.05)] })?.casesFor90).toBeLessThan(530);
    const latency = { all: [criterion('latency-p95', 'max-ratio', 1.25)] };
    expect(assumed(150, latency)?.casesFor90).toBe(assumed(250, latency)?.casesFor90);
  });

  it('asks for no more cases where the rate reads as 90 % already', () => {
    const reliability = assumed(530, { all: [drop(0.05)] });
    expect(Math.round((reliability?.passRate ?? 0) * 100)).toBe(90);
    expect(reliability).not.toHaveProperty('casesFor90');
  });

  it('lets more trials help', () => {
    const once = assumed(200, { all: [drop(0.05)] })?.passRate ?? 1;
    expect(assumed(200, { all: [drop(0.05)], trials: 3 })?.passRate).toBeGreaterThan(once + 0.15);
  });

  it('leaves out slices too small to be decided, unless they are named', () => {
    const rate = (slices: Criterion['slices'] & {}) => assumed(300, { all: [drop(0.05, { slices })] })?.passRate ?? 1;
    expect(rate(['rare'])).toBeLessThan(0.13); // 30 cases, by luck alone
    expect(rate('all')).toBeGreaterThan(0.5);
  });

  it('never lets a bound pass that asks for better than no change, whatever its metric', () => {
    for (const demanding of [
      criterion('cost', 'max-ratio', 0.5),
      criterion('output-tokens', 'max-ratio', 1),
      criterion('cost', 'max-rise', 0),
      criterion('latency-p95', 'max-ratio', 0.8),
    ]) {
      const reliability = assumed(600, { all: [drop(0.05), demanding] });
      expect(reliability, demanding.metric).toMatchObject({ passRate: 0, weakest: { metric: demanding.metric } });
      expect(reliability).not.toHaveProperty('casesFor90');
    }
    expect(assumed(600, { all: [drop(0.05), criterion('refusal-rate', 'max-ratio', 1)] })?.passRate).toBeGreaterThan(
      0.8,
    );
    const cheaper = [drop(0.06), criterion('cost', 'max-ratio', 0.5)];
    const either = assumed(600, { anyOf: [[[drop(0.02)], cheaper]] });
    expect(either?.passRate).toBeLessThan(0.3);
  });

  it('says nothing when nothing is known beforehand', () => {
    expect(
      assumed(200, { all: [criterion('accuracy', 'min', 0.9), criterion('cost', 'max-ratio', 1.1)] }),
    ).toBeUndefined();
    expect(assumed(0, { all: [drop(0.05)] })).toBeUndefined();
    expect(assumed(200, { all: [drop(0.05, { enforce: 'report' })] })).toBeUndefined();
  });
});
