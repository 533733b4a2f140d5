import { expect, it } from 'vitest';
import { usDollars } from '../../../src/core/plan/us-dollars.ts';

it.each([
  [0, 'US$0.00'],
  [20, 'US$20.00'],
  [1234.567, 'US$1234.57'],
  [9.8304, 'US$9.83'],
  [0.88, 'US$0.88'],
  [0.264, 'US$0.264'],
  [0.9996, 'US$1.00'],
  [0.001, 'US$0.001'],
  [0.00162, 'US$0.00162'],
  [0.00025, 'US$0.00025'],
])('%d dollars read %s', (usd, words) => {
  expect(usDollars(usd)).toBe(words);
});
