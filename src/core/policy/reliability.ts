import type { AnalysisTable } from '../comparison/analysis.ts';
import { slicesOf, wholeSuite } from '../comparison/slices.ts';
import { seedFrom } from '../contracts/digest.ts';
import type { Finding } from '../contracts/finding.ts';
import type { GateReliability } from '../contracts/verdict.ts';
import type { ApplicationYardstick } from '../contracts/yardstick.ts';
import { fewestFrom } from '../plan/fewest-from.ts';
import { stretchOnceGrown } from '../plan/grown-suite.ts';
import { simulateGate } from '../stats/gate-simulation.ts';
import { assumedGate } from './assumed-gate.ts';
import { type GateCriterion, rateAt, simulated } from './gate-criterion.ts';
import { observedGate } from './observed-gate.ts';
import { isSequential } from './sequential/setting.ts';

/** What owners are told to aim at. */
const RELIABLE = 0.9;

/** A rate that reads as 90 % needs no mending. */
const READS_AS_RELIABLE = 0.895;

/** Simulated evaluations of a suite, fewer of a large one: the standard error stays under 1.6 points up to 1,000 cases. */
const RUNS = { most: 2_000, fewest: 400, cases: 1_000_000 };

/** How far the search for a better size goes, as a multiple of the suite. */
const LARGEST_FACTOR = 1_024;

interface Basis {
  /** Error rate of each one-sided decision. */
  readonly alpha: number;
  /** The yardstick's. */
  readonly seed: number;
  readonly application: ApplicationYardstick;
}

/**
 * How often an unchanged model would pass the gate, from the discordance and spread that this run observed. `undefined`
 * when no blocking finding compares anything.
 */
export function observedReliability(
  findings: readonly Finding[],
  table: AnalysisTable,
  basis: Omit<Basis, 'alpha'>,
): GateReliability | undefined {
  const { cases } = basis.application.suite;
  return reliabilityOf(observedGate(findings, table, [wholeSuite(cases), ...slicesOf(cases)]), 'observed', basis);
}

/**
 * The same before any call: a share of 0.15 of the cases flips, latencies are lognormal with σ 0.6. Bounds of which nothing
 * can be said beforehand (`min` and `max`, cost, tokens, rates) count as passed. `undefined` when all bounds are of that kind.
 */
export function assumedReliability(basis: Basis): GateReliability | undefined {
  return reliabilityOf(assumedGate(basis.application, basis.alpha), 'assumed', basis);
}

function reliabilityOf(
  criteria: readonly GateCriterion[],
  source: GateReliability['basis'],
  { seed, application }: Omit<Basis, 'alpha'>,
): GateReliability | undefined {
  const n = application.suite.cases.length;
  if (criteria.length === 0 || n === 0) return undefined;
  const sequential = isSequential(application);
  const { passRate, perCriterion } = simulateGate({
    criteria: criteria.map((criterion) => simulated(criterion, sequential)),
    n,
    seed: seedFrom(String(seed), application.name, 'reliability'),
    runs: Math.min(RUNS.most, Math.max(RUNS.fewest, Math.floor(RUNS.cases / n))),
    holds: (passed) => gateHolds(criteria, (_, index) => passed[index] === true),
  });
  if (passRate >= READS_AS_RELIABLE) return { passRate, basis: source };
  const casesFor90 = casesForReliability(criteria, n, sequential ? stretchOfLooks(criteria, n, passRate) : undefined);
  return {
    passRate,
    basis: source,
    ...weakestOf(criteria, perCriterion),
    ...(casesFor90 === undefined ? {} : { casesFor90 }),
  };
}

/** Whether all plain criteria pass, and of each `any-of` group all of one alternative. */
function gateHolds(
  criteria: readonly GateCriterion[],
  passes: (criterion: GateCriterion, index: number) => boolean,
): boolean {
  const groups = new Map<string, Map<string, boolean>>();
  for (const [index, criterion] of criteria.entries()) {
    const passed = passes(criterion, index);
    if (criterion.alternative === undefined) {
      if (!passed) return false;
      continue;
    }
    const group = groupOf(criterion.alternative);
    const sets = groups.get(group) ?? new Map<string, boolean>();
    sets.set(criterion.alternative, (sets.get(criterion.alternative) ?? true) && passed);
    groups.set(group, sets);
  }
  return [...groups.values()].every((sets) => [...sets.values()].includes(true));
}

function weakestOf(criteria: readonly GateCriterion[], rates: readonly number[]): Pick<GateReliability, 'weakest'> {
  const ranked = criteria.map((criterion, index) => ({ criterion, passRate: rates[index] ?? 0 }));
  const { criterion, passRate } = ranked.reduce((worst, next) => (next.passRate < worst.passRate ? next : worst));
  const { metric, slice, threshold } = criterion;
  return { weakest: { metric, ...(slice === undefined ? {} : { slice }), threshold, passRate } };
}

/**
 * The smallest suite that about reaches the rate, its slices growing with it; `undefined` when none in reach does. `looked`:
 * `stretchOfLooks` of a sequential suite.
 */
function casesForReliability(
  criteria: readonly GateCriterion[],
  n: number,
  looked: number | undefined,
): number | undefined {
  const enough = fewestWith(RELIABLE, criteria, n);
  return enough === undefined ? undefined : Math.max(n + 1, Math.ceil(enough * (looked ?? grown(criteria, n, enough))));
}

/** The same of a suite that will be looked at on the way once it is as large: only what is a yes or no is. */
function grown(criteria: readonly GateCriterion[], n: number, enough: number): number {
  const hasLooks = criteria.some(({ kind }) => kind === 'binary');
  return hasLooks ? stretchOnceGrown(n, enough / n) : 1;
}

/**
 * How many times as many cases a suite takes than the formula says, because looks on the way cost power that it knows nothing
 * of: until it promises this suite no more than the simulation found; at least 1.
 */
function stretchOfLooks(criteria: readonly GateCriterion[], n: number, passRate: number): number {
  const alike = passRate > 0 ? fewestWith(passRate, criteria, n) : undefined;
  return alike === undefined ? 1 : Math.max(1, n / alike);
}

/** The smallest suite for which the formula promises a rate; n: cases of the suite that the criteria describe. */
function fewestWith(rate: number, criteria: readonly GateCriterion[], n: number): number | undefined {
  return fewestFrom(1, (cases) => jointRate(criteria, cases / n) >= rate, n * LARGEST_FACTOR);
}

/** Criteria taken as independent, the easiest alternative of each group: errs towards more cases. */
function jointRate(criteria: readonly GateCriterion[], factor: number): number {
  const sets = new Map<string, number>();
  for (const criterion of criteria) {
    const key = criterion.alternative ?? '';
    sets.set(key, (sets.get(key) ?? 1) * rateAt(criterion, factor));
  }
  const groups = new Map<string, number>();
  for (const [key, rate] of sets) {
    const group = groupOf(key);
    groups.set(group, Math.max(groups.get(group) ?? 0, rate));
  }
  return [...groups.values()].reduce((joint, rate) => joint * rate, 1);
}

function groupOf(alternative: string): string {
  return alternative.split('.')[0] ?? '';
}
