import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Inference } from '../../../src/core/contracts/inference.ts';
import { meanScoreDifference } from '../../../src/core/stats/mean-difference.ts';
import { meanBounds } from '../../../src/core/stats/mean-inference.ts';
import { normalCdf, normalQuantile } from '../../../src/core/stats/normal.ts';
import { pairedT } from '../../../src/core/stats/paired-t.ts';
import { type Random, seededRandom } from '../../../src/core/stats/random.ts';
import { mean, variance } from '../../../src/core/stats/sample.ts';
import { evidenceFrom, meanAtLook, repeatedInterval } from '../../../src/core/stats/sequential-evidence.ts';
import { planSequentialTest } from '../../../src/core/stats/sequential-plan.ts';
import { boundaryAt, decideAt, decideLook, type LookBoundary } from '../../../src/core/stats/sequential-test.ts';
import { tangoInference, tangoZ } from '../../../src/core/stats/tango.ts';

/** As a comparison has it at a look: what a single test rests on, with mean and spread. */
function atLook(differences: readonly number[], seed: number): Inference {
  const summary = { n: differences.length, estimate: mean(differences), deviation: Math.sqrt(variance(differences)) };
  return meanAtLook({ method: 'bca', n: summary.n, ...meanBounds(differences, { seed, scale: 1 }) }, summary);
}

describe('evidenceFrom', () => {
  it("is Tango's Z for yes/no outcomes", () => {
    const counts = { gains: 9, losses: 14, n: 300 };
    const { good, bad } = evidenceFrom(tangoInference(counts), { good: 'at-least', value: -0.05 });
    expect(good).toBeCloseTo(tangoZ(counts, -0.05), 9);
    expect(bad).toBeCloseTo(-tangoZ(counts, -0.05), 9);
  });

  it('turns round for a bound from above', () => {
    const counts = { gains: 9, losses: 14, n: 300 };
    const { good, bad } = evidenceFrom(tangoInference(counts), { good: 'at-most', value: 0.05 });
    expect(good).toBeCloseTo(-tangoZ(counts, 0.05), 9);
    expect(bad).toBeCloseTo(tangoZ(counts, 0.05), 9);
  });

  it('is sure about what cannot be', () => {
    const evidence = evidenceFrom(tangoInference({ gains: 0, losses: 1, n: 50 }), { good: 'at-least', value: -1.5 });
    expect(evidence).toEqual({ good: Infinity, bad: -Infinity });
  });

  it('takes a p-value that cannot be computed for no evidence, and keeps rounding within the range', () => {
    const odd = {
      ...tangoInference({ gains: 0, losses: 1, n: 50 }),
      pAbove: () => Number.NaN,
      pBelow: () => 1 + 1e-12,
    };
    expect(evidenceFrom(odd, { good: 'at-least', value: 0 })).toEqual({ good: -Infinity, bad: -Infinity });
  });

  it('of graded scores has the tail of Student’s t', () => {
    const differences = [0, 0, -0.25, 0, 0.25, -0.5, 0, 0, 0.1, 0];
    const { good } = evidenceFrom(pairedT(differences), { good: 'at-least', value: -0.1 });
    expect(normalCdf(-good)).toBeCloseTo(pairedT(differences).pAbove(-0.1), 12);
    expect(good).toBeLessThan((-0.04 + 0.1) / 0.064031); // the normal deviate is closer to 0 than t itself
  });
});

describe('meanAtLook', () => {
  it('lets a few identical differences decide nothing', () => {
    const same = new Array<number>(20).fill(0);
    const { good } = evidenceFrom(atLook(same, 1), { good: 'at-least', value: -0.05 });
    expect(good).toBeCloseTo(Math.sqrt((20 * 0.05) / 0.95), 9); // Tango's Z of 20 cases without a flip
  });

  it('is never narrower than the t interval or the bootstrap', () => {
    const random = seededRandom(3);
    for (const n of [60, 160]) {
      const differences = Array.from({ length: n }, () => (random.uniform() < 0.1 ? -random.uniform() : 0));
      const both = atLook(differences, 2);
      const bootstrap = meanScoreDifference(differences, { seed: 2 });
      for (const alpha of [0.002, 0.05]) {
        expect(both.lower(alpha)).toBe(Math.min(pairedT(differences).lower(alpha), bootstrap.lower(alpha)));
        expect(both.upper(alpha)).toBe(Math.max(pairedT(differences).upper(alpha), bootstrap.upper(alpha)));
      }
    }
  });

  it('refuses what has no spread', () => {
    expect(() => atLook([0.5], 1)).toThrow('a t interval needs at least 2 cases');
    expect(() => atLook([0, Number.NaN], 1)).toThrow('not a finite number');
  });

  const kinds: Record<string, (random: Random) => number> = {
    'smooth scores': (random) => -0.05 + 0.3 * random.normal(),
    'spiky grades': (random) => [-0.6, 0, 0, 0.35][random.below(4)]! + 0.0125, // mean −0.05
    'a rare crash': (random) => (random.uniform() < 0.05 ? -1 : 0),
  };
  it.each(Object.entries(kinds))('passes targets at the margin as seldom as promised: %s', (_, draw) => {
    const cases = 300;
    const demand = { good: 'at-least', value: -0.05 } as const;
    const plan = planSequentialTest({ cases, alpha: 0.05, fixedSize: cases });
    const looks = plan.looks.map((done) => ({ done, remaining: cases - done }));
    const boundaries = looks.map((look, index) => boundaryAt(plan, looks.slice(0, index), look));
    const random = seededRandom(17);
    const passes = (differences: readonly number[], { pass }: LookBoundary) =>
      // The bootstrap is asked only where t passes: the widest of both passes only there.
      evidenceFrom(pairedT(differences), demand).good >= pass &&
      evidenceFrom(atLook(differences, 4), demand).good >= pass;
    let passed = 0;
    for (let run = 0; run < 800; run += 1) {
      const all = Array.from({ length: cases }, () => draw(random));
      if (looks.some(({ done }, index) => passes(all.slice(0, done), boundaries[index]!))) passed += 1;
    }
    expect(passed / 800).toBeLessThan(0.057 + 2 * 0.008);
  });
});

describe('repeatedInterval', () => {
  const plan = planSequentialTest({ cases: 400, alpha: 0.05 });
  const history = [40, 80, 120].map((done) => ({ done, remaining: 400 - done }));
  const now = { done: 160, remaining: 240 };

  it('always agrees with the decision', () => {
    fc.assert(
      fc.property(
        fc.record({ gains: fc.nat(40), losses: fc.nat(60) }),
        fc.constantFrom('at-least' as const, 'at-most' as const),
        ({ gains, losses }, good) => {
          const value = good === 'at-least' ? -0.05 : 0.05;
          const inference = tangoInference({ gains, losses, n: 160 });
          const decision = decideLook(plan, history, now, evidenceFrom(inference, { good, value }));
          const [low, high] = repeatedInterval(inference, good, decision);
          const [worst, best] = good === 'at-least' ? [low, high] : [-high, -low];
          expect(worst >= -0.05).toBe(decision.status === 'pass');
          expect(best < -0.05).toBe(decision.status === 'fail');
        },
      ),
    );
  });

  it('is wider than the interval of a test without looks', () => {
    const inference = tangoInference({ gains: 8, losses: 10, n: 160 });
    const decision = decideLook(plan, history, now, evidenceFrom(inference, { good: 'at-least', value: -0.05 }));
    const [low, high] = repeatedInterval(inference, 'at-least', decision);
    expect(low).toBeLessThan(inference.lower(0.05));
    expect(high).toBeGreaterThan(inference.upper(0.05));
  });

  it('covers the true difference at every look together', () => {
    const random = seededRandom(23);
    const looks = plan.looks.map((done) => ({ done, remaining: 400 - done }));
    const decisions = looks.map((look, index) =>
      decideAt(boundaryAt(plan, looks.slice(0, index), look), { good: 0, bad: 0 }),
    );
    let outside = 0;
    for (let run = 0; run < 1_000; run += 1) {
      let [gains, losses, n] = [0, 0, 0];
      const covers = looks.every(({ done }, index) => {
        for (; n < done; n += 1) {
          const chance = random.uniform();
          if (chance < 0.06) losses += 1;
          else if (chance < 0.1) gains += 1;
        }
        return tangoZ({ gains, losses, n }, -0.02) < -normalQuantile(decisions[index]!.intervalAlpha.good);
      });
      if (!covers) outside += 1;
    }
    expect(outside / 1_000).toBeLessThan(0.071);
  });
});
