import type { Inference } from '../contracts/inference.ts';

/** An inference without its label: what intervals are put together from. */
export type Bounds = Omit<Inference, 'method' | 'n'>;

/**
 * The widest of several analyses of one estimate, on each side by itself: the lower bound is the lowest, the upper the
 * highest, and a p-value the largest. It errs at most as often as the best of them.
 */
export function widest(first: Bounds, ...others: readonly Bounds[]): Bounds {
  const all = [first, ...others];
  return {
    estimate: first.estimate,
    lower: (alpha) => Math.min(...all.map((bounds) => bounds.lower(alpha))),
    upper: (alpha) => Math.max(...all.map((bounds) => bounds.upper(alpha))),
    pBelow: (bound) => Math.max(...all.map((bounds) => bounds.pBelow(bound))),
    pAbove: (bound) => Math.max(...all.map((bounds) => bounds.pAbove(bound))),
  };
}

/** Cuts bounds to the values that the figure can have. What lies outside the range is excluded for certain. */
export function within(bounds: Bounds, lowest: number, highest: number): Bounds {
  const cut = (value: number): number => Math.min(highest, Math.max(lowest, value));
  return {
    estimate: bounds.estimate,
    lower: (alpha) => cut(bounds.lower(alpha)),
    upper: (alpha) => cut(bounds.upper(alpha)),
    pBelow: (bound) => (bound > highest ? 0 : bounds.pBelow(bound)),
    pAbove: (bound) => (bound < lowest ? 0 : bounds.pAbove(bound)),
  };
}

/** Bounds of a figure from those of its natural logarithm. */
export function exponentiated(logarithm: Bounds): Bounds {
  return {
    estimate: Math.exp(logarithm.estimate),
    lower: (alpha) => Math.exp(logarithm.lower(alpha)),
    upper: (alpha) => Math.exp(logarithm.upper(alpha)),
    pBelow: (bound) => (bound <= 0 ? 1 : logarithm.pBelow(Math.log(bound))),
    pAbove: (bound) => (bound <= 0 ? 0 : logarithm.pAbove(Math.log(bound))),
  };
}
