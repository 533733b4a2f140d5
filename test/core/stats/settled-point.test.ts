import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointSettledAs } from '../../../src/core/stats/settled-point.ts';

const atLeast = (value: number) => ({ good: 'at-least' as const, value });
const atMost = (value: number) => ({ good: 'at-most' as const, value });
const score = (sum: number, measured: number, remaining: number) => ({
  sum,
  measured,
  remaining,
  range: [0, 1] as const,
});

describe('pointSettledAs', () => {
  it('is settled once the remaining cases cannot change it', () => {
    expect(pointSettledAs(score(81, 90, 10), atLeast(0.8))).toBe('pass'); // 81 of 100 at worst
    expect(pointSettledAs(score(80, 90, 10), atLeast(0.8))).toBe('open'); // exactly on the bound at worst
    expect(pointSettledAs(score(69, 90, 10), atLeast(0.8))).toBe('fail'); // 79 of 100 at best
    expect(pointSettledAs(score(70, 90, 10), atLeast(0.8))).toBe('open');
  });

  it('turns round for a bound from above', () => {
    expect(pointSettledAs(score(2, 90, 10), atMost(0.05))).toBe('open');
    expect(pointSettledAs(score(6, 90, 10), atMost(0.05))).toBe('fail');
    expect(pointSettledAs(score(2, 97, 2), atMost(0.05))).toBe('pass');
  });

  it('knows differences, and figures without a limit', () => {
    expect(pointSettledAs({ sum: 6, measured: 90, remaining: 10, range: [-1, 1] }, atLeast(-0.05))).toBe('pass');
    expect(pointSettledAs({ sum: 1, measured: 90, remaining: 10, range: [-1, 1] }, atLeast(-0.05))).toBe('open');
    const cost = { sum: 9, measured: 90, remaining: 10, range: [0, Infinity] as const };
    expect(pointSettledAs(cost, atMost(0.2))).toBe('open');
    expect(pointSettledAs(cost, atMost(0.08))).toBe('fail');
    expect(pointSettledAs({ ...cost, remaining: 0 }, atMost(0.2))).toBe('pass');
  });

  it('is open without a figure', () => {
    expect(pointSettledAs(score(0, 0, 10), atLeast(0.8))).toBe('open');
    expect(pointSettledAs(score(0, 0, 0), atLeast(0.8))).toBe('open');
  });

  it('is never contradicted by the cases that follow, measured or not', () => {
    const figures = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        figures,
        figures,
        fc.nat(10),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (first, rest, lost, bound) => {
          const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
          const settled = pointSettledAs(score(sum(first), first.length, rest.length + lost), atLeast(bound));
          const final = sum([...first, ...rest]) / (first.length + rest.length);
          if (settled === 'pass') expect(final).toBeGreaterThanOrEqual(bound);
          if (settled === 'fail') expect(final).toBeLessThan(bound);
        },
      ),
    );
  });

  it.each([
    [score(1, -1, 5), 'not possible counts: -1 measured and 5 to come'],
    [score(1, 5, 0.5), 'not possible counts'],
    [score(6, 5, 5), '5 figures from 0 to 1 cannot add up to 6'],
    [score(Number.NaN, 5, 5), 'cannot add up to NaN'],
    [{ ...score(1, 5, 5), range: [1, 0] as const }, 'not a range: 1 to 0'],
  ])('refuses %j', (mean, message) => {
    expect(() => pointSettledAs(mean, atLeast(0.5))).toThrow(message);
  });
});
