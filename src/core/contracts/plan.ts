import type { ApplicationChange } from './change.ts';
import type { Problem } from './problem.ts';
import type { GateReliability } from './verdict.ts';
import type { CriterionKey } from './yardstick.ts';

/** What one side of an application would cost, from estimated token counts. */
export interface CostEstimate {
  readonly model: string;
  readonly provider: string;
  /** Planned: a sequential suite may need fewer. */
  readonly calls: number;
  /** Mean tokens a call. */
  readonly inputTokens: number;
  /** `counted`: by the provider itself, on a sample. `characters`: from the length of the rendered messages. */
  readonly inputBasis: 'counted' | 'characters';
  /** Mean tokens a call: nobody knows before the replies are there. `max-tokens`: the parameters allow no more. */
  readonly outputTokens: number;
  readonly outputBasis: 'assumed' | 'max-tokens';
  /** Replies come from a recording. */
  readonly recorded: boolean;
  /** US dollars; absent when the price is not known. Zero for recorded replies, which cost nothing to replay. */
  readonly costUsd?: number;
  /** US dollars that are set aside for one call before it is sent, on average; absent of replies that nothing is paid for. */
  readonly setAsideUsd?: number;
  /** Nothing bounds the tokens of a reply: the parameters name no `max-tokens`, and none is sent unasked. */
  readonly unbounded?: true;
}

/** How the cap holds a run back: see `capSqueeze`. */
export interface CapSqueeze {
  /** The application for whose calls most is set aside. */
  readonly application: string;
  /** US dollars that are set aside for one of them. */
  readonly setAsideUsd: number;
  /** Calls that can be in flight under the cap, and those that the provider takes. As many: the cap is only reached early. */
  readonly inFlight: number;
  readonly concurrency: number;
  readonly unbounded?: true;
}

/** Calls at most that may come on top of the planned ones. */
export interface ExtraCalls {
  /** Repetitions of critical cases that are lost. */
  readonly confirmations: number;
  /** Calls that measure times again, which replies of earlier runs cannot tell. */
  readonly timings: number;
}

/** What a figure takes for granted until a run has shown it. */
export type Assumption =
  /** Share of the cases whose outcome differs between the sides. */
  | { readonly kind: 'flips'; readonly share: number }
  /** Mean score of the source. */
  | { readonly kind: 'mean-score'; readonly share: number }
  /** Standard deviation of the difference between a case's two sides, as a share of the mean. */
  | { readonly kind: 'case-difference'; readonly deviation: number }
  /** Figures of single calls are lognormal, with this standard deviation of their logarithms. */
  | { readonly kind: 'lognormal'; readonly deviation: number }
  /** Every score is 0 or 1. */
  | { readonly kind: 'yes-or-no' }
  /** Correlation of two trials of the same case. */
  | { readonly kind: 'trials'; readonly correlation: number };

/** A figure that a criterion tells apart 4 times in 5. */
export interface Detected {
  /**
   * `told-from-none`: so large a change for the worse is told from no change by the interval. `told-from-bound`: a target with
   * this figure is shown to meet the bound. `refused`: a target with this figure, or a worse one, is found to break a bound
   * that is decided on the observed figure.
   */
  readonly kind: 'told-from-none' | 'told-from-bound' | 'refused';
  /** target − source, target ÷ source, or the target's own figure. */
  readonly scale: 'difference' | 'ratio' | 'level';
  readonly figure: number;
}

/** Why less is said of a criterion. */
export type Unplanned =
  /** A bound that an unchanged model does not meet, or only just: no number of cases shows that it does. */
  | 'asks-for-better'
  /** A rise in dollars, tokens or milliseconds: how much that is of the whole only a run shows. */
  | 'unknown-size'
  /** A ratio of rates, of which the source's is hardly above zero. */
  | 'rare-source'
  /** Every figure that there can be meets the bound. */
  | 'cannot-break';

/** What the suite can detect under one criterion. */
export interface Detectability {
  readonly metric: string;
  readonly criterion: CriterionKey;
  readonly threshold: number;
  /** Absent for the whole suite. */
  readonly slice?: string;
  /** Under `slices: all` the smallest slice that is decided stands for so many. */
  readonly slices?: number;
  /** Of the suite, or of the slice. */
  readonly cases: number;
  /** With 80 % power; absent where that cannot be said, or where there are too few cases to decide at all. */
  readonly detects?: Detected;
  /** Cases with which the bound itself would be decided for a target that is no worse, 80 times in 100. */
  readonly casesForBound?: number;
  /** Cases under which the bound stays undecided whatever the figures are; only where there are fewer, or nothing better is known. */
  readonly fewestCases?: number;
  readonly assumed: readonly Assumption[];
  readonly unplanned?: Unplanned;
}

export interface ApplicationPlanReport {
  readonly application: string;
  readonly kind: ApplicationChange['kind'];
  /** Names of the layers that differ. */
  readonly changed: readonly string[];
  readonly cases: number;
  readonly trials: number;
  readonly sides: readonly CostEstimate[];
  /** The suite is sequential, and may need fewer calls than `sides` have; absent: it needs just those. */
  readonly atMost?: true;
  /** With `atMost`, where the savings were measured: calls of an unchanged model on average. */
  readonly expectedCalls?: number;
  /** Absent: none. */
  readonly extraCalls?: ExtraCalls;
  /** Nothing is called, because no case sends anything else: see `Reason`. */
  readonly unsent?: 'same-requests' | 'not-reached';
  readonly detectability: readonly Detectability[];
  readonly reliability?: GateReliability;
}

/** What a run takes at most, before its first call. */
export interface RunEstimate {
  /** Planned, those included whose replies are kept. Just as many answers are needed, unless `atMost`. */
  readonly calls: number;
  /** Some suite is sequential, and may need fewer; absent: none is. */
  readonly atMost?: true;
  /** With `atMost`, where the savings were measured: on average, of unchanged models. */
  readonly expectedCalls?: number;
  /** Of all applications together; absent: none. */
  readonly extraCalls?: ExtraCalls;
  /** Of `calls`: those whose replies are kept from earlier runs, and are not called again. */
  readonly paidCalls: number;
  /** US dollars of the calls that are left; absent when some price is not known. Zero for recorded replies. */
  readonly costUsd?: number;
  /** Milliseconds of the calls that are left, by the configured concurrency and limits; zero for recorded replies. */
  readonly durationMs: number;
  /** Cost and time of `expectedCalls`, as far as they are left; absent where those are. */
  readonly expectedCostUsd?: number;
  readonly expectedDurationMs?: number;
  /** What one call is taken to last: assumed, or the mean of replies that are kept. */
  readonly callMs: number;
  readonly callBasis: 'assumed' | 'kept';
}

/** What a check would do, before a call is made. */
export interface PlanReport extends RunEstimate {
  readonly base: string;
  readonly head: string;
  readonly preview: boolean;
  readonly applications: readonly ApplicationPlanReport[];
  readonly uncovered: number;
  readonly capUsd: number;
  /** Absent: the cap holds nothing back. */
  readonly squeeze?: CapSqueeze;
  /** Longest that the calls may take, by the policy. */
  readonly maxMinutes?: number;
  /** The base's configuration with every default spelled out, as YAML. */
  readonly configuration?: string;
  /** What a check would stop at. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}
