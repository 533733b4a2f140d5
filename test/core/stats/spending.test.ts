import { describe, expect, it } from 'vitest';
import { hwangShihDeCani } from '../../../src/core/stats/spending.ts';

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
