import { switchPoint } from './bisection.ts';
import { regularisedBeta } from './incomplete-beta.ts';

/**
 * P(T ≤ t) of Student's t with `df` degrees of freedom (df > 0, need not be whole).
 * Abramowitz & Stegun 26.7.1: half of I_{df/(df + t²)}(df/2, 1/2) lies beyond |t| on each side.
 * @throws RangeError when df is not above 0.
 */
export function studentTCdf(t: number, df: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  const tail = upperTail(Math.abs(t), df);
  return t < 0 ? tail : 1 - tail;
}

/** P(T > t) for t ≥ 0, precise however small. */
function upperTail(t: number, df: number): number {
  if (t === Infinity) return 0;
  return regularisedBeta(df / (df + t * t), df / 2, 0.5) / 2;
}

/**
 * The t with P(T ≤ t) = p.
 * @throws RangeError when p is not in (0, 1) or df not above 0.
 */
export function studentTQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`not a probability between 0 and 1: ${p}`);
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  let reach = 2;
  while (upperTail(reach, df) > tail) reach *= 2;
  const t = switchPoint((x) => upperTail(x, df) > tail, 0, reach);
  return p < 0.5 ? -t : t;
}
