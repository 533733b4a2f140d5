import { describe, expect, test } from 'vitest';
import { numbersIn } from '../../../src/core/scoring/numbers.ts';
import { caseOf, complaints, score, specOf } from './support.ts';

describe('numbersIn', () => {
  test.each([
    ['The total is $1,234.50.', [1234.5]],
    ['-5 and +6 and −7', [-5, 6, -7]],
    ['1,234,567 people', [1234567]],
    ["1'234'567.8 or 1_000 or 1\u202f000", [1234567.8, 1000, 1000]],
    ['1, 2, 3', [1, 2, 3]],
    ['1,2,3', [1, 2, 3]],
    ['6.02e23 and 1E-3', [6.02e23, 0.001]],
    ['.5 of 5kg', [0.5, 5]],
    ['84 % of 10-20 in 2020-21', [84, 10, 20, 2020, 21]],
    ['gpt-4 has v1.2.3 and abc12', []],
    ['No.7', [7]],
    ['(3)', [3]],
    ['1e999', []],
    ['', []],
  ])('%s', (text, numbers) => {
    expect(numbersIn(text, 'point')).toEqual(numbers);
  });

  test('reads a decimal comma where outputs write one', () => {
    expect(numbersIn('1.234,5 und 0,75', 'comma')).toEqual([1234.5, 0.75]);
  });

  test('stays linear on long digits', () => {
    expect(numbersIn(`${'1'.repeat(100_000)}.1.`, 'point')).toEqual([]);
    expect(numbersIn('1,111'.repeat(20_000), 'point').length).toBeGreaterThan(0);
    expect(numbersIn('-'.repeat(100_000), 'point')).toEqual([]);
  });
});

describe('numeric', () => {
  test('takes the last number by default, the first on request', () => {
    expect(score(specOf('numeric'), '6 × 7 = 42', caseOf(42)).value).toBe(1);
    expect(score(specOf('numeric', { match: 'first' }), '42 (6 × 7)', caseOf(42)).value).toBe(1);
    expect(score(specOf('numeric'), '42 (6 × 7)', caseOf(42))).toEqual({ value: 0, reason: '7 is not 42' });
  });

  test('forgives up to the tolerance, the last bit of rounding included', () => {
    expect(score(specOf('numeric', { tolerance: 0.1 }), '0.4', caseOf(0.3)).value).toBe(1);
    expect(score(specOf('numeric', { tolerance: 0.1 }), '0.41', caseOf(0.3)).value).toBe(0);
    expect(score(specOf('numeric', { 'relative-tolerance': 0.01 }), '101', caseOf(100)).value).toBe(1);
    expect(score(specOf('numeric', { 'relative-tolerance': 0.01 }), '-101', caseOf(100)).value).toBe(0);
    expect(score(specOf('numeric'), '0.30000001', caseOf(0.3)).value).toBe(0);
  });

  test('reads expected numbers in texts', () => {
    expect(score(specOf('numeric'), '1234', caseOf('$1,234')).value).toBe(1);
    expect(score(specOf('numeric', { 'decimal-separator': 'comma' }), 'etwa 1.234,50 €', caseOf('1.234,5')).value).toBe(
      1,
    );
  });

  test('normalises the output in ways that keep its numbers', () => {
    expect(score(specOf('numeric', {}, { normalise: ['trim', 'lowercase'] }), ' 2E3 ', caseOf(2000)).value).toBe(1);
  });

  test('an output without a number scores 0', () => {
    expect(score(specOf('numeric'), 'none', caseOf(0))).toEqual({ value: 0, reason: 'no number in "none"' });
  });

  test('refuses cases without a number, bad tolerances and the loss of decimal points', () => {
    expect(complaints(specOf('numeric'), [caseOf('1 to 2')])[0]).toContain('needs `expected`, a number');
    expect(complaints(specOf('numeric'), [caseOf(true)])).toHaveLength(1);
    expect(complaints(specOf('numeric', { tolerance: -1 }), [caseOf(1)])[0]).toContain('`tolerance`');
    expect(complaints(specOf('numeric', { tolerence: 1 }), [caseOf(1)])[0]).toContain('Did you mean `tolerance`?');
    expect(complaints(specOf('numeric', {}, { normalise: ['strip-punctuation'] }), [caseOf(1)])[0]).toContain(
      '`strip-punctuation` would take away what `numeric` reads',
    );
  });
});
