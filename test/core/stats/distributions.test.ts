import jstat from 'jstat';
import { describe, expect, it } from 'vitest';
import { logGamma } from '../../../src/core/stats/gamma.ts';
import { betaQuantile, regularisedBeta } from '../../../src/core/stats/incomplete-beta.ts';
import { studentTCdf, studentTQuantile } from '../../../src/core/stats/student-t.ts';
import { errorOf, REFERENCE } from './reference.ts';

describe('logGamma', () => {
  it.each(REFERENCE.logGamma)('at %f is right to 14 digits', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(2e-14 * Math.max(1, Math.abs(expected)));
  });

  it('refuses arguments that are not positive', () => {
    for (const x of [0, -1, Number.NaN]) expect(() => logGamma(x)).toThrow('logGamma needs a positive number');
  });
});

describe('regularisedBeta', () => {
  it.each(REFERENCE.regularisedBeta)('I_%f(%f, %f) is right to 10 digits', (x, a, b, expected) => {
    expect(errorOf(regularisedBeta(x, a, b), expected)).toBeLessThan(1e-10);
  });

  it('refuses arguments outside its domain', () => {
    for (const [x, a, b] of [
      [-0.1, 1, 1],
      [1.1, 1, 1],
      [0.5, 0, 1],
      [0.5, 1, -1],
      [Number.NaN, 1, 1],
    ] as const) {
      expect(() => regularisedBeta(x, a, b)).toThrow('not in the domain');
    }
  });
});

describe('betaQuantile', () => {
  it.each([
    [0.05, 15, 134],
    [0.95, 1, 29],
    [0.5, 500, 501],
    [0.975, 2, 3],
  ])('inverts I_x at %f, %f, %f', (p, a, b) => {
    expect(regularisedBeta(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 12);
    expect(betaQuantile(p, a, b)).toBeCloseTo(jstat.jStat.beta.inv(p, a, b), 7);
  });
});

describe("Student's t", () => {
  it.each(REFERENCE.studentTCdf)('P(T ≤ %f) with %f degrees is right to 10 digits', (t, df, expected) => {
    expect(errorOf(studentTCdf(t, df), expected)).toBeLessThan(1e-10);
  });

  it.each(REFERENCE.studentTQuantile)('the %f quantile with %f degrees is right to 9 digits', (p, df, expected) => {
    expect(errorOf(studentTQuantile(p, df), expected)).toBeLessThan(1e-9);
  });

  it('agrees with an independent library', () => {
    for (const df of [9, 49, 199]) {
      expect(studentTQuantile(0.95, df)).toBeCloseTo(jstat.jStat.studentt.inv(0.95, df), 6);
    }
  });

  it('has its limits and its middle', () => {
    expect(studentTCdf(Infinity, 9)).toBe(1);
    expect(studentTCdf(-Infinity, 9)).toBe(0);
    expect(studentTQuantile(0.5, 9)).toBe(0);
    expect(() => studentTQuantile(1, 9)).toThrow('not a probability between 0 and 1: 1');
    expect(() => studentTCdf(1, 0)).toThrow(RangeError);
  });
});
