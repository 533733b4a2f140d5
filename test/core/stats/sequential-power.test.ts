import { describe, expect, it } from 'vitest';
import { criticalZ, normalQuantile } from '../../../src/core/stats/normal.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { planSequentialTest } from '../../../src/core/stats/sequential-plan.ts';
import { costOfLooking } from '../../../src/core/stats/sequential-power.ts';
import { decideLook, type LookTaken } from '../../../src/core/stats/sequential-test.ts';

describe('costOfLooking', () => {
  it.each([
    ['with reserve', { cases: 200, alpha: 0.05 }, 1.02, 1.05],
    ['eagerly', { cases: 2000, alpha: 0.05, fixedSize: 500 }, 1.1, 1.16],
  ])('gives the drift that a plan which stops %s shows with the power asked for', (_, options, least, most) => {
    const plan = planSequentialTest(options);
    const cost = costOfLooking(plan, 0.8);
    expect(cost).toBeGreaterThan(least);
    expect(cost).toBeLessThan(most);
    const drift = cost * (criticalZ(0.05) + normalQuantile(0.8));
    const random = seededRandom(5);
    const runs = 4_000;
    let shown = 0;
    for (let run = 0; run < runs; run += 1) {
      const history: LookTaken[] = [];
      let sum = 0;
      for (const [index, done] of plan.looks.entries()) {
        const step = (done - (plan.looks[index - 1] ?? 0)) / plan.cases;
        sum += drift * step + Math.sqrt(step) * random.normal();
        const now = { done, remaining: plan.cases - done };
        const z = sum / Math.sqrt(done / plan.cases);
        const { status } = decideLook(plan, history, now, { good: z, bad: -Infinity });
        history.push(now);
        if (status === 'open') continue;
        shown += Number(status === 'pass');
        break;
      }
    }
    expect(Math.abs(shown / runs - 0.8)).toBeLessThan(0.02);
  });

  it('is nothing where there is one look', () => {
    expect(costOfLooking(planSequentialTest({ cases: 30, alpha: 0.05 }), 0.8)).toBe(1);
  });
});
