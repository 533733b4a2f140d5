/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * P(Z ≤ x) of a standard normal Z, to about 1e-15, and to about 13 digits of the smaller tail: for an upper tail ask for
 * `normalCdf(-x)` rather than subtracting from 1.
 *
 * Marsaglia 2004, "Evaluating the normal distribution" (J. Stat. Softw. 11:4): Taylor's series near 0; beyond it Laplace's
 * continued fraction for the tail.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > SERIES_REACH) return 1 - upperTail(x);
  if (x < -SERIES_REACH) return upperTail(-x);
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > Math.abs(sum) * Number.EPSILON; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/** Where the series gives way to the continued fraction: both are good to the last digits here. */
const SERIES_REACH = 2.5;

/** P(Z > x) for x ≥ 2.5: φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))), from the inside out. */
function upperTail(x: number): number {
  const depth = Math.ceil(20 + 700 / (x * x));
  let fraction = x;
  for (let k = depth; k > 0; k -= 1) fraction = x + k / fraction;
  return normalDensity(x) / fraction;
}

/**
 * The x with P(Z ≤ x) = p. 0 gives −∞ and 1 gives ∞.
 * Starting value: Abramowitz & Stegun 26.2.23 (error below 4.5e-4); two steps of Halley's method on the tail then reach
 * the accuracy of `normalCdf`.
 * @throws RangeError when p is not in [0, 1].
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`not a probability: ${p}`);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  let x = startingQuantile(p);
  for (let step = 0; step < 3; step += 1) {
    const error = (normalCdf(x) - p) / normalDensity(x);
    x -= error / (1 + (x * error) / 2);
  }
  return x;
}

/** Abramowitz & Stegun 26.2.23, for 0 < p ≤ 0.5. */
function startingQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return numerator / denominator - t;
}

/**
 * The critical value z₁₋α of a one-sided test at error rate `alpha`.
 * @throws RangeError when alpha is not in (0, 0.5): a "confidence" of half or less is a mistake.
 */
export function criticalZ(alpha: number): number {
  requireErrorRate(alpha);
  return -normalQuantile(alpha);
}

/** @throws RangeError when alpha is not in (0, 0.5). */
export function requireErrorRate(alpha: number): void {
  if (!(alpha > 0 && alpha < 0.5)) throw new RangeError(`an error rate must lie between 0 and 0.5: ${alpha}`);
}
