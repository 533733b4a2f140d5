import { accelerationOf } from './bca.ts';
import type { Bounds } from './bounds.ts';
import { criticalZ, normalCdf } from './normal.ts';
import { isConstant, mapped, mean, sumOf } from './sample.ts';

/** From this many cases on the limit of the bootstrap stands for it: it needs no draws, and has no error of drawing. */
export const LARGE_SAMPLE = 5_000;

/**
 * Largest skewness of the estimate (as BCa's acceleration) for which the second-order formula is as good as the resamples. A
 * figure that rests on some twenty extreme cases has more, however many cases there are.
 */
const SMOOTH = 0.025;

/** Whether so many cases, with these influences on the estimate, allow the formula. `centre`: as of `accelerationOf`. */
export function isSmooth(values: ArrayLike<number>, centre = 0): boolean {
  if (values.length < LARGE_SAMPLE) return false;
  return !isConstant(values) && Math.abs(accelerationOf(values, centre)) <= SMOOTH;
}

/** Along the direction in which the data can be reweighted to the most effect, by λ standard errors. */
interface Direction {
  readonly estimate: number;
  /** The estimate at λ. */
  at(lambda: number): number;
  /** The λ at which the estimate has this value. */
  to(value: number): number;
}

/**
 * ABC bounds of a mean: DiCiccio & Efron 1992, "More accurate confidence intervals in exponential families" (Biometrika
 * 79:231); Efron & Tibshirani 1993, section 22.6. They agree with those of the BCa bootstrap to second order, O(1/n).
 * @throws RangeError as `criticalZ` does.
 */
export function abcMean(values: ArrayLike<number>): Bounds {
  const estimate = mean(values);
  const error = standardError(values, estimate);
  return abcBounds(accelerationOf(values, estimate), {
    estimate,
    at: (lambda) => estimate + lambda * error,
    to: (value) => (value - estimate) / error,
  });
}

/** The same of mean(target) / mean(source), pairs kept together. */
export function abcRatio(source: ArrayLike<number>, target: ArrayLike<number>): Bounds {
  const [s, t] = [mean(source), mean(target)];
  const estimate = t / s;
  const influences = mapped(source, (value, i) => ((target[i] ?? 0) - estimate * value) / s);
  // How both means move when the cases are weighted by their influence: to one standard error of the ratio.
  const [u, v] = [stepOf(target, influences), stepOf(source, influences)];
  return abcBounds(accelerationOf(influences), {
    estimate,
    at: (lambda) => (t + lambda * u) / (s + lambda * v),
    to: (value) => (value * s - t) / (u - value * v),
  });
}

function stepOf(values: ArrayLike<number>, influences: Float64Array): number {
  const products = sumOf(values, (value, i) => value * (influences[i] ?? 0));
  return products / (values.length ** 2 * standardError(influences));
}

/**
 * For means and for ratios of means, bias and curvature cancel: z₀ is the acceleration a itself. The bound at z is the
 * estimate at λ = w/(1 − aw)², w = a + z.
 */
function abcBounds(a: number, direction: Direction): Bounds {
  const bound = (z: number): number => {
    const w = a + z;
    return direction.at(w / (1 - a * w) ** 2);
  };
  /** The z whose bound this is: of the two solutions for w, the one that is 0 where λ is. */
  const deviation = (value: number): number => {
    const lambda = direction.to(value);
    const reach = 1 + 4 * a * lambda;
    if (reach < 0) return lambda < 0 ? -Infinity : Infinity;
    return (2 * lambda) / (1 + 2 * a * lambda + Math.sqrt(reach)) - a;
  };
  return {
    estimate: direction.estimate,
    lower: (alpha) => bound(-criticalZ(alpha)),
    upper: (alpha) => bound(criticalZ(alpha)),
    pBelow: (value) => normalCdf(-deviation(value)),
    pAbove: (value) => normalCdf(deviation(value)),
  };
}

function standardError(values: ArrayLike<number>, centre = 0): number {
  return Math.sqrt(sumOf(values, (value) => (value - centre) ** 2)) / values.length;
}
