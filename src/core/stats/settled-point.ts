/** A mean that is judged by itself (`evidence: point`), part of the way through its cases. */
export interface PartialMean {
  /** Sum of the figures so far. */
  readonly sum: number;
  /** Cases with a figure so far. */
  readonly measured: number;
  /** Cases still to come, each of which may also end without a figure. */
  readonly remaining: number;
  /** Least and largest figure that one case can have: 0 and 1 for a score, −1 and 1 for a difference; may be ±∞. */
  readonly range: readonly [least: number, most: number];
}

/**
 * Whether the cases that remain can still change on which side of a bound the mean will lie: `pass` or `fail` when they
 * cannot, else `open`. Within rounding of the bound it stays open: there the policy's own comparison decides, at the end.
 * @throws RangeError when the counts are not possible or the sum is not a number within the range.
 */
export function pointSettledAs(
  mean: PartialMean,
  { good, value }: { readonly good: 'at-least' | 'at-most'; readonly value: number },
): 'pass' | 'fail' | 'open' {
  requirePossible(mean);
  if (mean.measured === 0) return 'open';
  const [least, most] = mean.range.map((extreme) => meanIfAllRemaining(mean, extreme));
  const [worst = Number.NaN, best = Number.NaN] =
    good === 'at-least' ? [least, most] : [0 - (most ?? 0), 0 - (least ?? 0)];
  const bound = good === 'at-least' ? value : 0 - value;
  const rounding = ROUNDING * Math.max(1, Math.abs(value));
  if (worst > bound + rounding) return 'pass';
  return best < bound - rounding ? 'fail' : 'open';
}

/** Wider than that of the policy's own comparison, so that what is settled here is never judged otherwise at the end. */
const ROUNDING = 1e-9;

/** Any figure left out, instead of at its extreme, only brings the mean back towards where it is now. */
function meanIfAllRemaining({ sum, measured, remaining }: PartialMean, figure: number): number {
  return remaining === 0 ? sum / measured : (sum + remaining * figure) / (measured + remaining);
}

function requirePossible({ sum, measured, remaining, range: [least, most] }: PartialMean): void {
  const whole = [measured, remaining].every((count) => Number.isInteger(count) && count >= 0);
  if (!whole) throw new RangeError(`not possible counts: ${measured} measured and ${remaining} to come`);
  if (!(least <= most)) throw new RangeError(`not a range: ${least} to ${most}`);
  const rounding = ROUNDING * Math.max(1, Math.abs(sum));
  const within = measured === 0 ? sum === 0 : sum >= measured * least - rounding && sum <= measured * most + rounding;
  if (!within) throw new RangeError(`${measured} figures from ${least} to ${most} cannot add up to ${sum}`);
}
