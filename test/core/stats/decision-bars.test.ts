import { describe, expect, it } from 'vitest';
import { casesForMargin } from '../../../src/core/plan/power.ts';
import { criticalZ } from '../../../src/core/stats/normal.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { planSequentialTest } from '../../../src/core/stats/sequential-plan.ts';
import { decideAt, plannedBoundaries } from '../../../src/core/stats/sequential-test.ts';
import { tangoZ } from '../../../src/core/stats/tango.ts';
import { exactOutcome } from './exact-decisions.ts';

/** Exact figures of the sequential test, on suites of just the size that a test without looks needs for a power of 0.9. */

const settings = [
  { psi: 0.1, margin: 0.05, cases: 338 },
  { psi: 0.2, margin: 0.05, cases: 681 },
  { psi: 0.1, margin: 0.02, cases: 2_137 },
];

function onceOnly(cases: number) {
  return [{ cases, pass: criticalZ(0.05), fail: Infinity, futile: -Infinity, isLast: true }];
}

describe.each(settings)('with $cases cases, ψ $psi, margin $margin', ({ psi, margin, cases }) => {
  const looks = plannedBoundaries(planSequentialTest({ cases, alpha: 0.05, fixedSize: cases }));
  const at = (margins: number) => exactOutcome({ psi, delta: margins * margin }, margin, looks);

  it('is of the size that it is meant for', () => {
    expect(casesForMargin({ psi, margin, alpha: 0.05, power: 0.9 })).toBe(cases);
  });

  it('passes an equal target at most 2 points less often than the test without looks, and hardly ever fails it', () => {
    const equal = at(0);
    const once = exactOutcome({ psi, delta: 0 }, margin, onceOnly(cases));
    expect(once.pass).toBeGreaterThan(0.87);
    expect(once.pass - equal.pass).toBeLessThan(0.018);
    expect(equal.fail).toBeLessThan(0.002);
    expect(equal.cases / cases).toBeLessThan(0.72);
  });

  it('is done with a target that is better by the margin after a third of the cases', () => {
    const better = at(1);
    expect(better.pass).toBeGreaterThan(0.999);
    expect(better.cases / cases).toBeLessThan(0.35);
  });

  it('passes a target at the margin seldom, whether what looks futile is given up or not', () => {
    const atMargin = at(-1);
    expect(atMargin.pass).toBeLessThan(0.05);
    expect(atMargin.cases / cases).toBeLessThan(0.6);
    const unheeded = looks.map((look) => ({ ...look, futile: -Infinity }));
    const goesOn = exactOutcome({ psi, delta: -margin }, margin, unheeded);
    expect(goesOn.pass).toBeGreaterThan(atMargin.pass);
    expect(goesOn.pass).toBeLessThan(0.057);
    expect(goesOn.fail).toBeLessThan(0.057);
  });

  it('is done with one twice the margin worse after a quarter of the cases', () => {
    const worse = at(-2);
    expect(worse.pass).toBeLessThan(1e-4);
    expect(worse.cases / cases).toBeLessThan(0.27);
  });

  it('fails most targets that are four margins worse, instead of leaving them undecided', () => {
    const farWorse = exactOutcome({ psi: Math.max(psi, 4 * margin), delta: -4 * margin }, margin, looks);
    expect(farWorse.fail).toBeGreaterThan(0.7);
  });
});

describe('the exact figures', () => {
  it('agree with simulated runs', () => {
    const [psi, delta, margin] = [0.15, -0.02, 0.05];
    const looks = plannedBoundaries(planSequentialTest({ cases: 200, alpha: 0.05 }));
    const exact = exactOutcome({ psi, delta }, margin, looks);
    const random = seededRandom(7);
    const runs = 4_000;
    const sums = { pass: 0, cases: 0 };
    for (let run = 0; run < runs; run += 1) {
      const counts = { gains: 0, losses: 0, n: 0 };
      for (const look of looks) {
        for (; counts.n < look.cases; counts.n += 1) {
          const chance = random.uniform();
          if (chance < (psi + delta) / 2) counts.gains += 1;
          else if (chance < psi) counts.losses += 1;
        }
        const z = tangoZ(counts, -margin);
        const { status } = decideAt(look, { good: z, bad: -z });
        if (status === 'open') continue;
        sums.cases += look.cases / runs;
        if (status === 'pass') sums.pass += 1 / runs;
        break;
      }
    }
    // Three standard errors: of a rate, and of a mean of numbers of cases between 20 and 200.
    expect(Math.abs(sums.pass - exact.pass)).toBeLessThan(3 * Math.sqrt((exact.pass * (1 - exact.pass)) / runs));
    expect(Math.abs(sums.cases - exact.cases)).toBeLessThan((3 * 90) / Math.sqrt(runs));
  });

  it('are plain where there is one look', () => {
    const { pass, cases } = exactOutcome({ psi: 0, delta: 0 }, 0.05, onceOnly(60));
    expect([pass, cases]).toEqual([1, 60]);
    expect(exactOutcome({ psi: 0, delta: 0 }, 0.05, onceOnly(50)).pass).toBe(0);
  });
});
