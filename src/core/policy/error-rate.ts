import type { Policy } from '../contracts/yardstick.ts';

/**
 * The error rate of each one-sided decision, 0 to 0.5: 0.05 at a confidence of 0.95. Rounded to twelve digits, because
 * 1 − 0.95 is 0.050000000000000044 in binary.
 */
export function errorRateOf({ confidence }: Pick<Policy, 'confidence'>): number {
  return Number((1 - confidence).toFixed(12));
}
