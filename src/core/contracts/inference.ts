import type { Method } from './finding.ts';

/**
 * An estimate with the certainty around it, as functions of the error rate, so that one analysis serves the interval shown,
 * the decision and Holm's correction.
 */
export interface Inference {
  readonly method: Method;
  /** Cases behind it. */
  readonly n: number;
  readonly estimate: number;
  /** One-sided lower confidence bound at error rate `alpha` (0 < alpha < 0.5). */
  lower(alpha: number): number;
  /** One-sided upper confidence bound at error rate `alpha`. */
  upper(alpha: number): number;
  /** One-sided p-value of the hypothesis "the true value is at least `bound`": small when it is clearly below. */
  pBelow(bound: number): number;
  /** One-sided p-value of the hypothesis "the true value is at most `bound`": small when it is clearly above. */
  pAbove(bound: number): number;
}
