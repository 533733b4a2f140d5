import type { ScoredCell } from '../contracts/score.ts';
import type { ScorerSpec } from '../contracts/suite.ts';
import { OPERATIONAL_METRICS, type OperationalMetric } from '../contracts/yardstick.ts';

/** How a metric's cases become its one figure a side. */
type Statistic = { readonly kind: 'mean' } | { readonly kind: 'percentile'; readonly q: number };

/** One figure that both variants are compared by. */
export interface Metric {
  readonly name: string;
  readonly higherIsBetter: boolean;
  readonly statistic: Statistic;
  /** `share`: every value lies in [0, 1]. `amount`: any finite number from 0. */
  readonly unit: 'share' | 'amount';
  /** A failed or missing cell has a value of its own (`error-rate`) instead of being left out with its partner. */
  readonly countsFailures: boolean;
  /**
   * Which cells must have the figure: every one that was `answered` (replied or rejected), every one that `replied`,
   * or `none` (latencies of retried and truncated calls are left out by design).
   */
  readonly expectedOf: 'answered' | 'replied' | 'none';
  /** How long a call took: two of them are compared only when they were measured on one occasion. */
  readonly isTime?: true;
  /** Measured on demand only: where no cell has it, there is nothing to show. */
  readonly onDemand?: true;
  /** The cell's value; `undefined` where it was not measured. Not yet checked for being a number. */
  read(cell: ScoredCell | undefined): unknown;
}

type Reader = Metric['read'];

function operational(read: Reader, statistic: Statistic = { kind: 'mean' }): Omit<Metric, 'name'> {
  const expectedOf = statistic.kind === 'percentile' ? 'none' : 'replied';
  return { higherIsBetter: false, statistic, unit: 'amount', countsFailures: false, expectedOf, read };
}

function rate(read: (cell: ScoredCell) => boolean): Omit<Metric, 'name'> {
  return {
    higherIsBetter: false,
    statistic: { kind: 'mean' },
    unit: 'share',
    countsFailures: false,
    expectedOf: 'answered',
    read: (cell) => (cell === undefined ? undefined : Number(read(cell))),
  };
}

const latency: Reader = (cell) => cell?.latencyMs;
const timeToFirstToken: Reader = (cell) => cell?.ttftMs;

function time(read: Reader, q: number): Omit<Metric, 'name'> {
  return { ...operational(read, { kind: 'percentile', q }), isTime: true };
}

const OPERATIONAL: Readonly<Record<OperationalMetric, Omit<Metric, 'name'>>> = {
  'latency-p50': time(latency, 0.5),
  'latency-p95': time(latency, 0.95),
  'ttft-p50': { ...time(timeToFirstToken, 0.5), onDemand: true },
  'ttft-p95': { ...time(timeToFirstToken, 0.95), onDemand: true },
  cost: operational((cell) => cell?.costUsd),
  'input-tokens': operational((cell) => cell?.inputTokens),
  'output-tokens': operational((cell) => cell?.outputTokens),
  'error-rate': {
    ...rate(() => false),
    countsFailures: true,
    read: (cell) => Number(cell === undefined || cell.outcome === 'failed'),
  },
  'truncation-rate': rate((cell) => cell.truncated),
  'refusal-rate': rate((cell) => cell.refused),
  'guardrail-rate': rate((cell) => cell.guarded),
};

/**
 * Every metric of a suite: its scorers in their order, then the operational ones. A scorer that took the name of an
 * operational metric stands for it, so that a name means one thing.
 */
export function metricsOf(scorers: readonly ScorerSpec[]): readonly Metric[] {
  const taken = new Set(scorers.map(({ name }) => name));
  const rest = OPERATIONAL_METRICS.filter((name) => !taken.has(name));
  return [...scorers.map(({ name }) => scoreMetric(name)), ...rest.map((name) => ({ name, ...OPERATIONAL[name] }))];
}

function scoreMetric(name: string): Metric {
  return {
    name,
    higherIsBetter: true,
    statistic: { kind: 'mean' },
    unit: 'share',
    countsFailures: false,
    expectedOf: 'answered',
    // Own properties only: a scorer may be called `constructor`.
    read: (cell) => (cell !== undefined && Object.hasOwn(cell.scores, name) ? cell.scores[name]?.value : undefined),
  };
}
