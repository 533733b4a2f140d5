import { describe, expect, it } from 'vitest';
import { usDollars } from '../../../src/core/plan/us-dollars.ts';

describe('US dollars', () => {
  it.each([
    [0, 'US$0.00'],
    [0.0000001, 'US$0.0000001'],
    [0.0000001234, 'US$0.000000123'],
    [0.00025, 'US$0.00025'],
    [0.00099996, 'US$0.001'],
    [0.00162, 'US$0.00162'],
    [0.002, 'US$0.002'],
    [0.0999, 'US$0.0999'],
    [0.09996, 'US$0.10'],
    [0.264, 'US$0.264'],
    [0.5, 'US$0.50'],
    [0.88, 'US$0.88'],
    [0.9996, 'US$1.00'],
    [9.8304, 'US$9.83'],
    [20, 'US$20.00'],
    [1234.567, 'US$1,234.57'],
    [10_000, 'US$10,000.00'],
  ])('%d reads %s', (usd, words) => expect(usDollars(usd)).toBe(words));

  it.each([
    [0.0123456, 1, 'US$0.01235'],
    [0.0123456, 3, 'US$0.0123456'],
    [20, 2, 'US$20.00'],
    [20.004, 1, 'US$20.004'],
  ])('%d with %d more digits reads %s', (usd, more, words) => expect(usDollars(usd, more)).toBe(words));

  it('keep three significant digits below a dollar and cents above, from $0.0000001 to $10,000', () => {
    for (let usd = 0.0000001; usd <= 10_000; usd *= 1.037) {
      const words = usDollars(usd);
      expect(words).toMatch(/^US\$(0|[1-9]\d{0,2}(,\d{3})*)\.\d\d(\d*[1-9])?$/);
      const read = Number(words.slice(3).replaceAll(',', ''));
      expect(Math.abs(read - usd)).toBeLessThanOrEqual(Math.max(0.005 * usd, Math.min(usd, 0.005) * 0.005) + 1e-15);
      // What was rounded is rounded for good: the same amount reads the same wherever it stands.
      expect(usDollars(read)).toBe(words);
    }
  });
});
