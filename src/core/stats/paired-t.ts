import type { Inference } from '../contracts/inference.ts';
import { requireErrorRate } from './normal.ts';
import { mean, requireSample, variance } from './sample.ts';
import { studentTCdf, studentTQuantile } from './student-t.ts';

/**
 * Student's t inference on the mean of per-case differences (Student 1908, Biometrika 6:1): mean ± t·s/√n with n − 1 degrees
 * of freedom. Equal differences give an interval of width 0: see `mean-inference.ts` for what a gate may make of that.
 * @throws RangeError with fewer than two differences, or one that is not finite.
 */
export function pairedT(differences: ArrayLike<number>): Inference {
  requireSample('paired differences', differences);
  const n = differences.length;
  return summaryT({ n, estimate: mean(differences), deviation: Math.sqrt(variance(differences)) });
}

/** A sample of differences as far as Student's t looks at it. */
export interface MeanSummary {
  readonly n: number;
  readonly estimate: number;
  /** Standard deviation with the divisor n − 1. */
  readonly deviation: number;
}

/**
 * The same from the mean and the standard deviation.
 * @throws RangeError with fewer than two differences.
 */
export function summaryT({ n, estimate, deviation }: MeanSummary): Inference {
  if (n < 2) throw new RangeError(`a t interval needs at least 2 cases, got ${n}`);
  const standardError = deviation / Math.sqrt(n);
  const reach = (alpha: number): number => {
    requireErrorRate(alpha);
    return -studentTQuantile(alpha, n - 1) * standardError;
  };
  const t = (bound: number): number => (estimate === bound ? 0 : (estimate - bound) / standardError);
  return {
    method: 'paired-t',
    n,
    estimate,
    lower: (alpha) => estimate - reach(alpha),
    upper: (alpha) => estimate + reach(alpha),
    pBelow: (bound) => studentTCdf(t(bound), n - 1),
    pAbove: (bound) => studentTCdf(-t(bound), n - 1),
  };
}
