import type { Analysis } from '../comparison/analysis.ts';
import { casesNeeded } from '../comparison/inference.ts';
import type { Metric } from '../comparison/metrics.ts';
import type { Criterion } from '../contracts/yardstick.ts';
import { fewestFrom } from '../plan/fewest-from.ts';
import { casesToPassWithoutFlip } from '../plan/power.ts';
import { proportionInference } from '../stats/proportion.ts';
import { boundOf } from './bound.ts';

type Bounded = Pick<Criterion, 'key' | 'threshold' | 'evidence'>;

/** What of an analysis the size of a slice depends on; known before a run, too. */
export type Sized = Pick<Analysis, 'metric' | 'binary' | 'scale' | 'casesNeeded'>;

/** Before a run, scores and rates of single trials count as yes or no. */
export function sizedBeforehand(metric: Metric, trials: number): Sized {
  const binary = metric.unit === 'share' && trials === 1;
  return { metric, binary, scale: 1, casesNeeded: (basis) => casesNeeded({ metric, binary }, basis) };
}

/**
 * The least number of cases with which a slice could pass a criterion if no case differed between the sides (for `min` and
 * `max` on the interval: if every case were perfect). A slice below it is shown, not decided, under `slices: all`.
 *
 * A bound that no number of cases could meet that way (`max-drop: 0`) is not a matter of size: then only the cases that an
 * interval needs at all are asked for, and the slice is decided.
 */
export function casesToBeDecided(criterion: Bounded, analysis: Sized, alpha: number): number {
  const { basis } = boundOf(criterion);
  if (criterion.evidence === 'point') return 1;
  const needed = analysis.casesNeeded(basis);
  if (analysis.metric.statistic.kind === 'percentile') return needed;
  return Math.max(needed, casesWithoutChange(criterion, analysis, alpha));
}

function casesWithoutChange(criterion: Bounded, analysis: Sized, alpha: number): number {
  const { basis, good, value } = boundOf(criterion);
  switch (basis) {
    case 'difference':
      return casesForRoom(analysis.scale > 0 ? criterion.threshold / analysis.scale : 0, alpha);
    case 'ratio':
      return casesForRoom(good === 'at-most' ? value - 1 : 1 - value, alpha);
    case 'level':
      if (analysis.metric.unit === 'amount') return 1;
      if (analysis.binary) return casesForPerfectRate(good === 'at-least' ? value : 1 - value, alpha);
      return casesForRoom(good === 'at-least' ? 1 - value : value, alpha);
  }
}

/** `room`: how much of the largest possible change the bound allows. */
function casesForRoom(room: number, alpha: number): number {
  return room > 0 && room < 1 ? casesToPassWithoutFlip(room, alpha) : 1;
}

/** Fewest cases, all of them right, that show a rate of at least `bound`. */
function casesForPerfectRate(bound: number, alpha: number): number {
  return fewestFrom(1, (n) => proportionInference(n, n).lower(alpha) >= bound) ?? 1;
}
