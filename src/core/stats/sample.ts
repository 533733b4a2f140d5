/**
 * Refuses what no statistic can be made of, so that a NaN from a scorer never turns into an interval.
 * @throws RangeError when there are no values, or when one of them is not a finite number (says which).
 */
export function requireSample(name: string, values: ArrayLike<number>): void {
  if (values.length === 0) throw new RangeError(`${name}: no values`);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (!Number.isFinite(value)) throw new RangeError(`${name}: value ${i} is not a finite number: ${value}`);
  }
}

/**
 * Refuses pairs that do not belong together.
 * @throws RangeError when the two sides have different lengths, or as `requireSample` and `requireNonNegative` say.
 */
export function requirePairs(name: string, source: ArrayLike<number>, target: ArrayLike<number>): void {
  requireSameLength(name, source, target);
  requireSample(`${name}, source`, source);
  requireSample(`${name}, target`, target);
}

/** @throws RangeError when one side has more cases than the other. */
export function requireSameLength(name: string, source: ArrayLike<unknown>, target: ArrayLike<unknown>): void {
  if (source.length === target.length) return;
  throw new RangeError(`${name}: ${source.length} source values but ${target.length} target values`);
}

/** @throws RangeError when a value is below zero: a ratio of such figures has no meaning. */
export function requireNonNegative(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i += 1) {
    if ((values[i] ?? 0) < 0) throw new RangeError(`${name}: value ${i} is negative: ${values[i]}`);
  }
}

/** Whether all values are the same. */
export function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i += 1) if (values[i] !== values[0]) return false;
  return true;
}

/** Arithmetic mean. Empty: NaN. */
export function mean(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i += 1) total += values[i] ?? 0;
  return total / values.length;
}

/** What a function makes of each value, as numbers laid side by side. */
export function mapped(values: ArrayLike<number>, make: (value: number, index: number) => number): Float64Array {
  const made = new Float64Array(values.length);
  for (let i = 0; i < made.length; i += 1) made[i] = make(values[i] ?? Number.NaN, i);
  return made;
}

/** The largest distance of a value from the centre; 0 where there is no value. */
export function largestSize(values: ArrayLike<number>, centre = 0): number {
  let most = 0;
  for (let i = 0; i < values.length; i += 1) most = Math.max(most, Math.abs((values[i] ?? 0) - centre));
  return most;
}

/** Sum of what a function makes of each value, from the first on. */
export function sumOf(values: ArrayLike<number>, make: (value: number, index: number) => number): number {
  let total = 0;
  for (let i = 0; i < values.length; i += 1) total += make(values[i] ?? Number.NaN, i);
  return total;
}

/** Unbiased sample variance (divisor n − 1), in two passes for precision. Fewer than two values: NaN. */
export function variance(values: ArrayLike<number>): number {
  if (values.length < 2) return Number.NaN;
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) squares += ((values[i] ?? 0) - centre) ** 2;
  return squares / (values.length - 1);
}
