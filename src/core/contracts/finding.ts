import type { CriterionKey } from './yardstick.ts';

export type FindingStatus = 'pass' | 'fail' | 'inconclusive' | 'invalid' | 'waived';

/** How an interval was made; the words for each are in `report/wording.ts`. */
export type Method =
  | 'tango' // score interval for the difference of paired proportions
  | 'paired-t'
  | 'bca' // paired bias-corrected and accelerated bootstrap
  | 'small-sample' // the wider of t and BCa on each side
  | 'large-sample' // what the bootstrap comes to with so many cases, by formula
  | 'log-ratio-bootstrap'
  | 'percentile-bootstrap'
  | 'wilson'
  | 'clopper-pearson'
  | 'one-sample-bootstrap'
  | 'observed'; // the figure itself, no interval

/** Why a finding is not a plain pass or fail. */
export type Cause =
  | { readonly kind: 'no-source' } // an added application has nothing to compare with
  | { readonly kind: 'too-few-cases'; readonly n: number; readonly needed: number }
  | { readonly kind: 'needs-more-cases'; readonly more: number } // about this many more would decide it
  | { readonly kind: 'on-the-bound' } // the estimate lies on the bound: no number of cases decides it
  | { readonly kind: 'slice-too-small'; readonly n: number; readonly needed: number } // shown, not decided
  | { readonly kind: 'slice-unknown' } // named in a criterion, no case has it
  | { readonly kind: 'not-measured'; readonly measured: number; readonly of: number } // figures are missing on some cells
  | { readonly kind: 'price-unknown'; readonly model: string }
  | { readonly kind: 'source-zero' } // a ratio with a source of zero
  | { readonly kind: 'not-a-number'; readonly where: string }
  | { readonly kind: 'futile'; readonly cases: number; readonly of: number } // what was left would hardly have shown that the bound holds
  | { readonly kind: 'left-open'; readonly cases: number; readonly of: number } // the run stopped before, and the verdict did not need it
  | { readonly kind: 'holm'; readonly slices: number }; // would fail alone, not after the correction for many slices

/** A criterion's outcome. */
export interface Finding {
  readonly metric: string;
  readonly criterion: CriterionKey;
  readonly threshold: number;
  readonly slice?: string;
  /** Index of the alternative in `any-of`, as `group.alternative` from 0; absent for plain criteria. */
  readonly alternative?: string;
  /** The metric on each side; absent where it could not be measured. */
  readonly source?: number;
  readonly target?: number;
  /** target − source, or target ÷ source for ratio criteria. */
  readonly difference?: number;
  readonly interval?: readonly [number, number];
  /** One-sided, of the decision. */
  readonly confidence: number;
  /** Two-sided, of the interval shown: 2 · confidence − 1. */
  readonly intervalLevel: number;
  readonly method: Method;
  readonly n: number;
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  readonly enforce: 'block' | 'report';
  readonly evidence: 'interval' | 'point';
  readonly status: FindingStatus;
  readonly cause?: Cause;
  readonly because?: string;
  /**
   * Of a sequential evaluation: after how many of the suite's (or slice's) cases the decision was taken. `interval` is then
   * the repeated confidence interval of that look, valid whatever made the run stop.
   */
  readonly look?: { readonly cases: number; readonly of: number };
}
