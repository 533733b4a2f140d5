import { describe, expect, it } from 'vitest';
import published from '../../../fixtures/statistics/published-values.json';
import {
  casesForMargin,
  casesForMeanMargin,
  casesToPassWithoutFlip,
  impliedVariance,
  moreCasesToDecide,
  smallestDetectableDrop,
} from '../../../src/core/plan/power.ts';
import { simulateGate } from '../../../src/core/stats/gate-simulation.ts';
import { pairedT } from '../../../src/core/stats/paired-t.ts';
import { tangoInterval } from '../../../src/core/stats/tango.ts';

const test = { alpha: 0.05, power: 0.8 };

describe('casesForMargin', () => {
  it.each([
    [0.1, [1542, 683, 244, 58]],
    [0.15, [2315, 1027, 367, 89]],
    [0.2, [3088, 1370, 491, 120]],
  ])('with ψ %f gives the sizes that an independent implementation gives', (psi, sizes) => {
    expect([0.02, 0.03, 0.05, 0.1].map((margin) => casesForMargin({ ...test, psi, margin }))).toEqual(sizes);
  });

  it('gives suites that pass an unchanged model as often as asked', () => {
    const n = casesForMargin({ ...test, psi: 0.15, margin: 0.05 });
    const criteria = [{ kind: 'binary', metric: 'a', members: 'all', psi: 0.15, margin: 0.05, alpha: 0.05 } as const];
    expect(Math.abs(simulateGate({ criteria, n, seed: 1, runs: 4_000 }).passRate - 0.8)).toBeLessThan(0.03);
  });

  it('never asks for fewer than pass without a flip', () => {
    expect(casesForMargin({ ...test, psi: 0, margin: 0.02 })).toBe(133);
  });

  it.each([
    [{ psi: -0.1, margin: 0.05, ...test }, 'a share of flips'],
    [{ psi: 0.1, margin: 0, ...test }, 'a margin must be above 0'],
    [{ psi: 0.1, margin: 0.05, alpha: 0.6, power: 0.8 }, 'an error rate'],
    [{ psi: 0.1, margin: 0.05, alpha: 0.05, power: 1 }, 'a power must lie between 0.5 and 1: 1'],
  ])('refuses %j', (bad, message) => expect(() => casesForMargin(bad)).toThrow(message));
});

describe('smallestDetectableDrop', () => {
  it.each([
    [60, 0.15, 0.1344],
    [400, 0.15, 0.0487],
    [200, 0.02, 0.0308],
    [1000, 0.02, 0.0118],
  ])('of %i cases, ψ %f, is hardly more than the exact sum over all outcomes gives: %f', (n, psi, exact) => {
    const drop = smallestDetectableDrop({ ...test, n, psi });
    expect(drop).toBeGreaterThan(exact);
    expect(drop).toBeLessThan(1.06 * exact);
  });

  it('comes near to what casesForMargin says where flips are many', () => {
    const n = casesForMargin({ ...test, psi: 0.2, margin: 0.02 });
    expect(smallestDetectableDrop({ ...test, n, psi: 0.2 })).toBeCloseTo(0.02, 3);
  });

  it('without a flip is what so many cases can exclude', () => {
    expect(smallestDetectableDrop({ ...test, n: 133, psi: 0 })).toBeLessThan(0.02);
    expect(smallestDetectableDrop({ ...test, n: 132, psi: 0 })).toBeGreaterThan(0.02);
  });

  it('of a handful of cases is large, and of none is refused', () => {
    expect(smallestDetectableDrop({ ...test, n: 3, psi: 0.15 })).toBeGreaterThan(0.4);
    expect(() => smallestDetectableDrop({ ...test, n: 0, psi: 0.15 })).toThrow('not a number of cases: 0');
  });
});

describe('casesForMeanMargin', () => {
  it("gives Miller's published sample size", () => {
    const { omega2, delta, n } = published.miller;
    expect(casesForMeanMargin({ sd: Math.sqrt(omega2), margin: delta, alpha: 0.025, power: 0.8 })).toBe(Math.ceil(n));
  });

  it('refuses what cannot be', () => {
    expect(() => casesForMeanMargin({ ...test, sd: -1, margin: 0.1 })).toThrow('a standard deviation cannot be -1');
    expect(() => casesForMeanMargin({ ...test, sd: 1, margin: 0 })).toThrow('a margin must be above 0');
  });
});

describe('casesToPassWithoutFlip', () => {
  it.each([
    [0.02, 133],
    [0.05, 52],
    [0.1, 25],
    [1, 1],
  ])('for %f is %i', (margin, expected) => {
    const n = casesToPassWithoutFlip(margin, 0.05);
    expect(n).toBe(expected);
    expect(tangoInterval({ gains: 0, losses: 0, n }, 0.05)[0]).toBeGreaterThan(-margin);
    if (n > 1) expect(tangoInterval({ gains: 0, losses: 0, n: n - 1 }, 0.05)[0]).toBeLessThanOrEqual(-margin);
  });
});

describe('moreCasesToDecide', () => {
  const undecided = { n: 200, bound: -0.02, variance: 0.1, alpha: 0.05 };

  it('counts from the observed spread and distance', () => {
    // (1.645 + 0.842)² · 0.1 / 0.02² = 1,546 cases in all
    expect(moreCasesToDecide({ ...undecided, estimate: 0 })).toEqual({ kind: 'needs-more-cases', more: 1346 });
    expect(moreCasesToDecide({ ...undecided, estimate: -0.04 })).toEqual({ kind: 'needs-more-cases', more: 1346 });
  });

  it('without any spread asks for the cases that pass without a flip', () => {
    const more = moreCasesToDecide({ ...undecided, n: 100, estimate: 0, variance: 0 });
    expect(more).toEqual({ kind: 'needs-more-cases', more: 33 });
  });

  it('says so when the estimate lies on the bound, exactly or nearly', () => {
    expect(moreCasesToDecide({ ...undecided, estimate: -0.02 })).toEqual({ kind: 'on-the-bound' });
    expect(moreCasesToDecide({ ...undecided, estimate: -0.0199 })).toEqual({ kind: 'on-the-bound' });
    expect(moreCasesToDecide({ ...undecided, estimate: -0.02, variance: 0 })).toEqual({ kind: 'on-the-bound' });
  });

  it('refuses a spread that is none', () => {
    expect(() => moreCasesToDecide({ ...undecided, estimate: 0, variance: Number.NaN })).toThrow(
      'a variance cannot be NaN',
    );
  });
});

describe('impliedVariance', () => {
  it('recovers the variance of the differences from their interval', () => {
    const values = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 0.3 : -0.3));
    expect(impliedVariance(pairedT(values), 0.05, 'linear')).toBeCloseTo(0.09, 2);
  });
});
