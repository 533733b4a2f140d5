import type { Bounds } from './bounds.ts';
import { criticalZ, normalCdf } from './normal.ts';
import { unseenShare } from './tango.ts';

/**
 * What n cases cannot exclude however alike they are: that a share z²/(n + z²) of all cases, none of them drawn, differs
 * by as much as one case can (`scale`), one way or the other.
 *
 * This is Tango's interval without a flip, on the scale of the figure. Combined (`widest`) with an interval from the spread
 * of the sample it keeps suites of identical or nearly identical outcomes from claiming more than a suite of yes/no
 * outcomes of that size could, and covers the rare disaster that the sample happened to miss.
 */
export function unseenChange(n: number, estimate: number, scale: number): Bounds {
  const reach = (alpha: number): number => scale * unseenShare(n, criticalZ(alpha));
  /** The critical value at which `reach` comes to this distance. */
  const z = (distance: number): number => {
    const share = distance === 0 ? 0 : Math.abs(distance) / scale;
    return share >= 1 ? Math.sign(distance) * Infinity : Math.sign(distance) * Math.sqrt((n * share) / (1 - share));
  };
  return {
    estimate,
    lower: (alpha) => estimate - reach(alpha),
    upper: (alpha) => estimate + reach(alpha),
    pBelow: (bound) => normalCdf(z(estimate - bound)),
    pAbove: (bound) => normalCdf(z(bound - estimate)),
  };
}
