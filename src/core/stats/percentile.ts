import { isConstant, requireSample } from './sample.ts';

/**
 * The q quantile of a sample (0 ≤ q ≤ 1; 0.95 for p95): linear between order statistics at (n − 1)·q, counted from 0
 * (Hyndman & Fan 1996, type 7; the default of R, NumPy and spreadsheets).
 * @throws RangeError when the sample is empty or holds a non-finite value, or q is not in [0, 1].
 */
export function percentile(values: readonly number[], q: number): number {
  requireSample('percentile', values);
  requireShare(q);
  return percentileOfSorted(Float64Array.from(values).sort(), q);
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
export function resampledPercentile(
  trialsByCase: readonly (readonly number[])[],
  q: number,
): (timesPicked: Uint32Array) => number {
  const trials = trialsByCase.flatMap((values, index) => values.map((value) => ({ value, index })));
  trials.sort((a, b) => a.value - b.value);
  const sorted = Float64Array.from(trials, ({ value }) => value);
  const caseOf = Uint32Array.from(trials, ({ index }) => index);
  const sizes = Uint32Array.from(trialsByCase, ({ length }) => length);
  const even = isConstant(sizes);
  return (timesPicked) => {
    const drawn = even ? sorted.length : trialsPicked(timesPicked, sizes);
    const position = (drawn - 1) * q;
    const rank = Math.floor(position);
    const weight = position - rank;
    let passed = 0;
    let place = -1;
    while (passed <= rank) {
      place += 1;
      passed += timesPicked[caseOf[place] ?? 0] ?? 0;
    }
    const low = sorted[place] ?? Number.NaN;
    if (weight === 0 || passed > rank + 1) return low;
    do place += 1;
    while (timesPicked[caseOf[place] ?? 0] === 0);
    return low + weight * ((sorted[place] ?? low) - low);
  };
}

/** Trials in a resample where some cases have more of them than others. */
function trialsPicked(timesPicked: Uint32Array, sizes: Uint32Array): number {
  let total = 0;
  for (let i = 0; i < sizes.length; i += 1) total += (timesPicked[i] ?? 0) * (sizes[i] ?? 0);
  return total;
}
