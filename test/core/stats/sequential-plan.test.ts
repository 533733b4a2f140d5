import { describe, expect, it } from 'vitest';
import { casesForMargin } from '../../../src/core/plan/power.ts';
import { crossings } from '../../../src/core/stats/group-sequential.ts';
import { criticalZ } from '../../../src/core/stats/normal.ts';
import { eagerRule, plannedLooks, planSequentialTest } from '../../../src/core/stats/sequential-plan.ts';
import { boundaryAt } from '../../../src/core/stats/sequential-test.ts';

describe('plannedLooks', () => {
  it('comes after every twentieth of the suite from 400 cases on', () => {
    expect(plannedLooks(2_000)).toEqual(Array.from({ length: 20 }, (_, index) => 100 * (index + 1)));
    expect(plannedLooks(400)).toHaveLength(20);
    expect(plannedLooks(401).slice(0, 4)).toEqual([21, 41, 61, 81]);
    expect(plannedLooks(401).at(-1)).toBe(401);
  });

  it.each([
    [1, [1]],
    [39, [39]],
    [40, [20, 40]],
    [100, [20, 40, 60, 80, 100]],
    [199, [23, 45, 67, 89, 111, 133, 155, 177, 199]],
    [200, [20, 40, 60, 80, 100, 120, 140, 160, 180, 200]],
    [338, [22, 43, 64, 85, 106, 127, 148, 169, 191, 212, 233, 254, 275, 296, 317, 338]],
  ])('leaves 20 new cases to each look of a suite of %i', (cases, looks) => {
    expect(plannedLooks(cases)).toEqual(looks);
  });
});

describe('planSequentialTest', () => {
  const plannedDrift = criticalZ(0.05) + criticalZ(0.1);
  const fixedSize = casesForMargin({ psi: 0.15, margin: 0.05, alpha: 0.05, power: 0.9 });

  it('stops with reserve where the suite is no larger than it must be, or the need is unknown', () => {
    for (const plan of [
      planSequentialTest({ cases: fixedSize, alpha: 0.05, fixedSize }),
      planSequentialTest({ cases: Math.floor(1.28 * fixedSize), alpha: 0.05, fixedSize }),
      planSequentialTest({ cases: 100_000, alpha: 0.05 }),
    ]) {
      expect(plan.spending).toEqual({ rho: 1.5, held: 0.45 });
      expect(plan.futility.drift).toBeCloseTo(2.9264, 4);
    }
  });

  it('stops eagerly where power is to spare', () => {
    const plan = planSequentialTest({ cases: Math.ceil(1.3 * fixedSize), alpha: 0.05, fixedSize });
    expect(plan.spending).toEqual({ gamma: -1 });
    expect(plan.futility).toMatchObject({ beta: 0.1, spending: { gamma: -1 } });
    expect(plan.futility.drift).toBeCloseTo(3.3236, 4);
  });

  it('has the published inflation of the eager rule at other error rates too: about a quarter', () => {
    expect(eagerRule(0.05, 10).inflation).toBeCloseTo(1.2652, 4);
    expect(eagerRule(0.05, 1).inflation).toBeCloseTo(1, 9);
    const strict = eagerRule(0.01, 20).inflation;
    expect(strict).toBeGreaterThan(1.15);
    expect(strict).toBeLessThan(1.35);
    expect(eagerRule(0.05, 20).inflation).toBeCloseTo((3.3236 / plannedDrift) ** 2, 3);
  });

  it('loses at most 2 points of a power of 0.9, on a suite of exactly the size that it needs', () => {
    const plan = planSequentialTest({ cases: 1_000, alpha: 0.05, fixedSize: 1_000 });
    const looks = plan.looks.map((done) => ({ done, remaining: 1_000 - done }));
    const boundaries = looks.map((look, index) => boundaryAt(plan, looks.slice(0, index), look));
    const shares = plan.looks.map((done) => done / 1_000);
    const upper = boundaries.map(({ pass }) => pass);
    const lower = boundaries.map(({ futile }) => futile);
    const passes = (drift: number) => crossings(shares, { upper, lower }, drift).above.reduce((sum, p) => sum + p, 0);
    expect(passes(plan.futility.drift)).toBeGreaterThan(0.88);
    expect(passes(0)).toBeLessThan(0.05);
    const unheeded = { upper, lower: lower.map(() => -Infinity) };
    const above = crossings(shares, unheeded, 0).above;
    expect(above.reduce((sum, p) => sum + p, 0)).toBeCloseTo(0.05, 6);
    expect(above.at(-1)).toBeCloseTo(0.05 * (1 - 0.55 * 0.95 ** 1.5), 6);
  });

  it('takes an error rate of its own for failing', () => {
    expect(planSequentialTest({ cases: 200, alpha: 0.05 }).failAlpha).toBe(0.05);
    expect(planSequentialTest({ cases: 200, alpha: 0.05, failAlpha: 0.01 }).failAlpha).toBe(0.01);
  });

  it('is plain data', () => {
    const plan = planSequentialTest({ cases: 500, alpha: 0.05, fixedSize: 300 });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it.each([
    [{ cases: 0, alpha: 0.05 }, 'not a number of cases: 0'],
    [{ cases: 10.5, alpha: 0.05 }, 'not a number of cases: 10.5'],
    [{ cases: 10, alpha: 0.95 }, 'an error rate must lie between 0 and 0.5: 0.95'],
    [{ cases: 10, alpha: 0.05, failAlpha: 0 }, 'an error rate must lie between 0 and 0.5: 0'],
  ])('refuses %j', (options, message) => {
    expect(() => planSequentialTest(options)).toThrow(message);
  });
});
