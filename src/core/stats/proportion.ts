import type { Inference } from '../contracts/inference.ts';
import { clopperPearsonInference } from './clopper-pearson.ts';
import { wilsonInference } from './wilson.ts';

/**
 * Inference on one rate, `hits` of `n`: Clopper–Pearson when fewer than 10 cases lie on either side of the rate (which is
 * so for all samples under 20, and for rates near 0 or 1 until the sample is large), else Wilson.
 *
 * Why 10: at a nominal 5 %, the one-sided bound of Wilson's interval alone errs in up to 20 % of samples where few cases
 * lie on one side. With this rule the bound towards the rare side (`min` on a high rate, `max` on a low one) errs in at most
 * 6.6 %, any other in at most 8.3 % (exact sums over all rates, for sizes between 20 and 2,000).
 * @throws RangeError when the counts are not possible.
 */
export function proportionInference(hits: number, n: number): Inference {
  return Math.min(hits, n - hits) < FEW ? clopperPearsonInference(hits, n) : wilsonInference(hits, n);
}

const FEW = 10;
