import { describe, expect, it } from 'vitest';
import { simulateGate } from '../../../src/core/stats/gate-simulation.ts';
import { normalCdf } from '../../../src/core/stats/normal.ts';
import { planSequentialTest } from '../../../src/core/stats/sequential-plan.ts';
import { plannedBoundaries } from '../../../src/core/stats/sequential-test.ts';
import type { SimulatedCriterion } from '../../../src/core/stats/simulated-criterion.ts';

const drop = (margin: number, psi: number, members: 'all' | number[] = 'all'): SimulatedCriterion => ({
  kind: 'binary',
  metric: 'accuracy',
  members,
  psi,
  margin,
  alpha: 0.05,
});

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index);

describe('simulateGate', () => {
  // Exact sums over the trinomial distribution of gains, losses and ties.
  it.each([
    [0.02, 0.15, 0.1753],
    [0.02, 0.05, 0.3191],
    [0.05, 0.2, 0.4686],
    [0.05, 0.1, 0.6948],
  ])('at n = 200, max-drop %f and ψ %f passes an unchanged model at the exact rate', (margin, psi, exact) => {
    const { passRate, perCriterion } = simulateGate({ criteria: [drop(margin, psi)], n: 200, seed: 1, runs: 8_000 });
    expect(Math.abs(passRate - exact)).toBeLessThan(0.018);
    expect(perCriterion).toEqual([passRate]);
  });

  it('passes criteria with shares of their own at their own rates, though they see the same cases', () => {
    const slice = drop(0.05, 0.1, upTo(200).reverse());
    const { perCriterion } = simulateGate({ criteria: [slice, drop(0.05, 0.2)], n: 200, seed: 1, runs: 8_000 });
    for (const [index, exact] of [0.6948, 0.4686].entries()) {
      expect(Math.abs((perCriterion[index] ?? 0) - exact)).toBeLessThan(0.018);
    }
  });

  it('of a sequential suite passes an unchanged model a little less often, as looks and giving up cost', () => {
    const n = 508; // power 0.9 at ψ 0.15 and a margin of 0.05, without looks
    const plan = planSequentialTest({ cases: n, alpha: 0.05, fixedSize: n });
    const single = drop(0.05, 0.15);
    const looks = { ...single, looks: plannedBoundaries(plan) } as SimulatedCriterion;
    const { perCriterion } = simulateGate({ criteria: [single, looks], n, seed: 4, runs: 6_000 });
    const [once = 0, sequentially = 0] = perCriterion;
    expect(Math.abs(once - 0.9)).toBeLessThan(0.02);
    expect(once - sequentially).toBeGreaterThan(0.005);
    expect(once - sequentially).toBeLessThan(0.025);
  });

  it('lets criteria of one metric see the same cases', () => {
    const twice = simulateGate({ criteria: [drop(0.05, 0.15), drop(0.05, 0.15)], n: 200, seed: 2, runs: 2_000 });
    expect(twice.perCriterion[0]).toBe(twice.perCriterion[1]);
    expect(twice.passRate).toBe(twice.perCriterion[0]);
    const apart = simulateGate({
      criteria: [drop(0.05, 0.15), { ...drop(0.05, 0.15), metric: 'format' } as SimulatedCriterion],
      n: 200,
      seed: 2,
      runs: 2_000,
    });
    const [a = 0, b = 0] = apart.perCriterion;
    expect(Math.abs(apart.passRate - a * b)).toBeLessThan(0.04);
  });

  it('correlates a slice with the whole that holds it', () => {
    const { passRate, perCriterion } = simulateGate({
      criteria: [drop(0.05, 0.15), drop(0.05, 0.15, upTo(150))],
      n: 200,
      seed: 3,
      runs: 3_000,
    });
    const [whole = 0, slice = 0] = perCriterion;
    expect(slice).toBeLessThan(whole);
    expect(passRate).toBeGreaterThan(whole * slice + 0.05);
  });

  it('passes normal criteria at their closed-form rate', () => {
    const se = 0.1;
    const bound = Math.log(1.25);
    const ratio: SimulatedCriterion = { kind: 'normal', se, bound, alpha: 0.05, side: 'upper' };
    const mirrored: SimulatedCriterion = { kind: 'normal', se, bound: -bound, alpha: 0.05, side: 'lower' };
    const { perCriterion } = simulateGate({ criteria: [ratio, mirrored], n: 10, seed: 4, runs: 8_000 });
    for (const rate of perCriterion) expect(Math.abs(rate - normalCdf(bound / se - 1.6448536))).toBeLessThan(0.018);
  });

  it('passes graded criteria as their power says', () => {
    const graded: SimulatedCriterion = {
      kind: 'graded',
      metric: 'g',
      members: 'all',
      sd: 0.3,
      margin: 0.05,
      alpha: 0.05,
    };
    const { passRate } = simulateGate({ criteria: [graded], n: 200, seed: 5, runs: 6_000 });
    const normalPower = normalCdf((0.05 * Math.sqrt(200)) / 0.3 - 1.6448536);
    expect(Math.abs(passRate - normalPower)).toBeLessThan(0.025);
  });

  it('knows that a small suite cannot pass even without a flip', () => {
    const graded: SimulatedCriterion = {
      kind: 'graded',
      metric: 'g',
      members: 'all',
      sd: 0,
      margin: 0.05,
      alpha: 0.05,
    };
    const at = (n: number) => simulateGate({ criteria: [drop(0.05, 0), graded], n, seed: 6, runs: 20 }).perCriterion;
    expect(at(51)).toEqual([0, 0]);
    expect(at(52)).toEqual([1, 1]);
    expect(simulateGate({ criteria: [drop(0.5, 0, [])], n: 5, seed: 6, runs: 20 }).passRate).toBe(0);
  });

  it('takes fixed chances, and lets the caller say what the gate needs', () => {
    const criteria: SimulatedCriterion[] = [
      { kind: 'fixed', passRate: 0.5 },
      { kind: 'fixed', passRate: 0.5 },
    ];
    const all = simulateGate({ criteria, n: 1, seed: 7, runs: 4_000 });
    const any = simulateGate({ criteria, n: 1, seed: 7, runs: 4_000, holds: (passed) => passed.some(Boolean) });
    expect(Math.abs(all.passRate - 0.25)).toBeLessThan(0.03);
    expect(Math.abs(any.passRate - 0.75)).toBeLessThan(0.03);
    expect(simulateGate({ criteria: [], n: 1, seed: 7, runs: 10 })).toEqual({ passRate: 1, perCriterion: [] });
  });

  it('repeats itself with the same seed', () => {
    const once = () => simulateGate({ criteria: [drop(0.02, 0.1)], n: 100, seed: 8, runs: 500 });
    expect(once()).toEqual(once());
  });

  it.each<[SimulatedCriterion, string]>([
    [drop(0.05, 1.5), 'share of flips 1.5'],
    [drop(-0.05, 0.1), 'margin -0.05'],
    [drop(0.05, 0.1, [10]), 'case 10 of 10'],
    [{ kind: 'fixed', passRate: Number.NaN }, 'pass rate NaN'],
    [{ kind: 'normal', se: -1, bound: 0, alpha: 0.05, side: 'upper' }, 'standard error -1'],
    [{ kind: 'normal', se: 1, bound: Number.NaN, alpha: 0.05, side: 'upper' }, 'the bound is not a number'],
    [
      { kind: 'graded', metric: 'g', members: 'all', sd: Infinity, margin: 0.1, alpha: 0.05 },
      'standard deviation Infinity',
    ],
    [{ ...drop(0.05, 0.1), alpha: 0.95 } as SimulatedCriterion, 'an error rate must lie between 0 and 0.5'],
  ])('refuses %j', (criterion, message) => {
    expect(() => simulateGate({ criteria: [criterion], n: 10, seed: 1, runs: 10 })).toThrow(message);
  });

  it('refuses to run no time, or on no case', () => {
    expect(() => simulateGate({ criteria: [], n: 0, seed: 1, runs: 10 })).toThrow(
      'cases: not a whole number from 1: 0',
    );
    expect(() => simulateGate({ criteria: [], n: 1, seed: 1, runs: 0.5 })).toThrow('runs: not a whole number');
  });
});
