import { switchPoint } from './bisection.ts';
import type { Bounds } from './bounds.ts';
import { criticalZ, normalCdf } from './normal.ts';
import { percentileOfSorted } from './percentile.ts';
import { unseenShare } from './tango.ts';
import type { TrialFigures } from './trial-figures.ts';

/**
 * What n pairs (of all trials of a case) cannot exclude about a percentile although no resample moves the comparison (identical sides): a share
 * π = z²/(n + z²) of all cases, none of them drawn, may differ at will. Such cases move the target's q percentile no
 * further than to its q − π and q + π percentiles. Beyond the sample's ends: its smallest and largest value.
 */
export function unseenPercentileChange(
  source: TrialFigures,
  target: TrialFigures,
  q: number,
  compare: (source: number, target: number) => number,
): Bounds {
  const sources = source.values.slice().sort();
  const targets = target.values.slice().sort();
  const centre = percentileOfSorted(sources, q);
  /** The comparison after an unseen change as large as the critical value z allows, downwards when z is negative. */
  const moved = (z: number): number => {
    const share = Math.min(1, Math.max(0, q + Math.sign(z) * unseenShare(source.sizes.length, z)));
    return compare(centre, percentileOfSorted(targets, share));
  };
  return {
    estimate: moved(0),
    lower: (alpha) => moved(-criticalZ(alpha)),
    upper: (alpha) => moved(criticalZ(alpha)),
    pBelow: (bound) => normalCdf(-switchPoint((z) => moved(z) < bound, -LARGEST_Z, LARGEST_Z)),
    pAbove: (bound) => normalCdf(switchPoint((z) => moved(z) <= bound, -LARGEST_Z, LARGEST_Z)),
  };
}

/** P-values below that of z = 10 (1e-23) make no difference to anyone. */
const LARGEST_Z = 10;
