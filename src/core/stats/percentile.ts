import { isConstant, requireSample } from './sample.ts';
import type { TrialFigures } from './trial-figures.ts';

/** Where samples are sorted, one after the other: of very large ones each copy would wait for the garbage collector. */
let sorting = new Float64Array();

/**
 * The q quantile of a sample (0 ≤ q ≤ 1; 0.95 for p95): linear between order statistics at (n − 1)·q, counted from 0
 * (Hyndman & Fan 1996, type 7; the default of R, NumPy and spreadsheets).
 * @throws RangeError when the sample is empty or holds a non-finite value, or q is not in [0, 1].
 */
export function percentile(values: ArrayLike<number>, q: number): number {
  requireSample('percentile', values);
  requireShare(q);
  if (sorting.length < values.length) sorting = new Float64Array(values.length);
  const copy = sorting.subarray(0, values.length);
  copy.set(values);
  return percentileOfSorted(copy.sort(), q);
}

/** The same for values that are ascending already. */
export function percentileOfSorted(sorted: Float64Array, q: number): number {
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}

/** @throws RangeError when q is not in [0, 1]. */
export function requireShare(q: number): void {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`a percentile lies between 0 and 1: ${q}`);
}

/**
 * A fast percentile of resamples of one sample, all trials of a case picked together: sorts once, then finds the order
 * statistics of a resample by counting how often each case was picked.
 */
export function resampledPercentile({ values, sizes }: TrialFigures, q: number): (timesPicked: Uint32Array) => number {
  const { sorted, caseOf } = sortedTrials(values, sizes);
  const even = isConstant(sizes);
  return (timesPicked) => {
    const drawn = even ? sorted.length : trialsPicked(timesPicked, sizes);
    const position = (drawn - 1) * q;
    const rank = Math.floor(position);
    const weight = position - rank;
    let { place, upTo } = placeOf(rank, drawn, caseOf, timesPicked);
    const low = sorted[place] ?? Number.NaN;
    if (weight === 0 || upTo > rank + 1) return low;
    do place += 1;
    while (timesPicked[caseOf[place] ?? 0] === 0);
    return low + weight * ((sorted[place] ?? low) - low);
  };
}

/**
 * The place at which the drawn trial of a rank (from 0) stands, and how many are drawn up to it. Counted from the nearer end:
 * a p95 lies a twentieth of the way from the top.
 */
function placeOf(
  rank: number,
  drawn: number,
  caseOf: Uint32Array,
  timesPicked: Uint32Array,
): { place: number; readonly upTo: number } {
  if (2 * rank < drawn) {
    let place = 0;
    let upTo = timesPicked[caseOf[0] ?? 0] ?? 0;
    while (upTo <= rank) upTo += timesPicked[caseOf[++place] ?? 0] ?? 0;
    return { place, upTo };
  }
  let place = caseOf.length;
  let upTo = drawn;
  for (let below = drawn; below > rank; below -= timesPicked[caseOf[--place] ?? 0] ?? 0) upTo = below;
  return { place, upTo };
}

/** The figures in ascending order, each with the case that it is of. */
function sortedTrials(values: Float64Array, sizes: Uint32Array): { sorted: Float64Array; caseOf: Uint32Array } {
  const caseOfTrial = new Uint32Array(values.length);
  let trial = 0;
  for (let index = 0; index < sizes.length; index += 1) {
    for (let left = sizes[index] ?? 0; left > 0; left -= 1) caseOfTrial[trial++] = index;
  }
  const order = new Uint32Array(values.length)
    .map((_, index) => index)
    .sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  return {
    sorted: values.slice().sort(),
    caseOf: order.map((index) => caseOfTrial[index] ?? 0),
  };
}

/** Trials in a resample where some cases have more of them than others. */
function trialsPicked(timesPicked: Uint32Array, sizes: Uint32Array): number {
  let total = 0;
  for (let i = 0; i < sizes.length; i += 1) total += (timesPicked[i] ?? 0) * (sizes[i] ?? 0);
  return total;
}
