import { describe, expect, it } from 'vitest';
import { criticalZ, normalCdf, normalQuantile } from '../../../src/core/stats/normal.ts';
import { errorOf, REFERENCE } from './reference.ts';

describe('normalCdf', () => {
  it.each(REFERENCE.normalCdf)('at %f is right to 12 digits of the tail', (x, expected) => {
    expect(errorOf(normalCdf(x), expected)).toBeLessThan(1e-12);
  });

  it('is continuous where the series hands over to the continued fraction', () => {
    const step = normalCdf(-2.5) - normalCdf(-2.5 - 1e-12);
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(1e-13);
  });

  it('has its limits, and says nothing about NaN', () => {
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
    expect(normalCdf(Number.NaN)).toBeNaN();
  });
});

describe('normalQuantile', () => {
  it.each(REFERENCE.normalQuantile)('at %f is right to 12 digits', (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
  });

  it('has its limits and refuses what is no probability', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    for (const p of [-0.1, 1.1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(`not a probability: ${p}`);
  });
});

describe('criticalZ', () => {
  it('is 1.6449 at 5 %', () => expect(criticalZ(0.05)).toBeCloseTo(1.6448536269514722, 12));

  it.each([0, 0.5, 0.95, -1, Number.NaN])('refuses an error rate of %f', (alpha) => {
    expect(() => criticalZ(alpha)).toThrow(`an error rate must lie between 0 and 0.5: ${alpha}`);
  });
});
