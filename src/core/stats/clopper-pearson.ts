import type { Inference } from '../contracts/inference.ts';
import { betaQuantile, regularisedBeta } from './incomplete-beta.ts';
import { requireErrorRate } from './normal.ts';
import { requireHits } from './wilson.ts';

/**
 * Clopper and Pearson's exact interval for a rate, `hits` of `n`: its error rate never exceeds the nominal one. The p-values
 * are exact binomial tails.
 * Clopper & Pearson 1934 (Biometrika 26:404), in the beta-quantile form of Brown, Cai & DasGupta 2001 (Stat. Sci. 16:101).
 * @throws RangeError when the counts are not possible.
 */
export function clopperPearsonInference(hits: number, n: number): Inference {
  requireHits(hits, n);
  const misses = n - hits;
  return {
    method: 'clopper-pearson',
    n,
    estimate: hits / n,
    lower: (alpha) => {
      requireErrorRate(alpha);
      return hits === 0 ? 0 : betaQuantile(alpha, hits, misses + 1);
    },
    upper: (alpha) => {
      requireErrorRate(alpha);
      return misses === 0 ? 1 : 1 - betaQuantile(alpha, misses, hits + 1);
    },
    pBelow: (bound) => atLeast(misses, n, 1 - bound),
    pAbove: (bound) => atLeast(hits, n, bound),
  };
}

/** P(X ≥ hits) for X binomial with n tries at `rate`; rates outside [0, 1] count as the nearest possible one. */
function atLeast(hits: number, n: number, rate: number): number {
  if (hits === 0) return 1;
  return regularisedBeta(Math.min(1, Math.max(0, rate)), hits, n - hits + 1);
}
