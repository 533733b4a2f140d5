import { switchPoint } from './bisection.ts';
import { logGamma } from './gamma.ts';

/**
 * The regularised incomplete beta function I_x(a, b): the distribution function of Beta(a, b), through which binomial and
 * Student's t probabilities follow. Accuracy about 1e-12.
 * Continued fraction of DLMF 8.17.22, evaluated by the modified Lentz method (DLMF 3.10(iii)).
 * @throws RangeError unless a > 0, b > 0 and 0 ≤ x ≤ 1.
 */
export function regularisedBeta(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) throw new RangeError(`not in the domain of I_x(a, b): ${x}, ${a}, ${b}`);
  if (x === 0 || x === 1) return x;
  // The fraction converges fast only below the distribution's mean; beyond it the mirrored function does.
  if (x > (a + 1) / (a + b + 2)) return 1 - lowerBeta(1 - x, b, a);
  return lowerBeta(x, a, b);
}

function lowerBeta(x: number, a: number, b: number): number {
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logFront) / a) * betaFraction(x, a, b);
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

/** Terms needed grow with √max(a, b): this serves samples of many millions. */
const MAX_TERMS = 20_000;

/** Lentz's method divides by partial denominators that may vanish. */
function awayFromZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/**
 * The x with I_x(a, b) = p.
 * @throws RangeError unless a > 0, b > 0 and 0 ≤ p ≤ 1.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`not a probability: ${p}`);
  return switchPoint((x) => regularisedBeta(x, a, b) < p, 0, 1);
}
