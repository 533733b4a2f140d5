import type { Method } from './finding.ts';

/** How one metric compares between the sides, over the whole suite or one slice; shown whether or not it has a criterion. */
export interface Comparison {
  readonly metric: string;
  readonly slice?: string;
  readonly higherIsBetter: boolean;
  /** Cases (pairs) behind the figures. */
  readonly n: number;
  readonly source?: number;
  readonly target?: number;
  /** target − source. */
  readonly difference?: number;
  readonly interval?: readonly [number, number];
  /** Two-sided level of `interval`. */
  readonly intervalLevel: number;
  readonly method: Method;
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Cells left out of this metric (failed, retried, truncated or not measured), both sides. */
  readonly leftOut: number;
}
