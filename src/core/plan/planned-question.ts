import type { Metric } from '../comparison/metrics.ts';
import type { Criterion } from '../contracts/yardstick.ts';
import type { Bound } from '../policy/bound.ts';
import type { Test } from './power.ts';

/** One criterion on the whole suite or on one slice, as far as it is known before the first call. */
export interface PlannedQuestion extends Test {
  readonly metric: Metric;
  readonly bound: Bound;
  readonly evidence: Criterion['evidence'];
  /** Of the suite, or of the slice; at least 1. */
  readonly cases: number;
  /** Cases under which there is no interval to decide by; 1 where the observed figure decides. */
  readonly fewest: number;
  /** Repetitions of every case. */
  readonly trials: number;
  /** How much more a difference must stand out because it is looked at on the way: 1 where it is tested once. */
  readonly costOfLooking: number;
}
