import { describe, expect, it } from 'vitest';
import { mcnemar } from '../../../src/core/stats/mcnemar.ts';
import { PUBLISHED } from './reference.ts';

describe('mcnemar', () => {
  it.each(PUBLISHED.mcnemar)('gives the published p-values: $source', ({ b, c, exact, midp }) => {
    expect(mcnemar(b, c).exact).toBeCloseTo(exact, 5);
    expect(mcnemar(b, c).midP).toBeCloseTo(midp, 5);
    expect(mcnemar(c, b)).toEqual(mcnemar(b, c));
  });

  it('is 1 when gains and losses balance, or there are none', () => {
    expect(mcnemar(0, 0)).toEqual({ exact: 1, midP: 1 });
    expect(mcnemar(7, 7).exact).toBe(1);
    expect(mcnemar(7, 7).midP).toBeCloseTo(1, 12);
  });

  it('holds for one flip and for thousands', () => {
    expect(mcnemar(1, 0).exact).toBeCloseTo(1, 12);
    expect(mcnemar(1, 0).midP).toBeCloseTo(0.5, 12);
    expect(mcnemar(2_000, 2_100).exact).toBeCloseTo(0.12206498, 7);
    expect(mcnemar(0, 5_000).exact).toBe(0);
  });

  it.each([
    [-1, 2],
    [1.5, 2],
    [1, Number.NaN],
  ])('refuses the counts %f and %f', (gains, losses) => {
    expect(() => mcnemar(gains, losses)).toThrow('not a count');
  });
});
