import type { Basis } from '../comparison/inference.ts';
import type { Inference } from '../contracts/inference.ts';
import type { Criterion, CriterionKey } from '../contracts/yardstick.ts';

/** What a criterion demands, on the scale that it is decided on. */
export interface Bound {
  readonly basis: Basis;
  /** Which side of `value` is the good one; `value` itself is good. */
  readonly good: 'at-least' | 'at-most';
  readonly value: number;
}

const SHAPES: Readonly<Record<CriterionKey, { readonly basis: Basis; readonly good: Bound['good'] }>> = {
  min: { basis: 'level', good: 'at-least' },
  max: { basis: 'level', good: 'at-most' },
  'max-drop': { basis: 'difference', good: 'at-least' },
  'max-rise': { basis: 'difference', good: 'at-most' },
  'max-ratio': { basis: 'ratio', good: 'at-most' },
  'min-ratio': { basis: 'ratio', good: 'at-least' },
};

/** The bound that a criterion stands for: `max-drop: 0.05` is a difference of at least −0.05. */
export function boundOf({ key, threshold }: Pick<Criterion, 'key' | 'threshold'>): Bound {
  // `0 - x` instead of `-x`: no negative zero.
  return { ...SHAPES[key], value: key === 'max-drop' ? 0 - threshold : threshold };
}

/** Share of the figures' size within which a figure counts as being on the bound: the rounding of sums and quotients. */
const ROUNDING = 1e-12;

/** How far a figure may be off by rounding alone; `scale` is the size of the figures that it was made from. */
export function slack(bound: Bound, scale: number): number {
  return ROUNDING * Math.max(scale, Math.abs(bound.value));
}

/** Whether a figure is on the good side of the bound, or on it. */
export function holds(value: number, bound: Bound, scale: number): boolean {
  const room = slack(bound, scale);
  return bound.good === 'at-least' ? value >= bound.value - room : value <= bound.value + room;
}

/**
 * Pass when the whole interval lies on the good side (its end may touch the bound), fail when all of it lies on the bad
 * side, inconclusive otherwise. `alpha` is the error rate of each of the two decisions.
 */
export function decideByInterval(
  inference: Inference,
  bound: Bound,
  alpha: number,
  scale: number,
): 'pass' | 'fail' | 'inconclusive' {
  const [worst, best] =
    bound.good === 'at-least'
      ? [inference.lower(alpha), inference.upper(alpha)]
      : [inference.upper(alpha), inference.lower(alpha)];
  // A bound that cannot be computed proves nothing, in either direction.
  if (Number.isNaN(worst) || Number.isNaN(best)) return 'inconclusive';
  if (holds(worst, bound, scale)) return 'pass';
  return holds(best, bound, scale) ? 'inconclusive' : 'fail';
}

/** The p-value of "the bound is met": small when it is clearly broken. What Holm's correction works on. */
export function failureP(inference: Inference, bound: Bound): number {
  return bound.good === 'at-least' ? inference.pBelow(bound.value) : inference.pAbove(bound.value);
}
