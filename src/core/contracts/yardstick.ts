import type { Owners } from './people.ts';
import type { Suite } from './suite.ts';

export const CRITERION_KEYS = ['min', 'max', 'max-drop', 'max-rise', 'max-ratio', 'min-ratio'] as const;
export type CriterionKey = (typeof CRITERION_KEYS)[number];

export const RELATIVE_KEYS = ['max-drop', 'max-rise', 'max-ratio', 'min-ratio'] as const satisfies CriterionKey[];

export const OPERATIONAL_METRICS = [
  'latency-p50',
  'latency-p95',
  'ttft-p50',
  'ttft-p95',
  'cost',
  'input-tokens',
  'output-tokens',
  'error-rate',
  'truncation-rate',
  'refusal-rate',
  'guardrail-rate',
] as const;
export type OperationalMetric = (typeof OPERATIONAL_METRICS)[number];

/** One bound on one metric. Each becomes one finding, or one a slice where `slices` says so. */
export interface Criterion {
  readonly metric: string;
  readonly key: CriterionKey;
  /** In the metric's unit; a factor for the ratio keys; a fraction for scores and rates. */
  readonly threshold: number;
  readonly enforce: 'block' | 'report';
  /** `interval`: the whole confidence interval must be on the good side. `point`: the observed figure. */
  readonly evidence: 'interval' | 'point';
  /** Absent: the whole suite only. `all`, or named slices: each of them as well as the whole. */
  readonly slices?: 'all' | readonly string[];
  readonly because?: string;
}

/**
 * Acceptance criteria of an application: all of `all` must hold, and of each entry of `anyOf` at least one alternative
 * set must hold as a whole.
 */
export interface Acceptance {
  readonly all: readonly Criterion[];
  readonly anyOf: readonly (readonly (readonly Criterion[])[])[];
}

/** A provider as the base defines it. `baseUrl` and `file` only for the types that have them. */
export interface ProviderDefinition {
  readonly name: string;
  readonly type: 'bedrock' | 'openai' | 'anthropic' | 'recorded';
  readonly region?: string;
  readonly baseUrl?: string;
  /** The endpoint may be in a private network; absent: on the internet or on this machine only. */
  readonly privateNetwork?: true;
  /** Name of the environment variable that holds the key; never the key. */
  readonly apiKeyEnv?: string;
  /** Calls in flight at most. */
  readonly concurrency: number;
  /** Limits that the account has, a minute; absent: found out by the answers. */
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  /** Milliseconds after which one attempt is aborted. */
  readonly timeoutMs: number;
  /** Recorded replies: path in the repository and digest of the file as read. */
  readonly file?: string;
  readonly fileSha256?: string;
}

/** US dollars per million tokens, by what is done with them. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  /** Of input tokens read from, or written to, a prompt cache; absent when the table has no rate of its own for them. */
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  /** Of those written to be kept for an hour. */
  readonly cacheWrite1h?: number;
}

/** What a model costs at its service's standard tier, and at others. */
export interface Price extends Rates {
  /** Rates that replace the others for a request of more than `above` input tokens; sorted by `above`. */
  readonly longContext?: readonly LongContextPrice[];
  /** Tokens that the model can hold, where the table says: bounds what one call can cost. */
  readonly contextWindow?: number;
  /** Rates by service tier, for the tiers that cost more than the standard one; one that is missing has no known price. */
  readonly serviceTiers?: Readonly<Record<string, Rates>>;
}

export interface LongContextPrice extends Rates {
  readonly above: number;
}

export interface Policy {
  readonly mode: 'enforce' | 'observe';
  /** One-sided confidence of each decision, 0.5 < confidence < 1. */
  readonly confidence: number;
  readonly onInconclusive: 'fail' | 'warn';
  readonly onUncovered: 'fail' | 'warn';
  /** Hard cap of one run in US dollars; `capDefaulted` when the configuration does not name one. */
  readonly maxCostUsd: number;
  readonly capDefaulted: boolean;
  /** Caps over all runs of one pull request, and over all of one calendar month (UTC), in US dollars; absent: none. */
  readonly maxCostUsdPerPullRequest?: number;
  readonly maxCostUsdPerMonth?: number;
  /** Longest that the calls of a run may take; absent: no bound. */
  readonly maxMinutes?: number;
  /** `full`: a draft is evaluated on every case. Absent: on a sample of every suite. */
  readonly onDraft?: 'full';
  /** Largest tolerated share of failed cells on either side, 0 to 1. */
  readonly maxErrorRate: number;
  /** Days that a waiver may last; absent: `DEFAULT_WAIVER_DAYS`. */
  readonly waiverMaxDays?: number;
  /** Runs that may be asked for in comments, a pull request and day; absent: `DEFAULT_RUNS_PER_DAY`. */
  readonly runsPerDay?: number;
  readonly owners: Owners;
}

export interface ApplicationYardstick {
  readonly name: string;
  readonly suite: Suite;
  readonly acceptance: Acceptance;
  readonly owners: Owners;
  /** `proposed`: the application comes from the head's configuration only; its findings are shown and never decide. */
  readonly standing: 'in-effect' | 'proposed';
  /** Whether the yardstick itself chose recorded replies for this application. */
  readonly recorded: boolean;
}

/** All that measures, resolved: with the observations it is enough to recompute the verdict. */
export interface Yardstick {
  readonly schema: 'changeover/yardstick@1';
  /** Commit that the yardstick was read at. */
  readonly commit: string;
  readonly applications: readonly ApplicationYardstick[];
  readonly providers: readonly ProviderDefinition[];
  /** Prices in force for the models of this comparison, by model ID; a model that is missing has no known price. */
  readonly prices: Readonly<Record<string, Price & { readonly source: string }>>;
  readonly policy: Policy;
  /** Digests in hexadecimal: of the suites (cases, scorers), and of criteria, policy, providers and prices. */
  readonly digests: { readonly suite: string; readonly policy: string };
  /** Unsigned 32-bit integer derived from the digests; all order and all draws follow from it. */
  readonly seed: number;
  /** `true` in a terminal when no configuration was at the base and the work tree's was used. */
  readonly preview: boolean;
}
