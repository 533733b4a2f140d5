import type { ApplicationChange } from './change.ts';
import type { Problem } from './problem.ts';
import type { GateReliability } from './verdict.ts';
import type { CriterionKey } from './yardstick.ts';

/** What one side of an application would cost, from estimated token counts. */
export interface CostEstimate {
  readonly model: string;
  readonly provider: string;
  /** At most: a sequential suite may need fewer. */
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
}

/** What the suite can detect under one criterion. */
export interface Detectability {
  readonly metric: string;
  readonly criterion: CriterionKey;
  readonly threshold: number;
  /** Smallest drop that would be found with 80 % power; absent where it cannot be said beforehand. */
  readonly smallestDrop?: number;
  /** Cases with which the bound itself would be decided for an unchanged model, 80 times in 100. */
  readonly casesForBound?: number;
  /** Cases under which the bound stays undecided whatever the figures are; only where `casesForBound` is absent. */
  readonly fewestCases?: number;
}

export interface ApplicationPlanReport {
  readonly application: string;
  readonly kind: ApplicationChange['kind'];
  /** Names of the layers that differ. */
  readonly changed: readonly string[];
  readonly cases: number;
  readonly trials: number;
  readonly sides: readonly CostEstimate[];
  /** Of a sequential suite that can end early: calls of an unchanged model on average, from the published savings. */
  readonly expectedCalls?: number;
  /** Nothing is called, because no case sends anything else: see `Reason`. */
  readonly unsent?: 'same-requests' | 'not-reached';
  readonly detectability: readonly Detectability[];
  readonly reliability?: GateReliability;
}

/** What a run takes at most, before its first call. */
export interface RunEstimate {
  readonly calls: number;
  /** On average, of unchanged models; absent where no suite can end early. */
  readonly expectedCalls?: number;
  /** Of `calls`: those whose replies are kept from earlier runs, and are not called again. */
  readonly paidCalls: number;
  /** US dollars of the calls that are left; absent when some price is not known. Zero for recorded replies. */
  readonly costUsd?: number;
  /** Milliseconds of the calls that are left, by the configured concurrency and limits; zero for recorded replies. */
  readonly durationMs: number;
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
  /** Longest that the calls may take, by the policy. */
  readonly maxMinutes?: number;
  /** The base's configuration with every default spelled out, as YAML. */
  readonly configuration?: string;
  /** What a check would stop at. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}
