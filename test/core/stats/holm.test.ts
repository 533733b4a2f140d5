import { describe, expect, it } from 'vitest';
import { holm } from '../../../src/core/stats/holm.ts';
import { PUBLISHED } from './reference.ts';

describe('holm', () => {
  it('gives the published adjusted p-values, in the order given', () => {
    const adjusted = holm(PUBLISHED.multiplicity.p);
    expect(adjusted).toHaveLength(PUBLISHED.multiplicity.holm.length);
    for (const [i, expected] of PUBLISHED.multiplicity.holm.entries()) expect(adjusted[i]).toBeCloseTo(expected, 12);
  });

  it('leaves one hypothesis alone, and none', () => {
    expect(holm([0.04])).toEqual([0.04]);
    expect(holm([])).toEqual([]);
  });

  it('never passes 1 and keeps the order of the p-values', () => {
    expect(holm([0.9, 0.8, 0.5])).toEqual([1, 1, 1]);
    const adjusted = holm([0.01, 0.011, 0.2]);
    expect(adjusted[0]).toBeLessThanOrEqual(adjusted[1] ?? 0);
    expect(adjusted[1]).toBeLessThanOrEqual(adjusted[2] ?? 0);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses the p-value %f', (p) =>
    expect(() => holm([0.5, p])).toThrow('not a p-value'),
  );
});
