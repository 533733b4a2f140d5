import type { Finding } from '../contracts/finding.ts';
import type { CriterionKey } from '../contracts/yardstick.ts';

/** Share of a figure that repeating the same arithmetic elsewhere may change. */
const ROUNDING = 1e-9;

/** The end at which a figure is worse, by criterion. */
const WORSE: Readonly<Record<CriterionKey, 'lower' | 'higher'>> = {
  min: 'lower',
  'max-drop': 'lower',
  'min-ratio': 'lower',
  max: 'higher',
  'max-rise': 'higher',
  'max-ratio': 'higher',
};

/**
 * The figure that a waiver accepts: the observed one, in the criterion's own terms (target − source, the ratio, or the
 * target's figure for `min` and `max`). Not an end of its interval, which a repeated run moves though nothing got worse.
 */
export function figureOf({ criterion, target, difference }: Finding): number | undefined {
  return criterion === 'min' || criterion === 'max' ? target : difference;
}

/** Whether a figure is beyond an accepted one at the bad end. */
export function isWorse(criterion: CriterionKey, figure: number, accepted: number): boolean {
  const excess = WORSE[criterion] === 'lower' ? accepted - figure : figure - accepted;
  // Not `>`: what is not a number is worse than anything.
  return !(excess <= ROUNDING * Math.max(Math.abs(accepted), Math.abs(figure)));
}
