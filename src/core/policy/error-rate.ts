import type { Criterion, Policy } from '../contracts/yardstick.ts';

/**
 * The error rate of each one-sided decision, 0 to 0.5: 0.05 at a confidence of 0.95. Rounded to twelve digits, because
 * 1 − 0.95 is 0.050000000000000044 in binary.
 */
export function errorRateOf({ confidence }: Pick<Policy, 'confidence'>): number {
  return Number((1 - confidence).toFixed(12));
}

/**
 * The error rate of each decision within an `any-of` group: every alternative is a chance to pass, so they share what one
 * decision may err (Bonferroni). Uncorrected, a target at the bound of three alternatives passes in up to 14 % of runs. A set
 * that no interval decides makes no such promise and takes no share.
 */
export function errorRateOfAlternatives(sets: readonly (readonly Criterion[])[], alpha: number): number {
  const isJudged = ({ enforce, evidence }: Criterion) => enforce === 'block' && evidence === 'interval';
  return alpha / Math.max(1, sets.filter((set) => set.some(isJudged)).length);
}
