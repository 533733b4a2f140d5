import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalZ } from '../../../src/core/stats/normal.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { tangoInference, tangoInterval, tangoZ } from '../../../src/core/stats/tango.ts';
import { PUBLISHED } from './reference.ts';

/** Possible counts of up to 400 cases. */
const counts = fc
  .record({ gains: fc.nat(60), losses: fc.nat(60), ties: fc.nat(280) })
  .filter(({ gains, losses, ties }) => gains + losses + ties > 0)
  .map(({ gains, losses, ties }) => ({ gains, losses, n: gains + losses + ties }));

describe('tangoInterval', () => {
  it.each(PUBLISHED.tango)(
    'gives the published interval: $source, b=$b c=$c',
    ({ a, b, c, d, level, published, value }) => {
      const [low, high] = tangoInterval({ gains: b, losses: c, n: a + b + c + d }, (1 - level) / 2);
      expect(Math.abs(low - value[0])).toBeLessThan(1e-6);
      expect(Math.abs(high - value[1])).toBeLessThan(1e-6);
      if (published === null) return;
      expect(Math.abs(low - published[0])).toBeLessThan(6e-4);
      expect(Math.abs(high - published[1])).toBeLessThan(6e-4);
    },
  );

  it('without a flip is ±z²/(n + z²)', () => {
    const z2 = criticalZ(0.05) ** 2;
    const [low, high] = tangoInterval({ gains: 0, losses: 0, n: 500 }, 0.05);
    expect(high).toBeCloseTo(z2 / (500 + z2), 14);
    expect(low).toBe(-high);
  });

  it('reaches −1 and 1 when every case flips one way', () => {
    expect(tangoInterval({ gains: 30, losses: 0, n: 30 }, 0.05)[1]).toBe(1);
    expect(tangoInterval({ gains: 0, losses: 30, n: 30 }, 0.05)[0]).toBe(-1);
    expect(tangoInterval({ gains: 30, losses: 0, n: 30 }, 0.05)[0]).toBeGreaterThan(0.8);
  });
});

describe('tangoZ', () => {
  it("at no difference is McNemar's statistic", () => {
    expect(tangoZ({ gains: 1, losses: 7, n: 21 }, 0)).toBeCloseTo(-Math.sqrt(4.5), 12);
    expect(tangoZ({ gains: 12, losses: 2, n: 50 }, 0)).toBeCloseTo(Math.sqrt(7.142857142857143), 12);
  });

  it('is finite and exact next to cancellation: a million cases, few flips', () => {
    const z = tangoZ({ gains: 0, losses: 1, n: 1_000_000 }, -1e-5);
    expect(z).toBeGreaterThan(2);
    expect(z).toBeLessThan(4);
  });

  it.each([
    [{ gains: -1, losses: 0, n: 10 }],
    [{ gains: 6, losses: 6, n: 10 }],
    [{ gains: 0, losses: 0, n: 0 }],
    [{ gains: 0.5, losses: 0, n: 10 }],
    [{ gains: Number.NaN, losses: 0, n: 10 }],
  ])('refuses the counts %j', (bad) => {
    expect(() => tangoZ(bad, 0)).toThrow('not possible counts');
    expect(() => tangoInference(bad)).toThrow('not possible counts');
  });

  it('refuses a difference beyond 1', () => {
    expect(() => tangoZ({ gains: 1, losses: 1, n: 10 }, -1.5)).toThrow('a difference of proportions lies in [-1, 1]');
  });
});

describe('tangoInference', () => {
  it('is antisymmetric: swapping the sides mirrors the interval', () => {
    fc.assert(
      fc.property(counts, ({ gains, losses, n }) => {
        const [low, high] = tangoInterval({ gains, losses, n }, 0.05);
        const [mirroredLow, mirroredHigh] = tangoInterval({ gains: losses, losses: gains, n }, 0.05);
        expect(low).toBeCloseTo(-mirroredHigh, 9);
        expect(high).toBeCloseTo(-mirroredLow, 9);
      }),
    );
  });

  it('decides the same by bound, by p-value and by Z', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0.001, max: 0.3, noNaN: true }), (observed, margin) => {
        const inference = tangoInference(observed);
        const passes = tangoZ(observed, -margin) > criticalZ(0.05);
        if (Math.abs(inference.lower(0.05) + margin) < 1e-9) return;
        expect(inference.lower(0.05) > -margin).toBe(passes);
        expect(inference.pAbove(-margin) < 0.05).toBe(passes);
        expect(inference.pBelow(margin) < 0.05).toBe(inference.upper(0.05) < margin);
      }),
    );
  });

  it('contains the estimate and stays within [−1, 1]', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 1e-6, max: 0.49, noNaN: true }), (observed, alpha) => {
        const { estimate, lower, upper } = tangoInference(observed);
        expect(lower(alpha)).toBeGreaterThanOrEqual(-1);
        expect(lower(alpha)).toBeLessThanOrEqual(estimate);
        expect(upper(alpha)).toBeGreaterThanOrEqual(estimate);
        expect(upper(alpha)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is sure about what cannot be', () => {
    const inference = tangoInference({ gains: 1, losses: 2, n: 40 });
    expect(inference.pAbove(-1.2)).toBe(0);
    expect(inference.pBelow(-1.2)).toBe(1);
    expect(inference.pBelow(1.2)).toBe(0);
  });

  it('passes a target exactly at the margin about as often as its error rate says', () => {
    const random = seededRandom(20240601);
    const runs = 4_000;
    for (const [n, psi, margin] of [
      [50, 0.2, 0.1],
      [200, 0.15, 0.05],
      [1_000, 0.1, 0.02],
    ] as const) {
      let passes = 0;
      for (let run = 0; run < runs; run += 1) {
        let gains = 0;
        let losses = 0;
        for (let i = 0; i < n; i += 1) {
          const chance = random.uniform();
          if (chance < (psi + margin) / 2) losses += 1;
          else if (chance < psi) gains += 1;
        }
        if (tangoZ({ gains, losses, n }, -margin) > criticalZ(0.05)) passes += 1;
      }
      expect(passes / runs).toBeGreaterThan(0.03);
      expect(passes / runs).toBeLessThan(0.062); // 0.055 and two standard errors
    }
  });
});
