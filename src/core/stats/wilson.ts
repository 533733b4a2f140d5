import type { Inference } from '../contracts/inference.ts';
import { criticalZ, normalCdf } from './normal.ts';

/**
 * Wilson's score interval for a rate, `hits` of `n`: all rates p₀ with |p̂ − p₀| < z·√(p₀(1 − p₀)/n).
 * Wilson 1927 (J. Am. Stat. Assoc. 22:209); recommended by Brown, Cai & DasGupta 2001 (Stat. Sci. 16:101).
 * @throws RangeError when the counts are not possible.
 */
export function wilsonInference(hits: number, n: number): Inference {
  requireHits(hits, n);
  const rate = hits / n;
  const end = (z: number): number => {
    const square = (z * z) / n;
    const spread = z * Math.sqrt((rate * (1 - rate)) / n + square / (4 * n));
    return Math.min(1, Math.max(0, (rate + square / 2 + spread) / (1 + square)));
  };
  const score = (bound: number): number => {
    if (rate === bound) return 0;
    const spread = Math.sqrt((Math.max(0, bound) * Math.max(0, 1 - bound)) / n);
    return (rate - bound) / spread;
  };
  return {
    method: 'wilson',
    n,
    estimate: rate,
    lower: (alpha) => (hits === 0 ? 0 : end(-criticalZ(alpha))),
    upper: (alpha) => (hits === n ? 1 : end(criticalZ(alpha))),
    pBelow: (bound) => normalCdf(score(bound)),
    pAbove: (bound) => normalCdf(-score(bound)),
  };
}

/** @throws RangeError unless 0 ≤ hits ≤ n are whole numbers and n ≥ 1. */
export function requireHits(hits: number, n: number): void {
  if (!Number.isInteger(hits) || !Number.isInteger(n) || hits < 0 || n < 1 || hits > n) {
    throw new RangeError(`not possible counts: ${hits} of ${n}`);
  }
}
