import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crossings,
  groupSequentialDesign,
  lowerBoundary,
  upperBoundary,
} from '../../../src/core/stats/group-sequential.ts';
import { criticalZ, normalCdf, normalDensity } from '../../../src/core/stats/normal.ts';
import { hwangShihDeCani, type SpendingFunction } from '../../../src/core/stats/spending.ts';
import { PUBLISHED } from './reference.ts';

const evenly = (count: number) => Array.from({ length: count }, (_, index) => (index + 1) / count);
const spending = (shares: readonly number[], spent: SpendingFunction) =>
  shares.map((information) => ({ information, spent: spent(information) }));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Lan & DeMets' versions of O'Brien and Fleming's and of Pocock's boundary, for which values are published. */
const obrienFleming =
  (alpha: number): SpendingFunction =>
  (t) =>
    2 * normalCdf(-criticalZ(alpha / 2) / Math.sqrt(t));
const pocock =
  (alpha: number): SpendingFunction =>
  (t) =>
    alpha * Math.log(1 + (Math.E - 1) * t);

function spendingOf(kind: string, alpha: number): SpendingFunction {
  if (kind === 'OF') return obrienFleming(alpha);
  if (kind === 'P') return pocock(alpha);
  return hwangShihDeCani(alpha, Number(kind.replace('HSD', '')));
}

interface Row {
  K?: number;
  kind?: string;
  alpha?: number;
  beta?: number;
  z?: number[];
  upper?: number[];
  lower?: number[];
  inflation?: number;
}
const rows = PUBLISHED.groupSequential as Row[];

describe('upperBoundary', () => {
  const boundaries = rows.flatMap(({ K, kind, alpha, z }) =>
    K === undefined || kind === undefined || alpha === undefined || z === undefined ? [] : [{ K, kind, alpha, z }],
  );

  it('is tested on every published boundary', () => expect(boundaries).toHaveLength(7));

  it.each(boundaries)('gives the published values: $kind, $K looks, α $alpha', ({ K, kind, alpha, z }) => {
    const boundary = upperBoundary(spending(evenly(K), spendingOf(kind, alpha)));
    for (const [look, value] of boundary.entries()) expect(Math.abs(value - (z[look] ?? 0))).toBeLessThan(2e-6);
    expect(boundary).toHaveLength(z.length);
  });

  it('with one look is the critical value of the test without looks', () => {
    expect(upperBoundary([{ information: 7, spent: 0.05 }])[0]).toBeCloseTo(criticalZ(0.05), 10);
  });

  it('agrees with a double integral at two looks of any size', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 0.98, noNaN: true }), (early) => {
        const spent = hwangShihDeCani(0.05, -1);
        const [first = 0, second = 0] = upperBoundary(spending([early, 1], spent));
        // P(Z₁ < u₁, Z₂ > u₂) = ∫ φ(x) Φ((x√t − u₂)/√(1 − t)) dx over x < u₁, by the trapezoidal rule.
        const steps = 20_000;
        const width = (first + 9) / steps;
        let crossed = 0;
        for (let i = 0; i <= steps; i += 1) {
          const x = -9 + i * width;
          const part = normalDensity(x) * normalCdf((x * Math.sqrt(early) - second) / Math.sqrt(1 - early));
          crossed += (i === 0 || i === steps ? 0.5 : 1) * part * width;
        }
        expect(normalCdf(-first)).toBeCloseTo(spent(early), 8);
        expect(crossed).toBeCloseTo(0.05 - spent(early), 6);
      }),
      { numRuns: 25 },
    );
  });

  it('does not depend on the unit of the information', () => {
    const spent = hwangShihDeCani(0.05, -2);
    const shares = upperBoundary(spending(evenly(4), spent));
    const cases = upperBoundary(evenly(4).map((share) => ({ information: 250 * share, spent: spent(share) })));
    for (const [look, value] of cases.entries()) expect(value).toBeCloseTo(shares[look] ?? 0, 8);
  });

  it('is infinite where nothing may be spent', () => {
    const boundary = upperBoundary([
      { information: 0.5, spent: 0 },
      { information: 1, spent: 0.05 },
    ]);
    expect(boundary[0]).toBe(Infinity);
    expect(boundary[1]).toBeCloseTo(criticalZ(0.05), 6);
  });

  it('spends by a bound of its own at a look that comes too soon, and all in all no more than it may', () => {
    const looks = [
      { information: 0.5, spent: 0.02 },
      { information: 0.5005, spent: 0.021 },
      { information: 1, spent: 0.05 },
    ];
    const boundary = upperBoundary(looks);
    expect(boundary[1]).toBeCloseTo(criticalZ(0.001), 10);
    const others = [looks[0], looks[2]].flatMap((look) => look ?? []);
    const never = [-Infinity, -Infinity];
    const without = crossings(
      others.map(({ information }) => information),
      { upper: [boundary[0] ?? 0, boundary[2] ?? 0], lower: never },
      0,
    );
    expect(sum(without.above) + 0.001).toBeCloseTo(0.05, 6);
  });

  it.each([
    [[], 'at least one look'],
    [[{ information: 0, spent: 0.01 }], 'look 0 brings no new information'],
    [
      [
        { information: 1, spent: 0.01 },
        { information: 1, spent: 0.02 },
      ],
      'look 1 brings no new information',
    ],
    [[{ information: Number.NaN, spent: 0.01 }], 'look 0 brings no new information'],
    [[{ information: Infinity, spent: 0.01 }], 'look 0 brings no new information'],
    [
      [
        { information: 1, spent: 0.02 },
        { information: 2, spent: 0.01 },
      ],
      'look 1 has spent less than the one before',
    ],
    [[{ information: 1, spent: Number.NaN }], 'look 0 has spent less'],
  ])('refuses %j', (looks, message) => {
    expect(() => upperBoundary(looks)).toThrow(message);
  });
});

describe('groupSequentialDesign', () => {
  const designs = rows.flatMap(({ K, kind, alpha, beta, upper, lower, inflation }) =>
    K !== undefined && kind && alpha && beta && upper && lower && inflation
      ? [{ K, kind, alpha, beta, upper, lower, inflation }]
      : [],
  );

  it('is tested on both published designs with an inflation', () => expect(designs).toHaveLength(2));

  it.each(designs)(
    'gives the published design: $kind, $K looks',
    ({ K, kind, alpha, beta, upper, lower, inflation }) => {
      const design = groupSequentialDesign(
        spending(evenly(K), spendingOf(kind, alpha)),
        spending(evenly(K), spendingOf(kind, beta)),
      );
      for (const [look, value] of design.upper.entries())
        expect(Math.abs(value - (upper[look] ?? 0))).toBeLessThan(6e-5);
      for (const [look, value] of design.lower.entries())
        expect(Math.abs(value - (lower[look] ?? 0))).toBeLessThan(6e-5);
      expect(Math.abs(design.inflation - inflation)).toBeLessThan(6e-5);
    },
  );

  it.each(PUBLISHED.gsDesignNonBinding)('agrees with gsDesign: $K looks', ({ K, upper, lower, drift }) => {
    const design = groupSequentialDesign(
      spending(evenly(K), hwangShihDeCani(0.05, -2)),
      spending(evenly(K), hwangShihDeCani(0.1, -2)),
    );
    for (const [look, value] of design.upper.entries()) expect(Math.abs(value - (upper[look] ?? 0))).toBeLessThan(6e-5);
    for (const [look, value] of design.lower.entries()) expect(Math.abs(value - (lower[look] ?? 0))).toBeLessThan(6e-5);
    expect(Math.abs(design.drift - drift)).toBeLessThan(6e-5);
  });

  it('keeps its promises: α without heed of futility, β at its drift', () => {
    const shares = evenly(10);
    const { upper, lower, drift } = groupSequentialDesign(
      spending(shares, hwangShihDeCani(0.05, -1)),
      spending(shares, hwangShihDeCani(0.1, -1)),
    );
    const never = shares.map(() => -Infinity);
    expect(sum(crossings(shares, { upper, lower: never }, 0).above)).toBeCloseTo(0.05, 7);
    expect(sum(crossings(shares, { upper, lower }, 0).above)).toBeLessThan(0.05);
    const there = crossings(shares, { upper, lower }, drift);
    expect(sum(there.below)).toBeCloseTo(0.1, 6);
    expect(sum(there.above) + sum(there.below)).toBeCloseTo(1, 6);
  });

  it('refuses a design that does not end at information 1, or spends no error', () => {
    const looks = spending([0.5, 1], hwangShihDeCani(0.05, -1));
    expect(() => groupSequentialDesign(looks.slice(0, 1), looks)).toThrow(
      'the last look of a design has information 1',
    );
    expect(() => groupSequentialDesign(looks, [])).toThrow('an error rate must lie between 0 and 0.5: 0');
    const nothingLeft = looks.map(({ information }) => ({ information, spent: 0.1 }));
    expect(() => groupSequentialDesign(looks, nothingLeft)).toThrow('may spend some of β');
  });
});

describe('lowerBoundary', () => {
  const shares = evenly(5);
  const upper = upperBoundary(spending(shares, hwangShihDeCani(0.05, -4)));

  it('spends β at the drift given, and no more', () => {
    const looks = spending(shares, hwangShihDeCani(0.05, 0));
    const lower = lowerBoundary(looks, upper, 2.9264);
    const { below } = crossings(shares, { upper, lower }, 2.9264);
    for (const [look, chance] of below.entries()) expect(chance, `look ${look}`).toBeCloseTo(0.01, 7);
  });

  it('never lies above the upper boundary, however strong the effect', () => {
    const lower = lowerBoundary(spending(shares, hwangShihDeCani(0.4, 1)), upper, 12);
    for (const [look, value] of lower.entries()) expect(value).toBeLessThanOrEqual(upper[look] ?? 0);
    expect(lower.at(-1)).toBe(upper.at(-1));
  });

  it('is −∞ where nothing may be spent or the look comes too soon', () => {
    const looks = [
      { information: 0.5, spent: 0 },
      { information: 0.8, spent: 0.02 },
      { information: 0.801, spent: 0.03 },
    ];
    const lower = lowerBoundary(looks, [3, 2.5, 2.5], 3);
    expect(lower[0]).toBe(-Infinity);
    expect(lower[1]).toBeGreaterThan(-1);
    expect(lower[2]).toBe(-Infinity);
  });

  it('needs an upper boundary of the same looks', () => {
    expect(() => lowerBoundary(spending(shares, pocock(0.1)), upper.slice(1), 3)).toThrow(
      '5 looks, but 4 values of the upper boundary',
    );
  });
});

describe('crossings', () => {
  it('refuses boundaries of other looks, and looks that follow too soon', () => {
    expect(() => crossings([0.5, 1], { upper: [2], lower: [0, 1] }, 0)).toThrow('2 looks need as many values');
    expect(() => crossings([0.5, 0.5001], { upper: [2, 2], lower: [0, 1] }, 0)).toThrow('look 1 comes too soon');
  });

  it('stops nobody where the bounds are infinite, and everybody where they meet', () => {
    const open = crossings([0.5, 1], { upper: [Infinity, Infinity], lower: [-Infinity, -Infinity] }, 1);
    expect(open).toEqual({ above: [0, 0], below: [0, 0] });
    const shut = crossings([0.5, 1], { upper: [0, 0], lower: [0, 0] }, 0);
    expect(shut).toEqual({ above: [0.5, 0], below: [0.5, 0] });
  });
});
