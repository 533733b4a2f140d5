import { picksOf } from './picks.ts';
import type { WholeNumbers } from './random.ts';

/** Values of a statistic over resamples of the cases, ascending, with the value of the sample itself. */
export interface BootstrapDistribution {
  readonly draws: Float64Array;
  readonly estimate: number;
}

/**
 * Draws resamples of n cases with replacement and sorts what `statistic` makes of each. `statistic` gets the numbers of the
 * cases picked (0 … n − 1, repeated as drawn) in an array that is not to be kept or written to. The same seed picks the same
 * cases, whatever the statistic.
 * Efron & Tibshirani 1993, "An introduction to the bootstrap", ch. 6.
 */
export function resample(
  options: { readonly n: number; readonly draws: number; readonly seed: number; readonly estimate: number },
  statistic: (picked: WholeNumbers) => number,
): BootstrapDistribution {
  const { n, seed, estimate } = options;
  const draws = new Float64Array(boundedDraws(options.draws, n));
  const picks = picksOf({ n, seed, draws: draws.length });
  for (let draw = 0; draw < draws.length; draw += 1) draws[draw] = statistic(picks(draw));
  return { draws: draws.sort(), estimate };
}

/**
 * Sum of the values of the cases picked. Its own function, as every loop over picks should be: what V8 has compiled for the
 * loop of one `statistic` it throws away when another sample brings another.
 */
export function totalAt(picked: WholeNumbers, values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < picked.length; i += 1) total += values[picked[i] ?? 0] ?? 0;
  return total;
}

/** What `resample` comes to when no resample can move the statistic, without drawing any. */
export function unmoved(options: { readonly draws: number; readonly estimate: number }): BootstrapDistribution {
  return { draws: new Float64Array(options.draws).fill(options.estimate), estimate: options.estimate };
}

/**
 * Fewer draws for samples past 10,000 cases, so that one interval never costs more than some 40 million picks (about a
 * second); never under 1,000. Over so many cases the distribution is smooth, and the ends move by little.
 */
function boundedDraws(wanted: number, n: number): number {
  return Math.max(1_000, Math.min(wanted, Math.floor(40_000_000 / n)));
}

/**
 * The `share` quantile of the draws, between order statistics k and k + 1 at share k/(B + 1) (Hyndman & Fan 1996, type 6):
 * the one under which the ends of percentile intervals are exchangeable with the truth. Beyond the outermost draws: those.
 */
export function drawAt({ draws }: BootstrapDistribution, share: number): number {
  const position = share * (draws.length + 1);
  const below = Math.min(draws.length, Math.max(1, Math.floor(position)));
  const low = draws[below - 1] ?? Number.NaN;
  const weight = position - below;
  if (weight <= 0 || below === draws.length) return low;
  const high = draws[below] ?? low;
  return high === low ? low : low + weight * (high - low);
}

/** The largest share whose quantile is at most `value`: the inverse of `drawAt`, from the right. */
export function shareAtMost({ draws }: BootstrapDistribution, value: number): number {
  return shareWith(
    draws,
    value,
    countWhile(draws, (draw) => draw <= value),
  );
}

/** The smallest share whose quantile is at least `value`: the inverse of `drawAt`, from the left. */
export function shareBelow({ draws }: BootstrapDistribution, value: number): number {
  return shareWith(
    draws,
    value,
    countWhile(draws, (draw) => draw < value),
  );
}

function shareWith(draws: Float64Array, value: number, count: number): number {
  if (count === 0 || count === draws.length) return count === 0 ? 0 : 1;
  const low = draws[count - 1] ?? value;
  const high = draws[count] ?? value;
  const within = Number.isFinite(high - low) && high > low ? (value - low) / (high - low) : 0;
  return (count + within) / (draws.length + 1);
}

/** How many of the ascending draws, from the first, satisfy a condition that fails from some draw on. */
export function countWhile(draws: Float64Array, holds: (draw: number) => boolean): number {
  let left = 0;
  let right = draws.length;
  while (left < right) {
    const middle = (left + right) >>> 1;
    if (holds(draws[middle] ?? Number.NaN)) left = middle + 1;
    else right = middle;
  }
  return left;
}
