import { describe, expect, it } from 'vitest';
import { clopperPearsonInference } from '../../../src/core/stats/clopper-pearson.ts';
import { logGamma } from '../../../src/core/stats/gamma.ts';
import { proportionInference } from '../../../src/core/stats/proportion.ts';
import { wilsonInference } from '../../../src/core/stats/wilson.ts';
import { PUBLISHED } from './reference.ts';

describe('wilsonInference', () => {
  it.each(PUBLISHED.wilson)('gives the published interval of $x of $n', ({ x, n, published, value }) => {
    const inference = wilsonInference(x, n);
    expect(inference.lower(0.025)).toBeCloseTo(value[0], 5);
    expect(inference.upper(0.025)).toBeCloseTo(value[1], 5);
    expect(Math.abs(inference.upper(0.025) - published[1])).toBeLessThan(6e-5);
  });

  it('decides the same by bound and by p-value', () => {
    const inference = wilsonInference(170, 200);
    const low = inference.lower(0.05);
    expect(inference.pAbove(low)).toBeCloseTo(0.05, 10);
    expect(inference.pBelow(inference.upper(0.05))).toBeCloseTo(0.05, 10);
    expect(inference.pAbove(-0.1)).toBe(0);
    expect(inference.pBelow(1.1)).toBe(0);
    expect(inference.pAbove(1.1)).toBe(1);
  });
});

describe('clopperPearsonInference', () => {
  it.each(PUBLISHED.clopperPearson)('gives the published interval of $x of $n', ({ x, n, published, value }) => {
    const inference = clopperPearsonInference(x, n);
    expect(inference.lower(0.025)).toBeCloseTo(value[0], 5);
    expect(inference.upper(0.025)).toBeCloseTo(value[1], 5);
    expect(Math.abs(inference.upper(0.025) - published[1])).toBeLessThan(6e-5);
  });

  it('has exact p-values that agree with its bounds', () => {
    const inference = clopperPearsonInference(58, 60);
    expect(inference.pAbove(inference.lower(0.05))).toBeCloseTo(0.05, 10);
    expect(inference.pBelow(inference.upper(0.05))).toBeCloseTo(0.05, 10);
    expect(clopperPearsonInference(3, 3).pAbove(0.5)).toBeCloseTo(0.125, 12);
    expect(clopperPearsonInference(0, 3).pBelow(0.5)).toBeCloseTo(0.125, 12);
    expect(clopperPearsonInference(0, 3).pAbove(0.5)).toBe(1);
    expect(clopperPearsonInference(2, 3).pAbove(-1)).toBe(0);
  });

  it('ends at 0 and 1', () => {
    expect(clopperPearsonInference(0, 20).lower(0.05)).toBe(0);
    expect(clopperPearsonInference(20, 20).upper(0.05)).toBe(1);
  });
});

describe('proportionInference', () => {
  it.each([
    [0, 15, 'clopper-pearson'],
    [9, 500, 'clopper-pearson'],
    [10, 500, 'wilson'],
    [491, 500, 'clopper-pearson'],
    [85, 100, 'wilson'],
  ])('of %i in %i uses %s', (hits, n, method) => expect(proportionInference(hits, n).method).toBe(method));

  it.each([
    [-1, 10],
    [11, 10],
    [0, 0],
    [0.5, 10],
    [1, Number.NaN],
  ])('refuses %f of %f', (hits, n) => {
    expect(() => proportionInference(hits, n)).toThrow('not possible counts');
  });

  it.each([20, 50, 100, 200, 500, 2_000])(
    'errs in at most 6.6 %% on the rare side, 8.3 %% anywhere, of %i cases',
    (n) => {
      const lower = Array.from({ length: n + 1 }, (_, hits) => proportionInference(hits, n).lower(0.05));
      const choose = lower.map((_, hits) => logGamma(n + 1) - logGamma(hits + 1) - logGamma(n - hits + 1));
      const errorAt = (rate: number): number =>
        lower.reduce((sum, bound, hits) => {
          if (bound <= rate) return sum;
          return sum + Math.exp((choose[hits] ?? 0) + hits * Math.log(rate) + (n - hits) * Math.log1p(-rate));
        }, 0);
      const rates = Array.from({ length: 199 }, (_, i) => (i + 1) / 200);
      expect(Math.max(...rates.filter((rate) => rate > 0.5).map(errorAt))).toBeLessThan(0.066);
      expect(Math.max(...rates.map(errorAt))).toBeLessThan(0.083);
    },
  );
});
