import type { Bounds } from './bounds.ts';
import { criticalZ, normalCdf, normalQuantile } from './normal.ts';
import { type BootstrapDistribution, countWhile, drawAt, shareAtMost, shareBelow } from './resample.ts';
import { largestSize } from './sample.ts';

/** What turns bootstrap percentiles into better ones. Both 0: the plain percentile interval. */
export interface Correction {
  /** z₀: how far the sample's own value lies from the middle of the draws, in normal standard deviations. */
  readonly bias: number;
  /** a: how fast the standard error changes with the value. */
  readonly acceleration: number;
}

export const PLAIN_PERCENTILE: Correction = { bias: 0, acceleration: 0 };

/**
 * Bounds from a bootstrap distribution by the bias-corrected and accelerated percentile method; p-values by inverting it,
 * never below 1/(B + 1), the resolution of B draws (Davison & Hinkley 1997, section 4.2).
 * Efron 1987, "Better bootstrap confidence intervals" (J. Am. Stat. Assoc. 82:171).
 */
export function bcaBounds(distribution: BootstrapDistribution, { bias, acceleration }: Correction): Bounds {
  const resolution = 1 / (distribution.draws.length + 1);
  const bound = (z: number): number => {
    const shifted = bias + z;
    const shrink = 1 - acceleration * shifted;
    // The correction has a pole: beyond it the formula turns round, and the outermost draw is all that can be said.
    if (shrink <= 0) return drawAt(distribution, z < 0 ? 0 : 1);
    return drawAt(distribution, normalCdf(bias + shifted / shrink));
  };
  /** The one-sided level at which the corrected percentile is the share of draws given. */
  const level = (share: number): number => {
    if (share <= 0 || share >= 1) return share; // beyond all draws: as far as they can tell, for certain
    const resolved = Math.min(1 - resolution, Math.max(resolution, share));
    const w = normalQuantile(resolved) - bias;
    const stretch = 1 + acceleration * w;
    if (stretch <= 0) return w < 0 ? resolution : 1 - resolution;
    return normalCdf(w / stretch - bias);
  };
  return {
    estimate: distribution.estimate,
    lower: (alpha) => bound(-criticalZ(alpha)),
    upper: (alpha) => bound(criticalZ(alpha)),
    pBelow: (value) => Math.max(resolution, 1 - level(shareBelow(distribution, value))),
    pAbove: (value) => Math.max(resolution, level(shareAtMost(distribution, value))),
  };
}

/**
 * z₀ from the share of draws below the sample's own value, half of those equal to it counted: means of few distinct scores
 * tie often. `tie` is the distance within which sums in another order count as equal.
 */
export function biasOf({ draws, estimate }: BootstrapDistribution, tie: number): number {
  const less = countWhile(draws, (draw) => draw < estimate - tie);
  const atMost = countWhile(draws, (draw) => draw <= estimate + tie);
  const share = (less + atMost) / 2 / draws.length;
  const resolution = 1 / (draws.length + 1);
  return normalQuantile(Math.min(1 - resolution, Math.max(resolution, share)));
}

/**
 * a = Σ uᵢ³ / (6 (Σ uᵢ²)^1.5), uᵢ the influence of case i on the estimate (sum 0). For a mean the influence is the case's
 * deviation from it, and this is exactly the jackknife's acceleration (Efron 1987, section 7).
 * @param centre what has to be taken from each value to make it the influence: the mean, where the values are the cases'
 */
export function accelerationOf(values: ArrayLike<number>, centre = 0): number {
  const largest = largestSize(values, centre);
  if (largest === 0) return 0;
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < values.length; i += 1) {
    const scaled = ((values[i] ?? 0) - centre) / largest; // free of scale: cubes of dollars a call would underflow
    squares += scaled ** 2;
    cubes += scaled ** 3;
  }
  return cubes / (6 * squares ** 1.5);
}
