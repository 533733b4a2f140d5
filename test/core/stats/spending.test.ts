import { describe, expect, it } from 'vitest';
import { upperBoundary } from '../../../src/core/stats/group-sequential.ts';
import { hwangShihDeCani, kimDeMets, spendingFunction, withReserve } from '../../../src/core/stats/spending.ts';

describe('hwangShihDeCani', () => {
  it('spends nothing at first and all in the end, whatever γ', () => {
    for (const gamma of [-20, -4, -1, 0, 1, 4]) {
      const spent = hwangShihDeCani(0.05, gamma);
      expect(spent(0)).toBe(0);
      expect(spent(1)).toBe(0.05);
    }
  });

  it('follows its formula, and in even parts at γ = 0', () => {
    expect(hwangShihDeCani(0.05, -1)(0.1)).toBeCloseTo((0.05 * (1 - Math.exp(0.1))) / (1 - Math.E), 15);
    expect(hwangShihDeCani(0.025, -4)(0.5)).toBeCloseTo((0.025 * (1 - Math.exp(2))) / (1 - Math.exp(4)), 15);
    expect(hwangShihDeCani(0.05, 0)(0.3)).toBeCloseTo(0.015, 15);
    expect(hwangShihDeCani(0.05, 1e-9)(0.3)).toBeCloseTo(0.015, 10);
  });

  it('spends less early the lower γ', () => {
    const atHalf = [-4, -2, -1, 0, 1].map((gamma) => hwangShihDeCani(0.05, gamma)(0.5));
    expect(atHalf).toEqual(atHalf.toSorted((a, b) => a - b));
  });

  it('refuses what is no error rate, no γ and no share', () => {
    expect(() => hwangShihDeCani(0.5, -1)).toThrow('an error rate must lie between 0 and 0.5');
    expect(() => hwangShihDeCani(0.05, Number.NaN)).toThrow('γ must be a finite number');
    expect(() => hwangShihDeCani(0.05, -1)(1.01)).toThrow('a share of the information lies in [0, 1]: 1.01');
    expect(() => hwangShihDeCani(0.05, -1)(Number.NaN)).toThrow('a share of the information');
  });
});

describe('kimDeMets', () => {
  // Reference values: expectations of the tests of rpact (R), type of design "asKD".
  it.each([
    [0.025, 2.8, [0.2, 0.4, 0.8, 1], [3.4542176, 2.9219298, 2.2448554, 2.0471908]],
    [0.03, 2.2, [0.3, 0.7, 1], [2.8594012, 2.2435708, 1.9735737]],
  ])('leads to the published boundaries: α %d, ρ %d', (alpha, rho, shares, published) => {
    const spent = kimDeMets(alpha, rho);
    const boundary = upperBoundary(shares.map((share) => ({ information: share, spent: spent(share) })));
    for (const [look, value] of published.entries()) expect(Math.abs((boundary[look] ?? 0) - value)).toBeLessThan(2e-6);
    expect(boundary).toHaveLength(published.length);
  });

  it('spends as published: α t^ρ', () => {
    const spent = kimDeMets(0.03, 2.2);
    expect([0, 0.3, 0.7, 1].map(spent)).toEqual([
      0,
      expect.closeTo(0.0021222083, 10),
      expect.closeTo(0.013687904, 9),
      0.03,
    ]);
  });

  it('refuses what is no error rate, no ρ and no share', () => {
    expect(() => kimDeMets(0, 1)).toThrow('an error rate must lie between 0 and 0.5');
    expect(() => kimDeMets(0.05, 0)).toThrow('ρ must be a positive number: 0');
    expect(() => kimDeMets(0.05, Number.POSITIVE_INFINITY)).toThrow('ρ must be a positive number');
    expect(() => kimDeMets(0.05, 1)(-0.01)).toThrow('a share of the information lies in [0, 1]: -0.01');
  });
});

describe('withReserve', () => {
  it('keeps its part for the last look, and then spends it', () => {
    const spent = withReserve(kimDeMets(0.05, 1), 0.4);
    expect(spent(0)).toBe(0);
    expect(spent(0.5)).toBeCloseTo(0.015, 15);
    expect(spent(0.9999)).toBeLessThan(0.03);
    expect(spent(1)).toBe(0.05);
  });

  it('changes nothing where nothing is held', () => {
    const [with0, without] = [withReserve(hwangShihDeCani(0.05, -1), 0), hwangShihDeCani(0.05, -1)];
    for (const share of [0, 0.2, 0.7, 1]) expect(with0(share)).toBe(without(share));
  });

  it('lets the last look demand little more than a test without looks', () => {
    const last = (held: number) => {
      const spent = withReserve(kimDeMets(0.05, 1.5), held);
      const looks = Array.from({ length: 20 }, (_, index) => (index + 1) / 20);
      return upperBoundary(looks.map((share) => ({ information: share, spent: spent(share) }))).at(-1) ?? 0;
    };
    expect(last(0.45)).toBeLessThan(1.73);
    expect(last(0.45)).toBeGreaterThan(1.645);
    expect(last(0)).toBeGreaterThan(1.9);
  });

  it.each([-0.1, 1, Number.NaN])('refuses a reserve of %d', (held) => {
    expect(() => withReserve(kimDeMets(0.05, 1), held)).toThrow(`a reserve lies in [0, 1): ${held}`);
  });
});

describe('spendingFunction', () => {
  it('is the function that the data name', () => {
    expect(spendingFunction(0.05, { gamma: -1 })(0.4)).toBe(hwangShihDeCani(0.05, -1)(0.4));
    expect(spendingFunction(0.05, { rho: 1.5, held: 0.45 })(0.4)).toBeCloseTo(0.05 * 0.55 * 0.4 ** 1.5, 15);
    expect(spendingFunction(0.05, { rho: 1.5, held: 0.45 })(1)).toBe(0.05);
  });
});
