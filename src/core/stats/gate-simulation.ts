import { type Random, seededRandom } from './random.ts';
import { requirePossible, type SimulatedCriterion } from './simulated-criterion.ts';
import { type DrawnCases, prepareCriterion } from './simulated-decision.ts';
import { drawFlips, simulatedFlips } from './simulated-flips.ts';

export interface GateSimulation {
  readonly criteria: readonly SimulatedCriterion[];
  /** Cases in the suite. */
  readonly n: number;
  /** Unsigned 32-bit integer. */
  readonly seed: number;
  /** Simulated evaluations; 2,000 put a standard error of at most 1.1 points on every rate. */
  readonly runs: number;
  /** Whether the gate passes, given which criteria pass; all of them by default (`any-of` needs less). */
  readonly holds?: (passed: readonly boolean[]) => boolean;
}

export interface SimulatedPassRates {
  /** Share of the runs in which the gate passes. */
  readonly passRate: number;
  /** Share of the runs in which each criterion passes, in the order given. */
  readonly perCriterion: readonly number[];
}

/**
 * How often an unchanged model would pass a gate: both sides have the same true quality, only chance tells them apart.
 * Criteria on one metric see the same simulated cases, so that a slice and the whole that contains it agree as they would
 * in an evaluation; different metrics are taken as independent, which understates the joint rate a little.
 * @throws RangeError when a number is out of its range or a member is not a case of the suite.
 */
export function simulateGate({ criteria, n, seed, runs, holds }: GateSimulation): SimulatedPassRates {
  requireWhole('cases', n);
  requireWhole('runs', runs);
  for (const criterion of criteria) requirePossible(criterion, n);
  const random = seededRandom(seed);
  const metrics = new Map([...flippingMetrics(criteria, n, random), ...gradedMetrics(criteria, n, random)]);
  const decisions = criteria.map((criterion) => decisionOn(criterion, n, metrics, random));
  const passes = new Array<number>(criteria.length).fill(0);
  let gatePasses = 0;
  for (let run = 0; run < runs; run += 1) {
    for (const { redraw } of metrics.values()) redraw();
    const passed = decisions.map((passesOnce, index) => {
      const pass = passesOnce();
      if (pass) passes[index] = (passes[index] ?? 0) + 1;
      return pass;
    });
    if (holds ? holds(passed) : passed.every(Boolean)) gatePasses += 1;
  }
  return { passRate: gatePasses / runs, perCriterion: passes.map((count) => count / runs) };
}

/** What a run drew for one metric, in arrays that the next run writes over. */
interface SimulatedMetric extends DrawnCases {
  redraw(): void;
}

/** Of yes/no scores the cases that flip, as many as the criterion with the most of them has. */
function flippingMetrics(
  criteria: readonly SimulatedCriterion[],
  n: number,
  random: Random,
): readonly (readonly [string, SimulatedMetric])[] {
  const shares = new Map<string, number>();
  for (const criterion of criteria) {
    if (criterion.kind !== 'binary') continue;
    const key = metricKey(criterion);
    shares.set(key, Math.max(shares.get(key) ?? 0, criterion.psi));
  }
  return [...shares].map(([key, share]) => {
    const flips = simulatedFlips(n, share);
    return [key, { flips, redraw: () => drawFlips(flips, random) }];
  });
}

/** Of graded scores a normal number for every case. */
function gradedMetrics(
  criteria: readonly SimulatedCriterion[],
  n: number,
  random: Random,
): readonly (readonly [string, SimulatedMetric])[] {
  const keys = new Set(criteria.flatMap((criterion) => (criterion.kind === 'graded' ? [metricKey(criterion)] : [])));
  return [...keys].map((key) => {
    const values = new Float64Array(n);
    const redraw = (): void => {
      for (let i = 0; i < n; i += 1) values[i] = random.normal();
    };
    return [key, { values, redraw }];
  });
}

function metricKey(criterion: { readonly kind: string; readonly metric: string }): string {
  return `${criterion.kind} ${criterion.metric}`;
}

/** Whether a criterion passes in the run that was drawn last. */
function decisionOn(
  criterion: SimulatedCriterion,
  n: number,
  metrics: ReadonlyMap<string, SimulatedMetric>,
  random: Random,
): () => boolean {
  const prepared = prepareCriterion(criterion, n);
  if (prepared.kind === 'alone') return () => prepared.passes(random);
  const metric = metrics.get(metricKey(prepared.criterion));
  return () => metric !== undefined && prepared.passes(metric);
}

function requireWhole(what: string, count: number): void {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`${what}: not a whole number from 1: ${count}`);
}
