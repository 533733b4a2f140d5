import { casesNeeded } from '../comparison/inference.ts';
import { type Metric, metricsOf } from '../comparison/metrics.ts';
import { type CaseGroup, slicesOf, wholeSuite } from '../comparison/slices.ts';
import type { ApplicationYardstick, Criterion } from '../contracts/yardstick.ts';
import { ASSUMED_DISCORDANCE } from '../plan/power.ts';
import { normalDensity, normalQuantile } from '../stats/normal.ts';
import { boundOf } from './bound.ts';
import { errorRateOfAlternatives } from './error-rate.ts';
import type { GateCriterion } from './gate-criterion.ts';
import { casesToBeDecided, type Sized } from './slice-size.ts';

/** Standard deviation of the logarithm of a latency, until a run has shown it. */
const ASSUMED_LATENCY_SPREAD = 0.6;

/** The blocking criteria of an application on an unchanged model, before any call. */
export function assumedGate(application: ApplicationYardstick, alpha: number): readonly GateCriterion[] {
  const { acceptance } = application;
  const plain = acceptance.all.flatMap((criterion) => expand(application, criterion, alpha));
  const alternatives = acceptance.anyOf.flatMap((sets, group) => {
    const shared = errorRateOfAlternatives(sets, alpha);
    return sets.flatMap((set, index) =>
      set
        .flatMap((criterion) => expand(application, criterion, shared))
        .map((criterion) => ({ ...criterion, alternative: `${group}.${index}` })),
    );
  });
  return [...plain, ...alternatives];
}

/** The criterion on the whole suite and on the slices that it would be decided on. */
function expand({ suite }: ApplicationYardstick, criterion: Criterion, alpha: number): readonly GateCriterion[] {
  const metric = metricsOf(suite.scorers).find(({ name }) => name === criterion.metric);
  const shape = metric && shapeOf(metric, criterion, suite.trials);
  if (criterion.enforce === 'report' || metric === undefined || shape === undefined) return [];
  const sized: Sized = {
    metric,
    binary: metric.unit === 'share' && suite.trials === 1,
    scale: 1,
    casesNeeded: (basis) => casesNeeded(sized, basis),
  };
  const needed = casesToBeDecided(criterion, sized, alpha);
  return groupsOf(suite.cases, criterion, needed).map(({ slice, members }) => ({
    metric: criterion.metric,
    ...(slice === undefined ? {} : { slice }),
    threshold: criterion.threshold,
    members,
    cases: members.length,
    fewest: criterion.evidence === 'point' ? 1 : sized.casesNeeded(boundOf(criterion).basis),
    needed,
    alpha,
    ...shape,
  }));
}

function groupsOf(cases: Parameters<typeof slicesOf>[0], { slices }: Criterion, needed: number): readonly CaseGroup[] {
  const whole = wholeSuite(cases);
  if (slices === undefined) return [whole];
  const decided = slicesOf(cases).filter(({ slice = '', members }) =>
    slices === 'all' ? members.length >= needed : slices.includes(slice),
  );
  return [whole, ...decided];
}

/** `undefined`: nothing can be said of this bound before a run. */
function shapeOf(
  metric: Metric,
  criterion: Criterion,
  trials: number,
): Pick<GateCriterion, 'kind' | 'room' | 'spread'> | undefined {
  const { basis, good, value } = boundOf(criterion);
  const sign = good === 'at-most' ? 1 : -1;
  const observed = criterion.evidence === 'point';
  if (metric.statistic.kind === 'percentile' && basis === 'ratio') {
    const spread = percentileSpread(metric.statistic.q);
    return { kind: observed ? 'observed' : 'normal', room: sign * Math.log(value), spread };
  }
  if (basis !== 'difference' || !metric.higherIsBetter) return undefined;
  // The mean over k trials varies k times less than one of them.
  const spread = Math.sqrt(ASSUMED_DISCORDANCE / trials);
  return { kind: observed ? 'observed' : trials === 1 ? 'binary' : 'graded', room: sign * value, spread };
}

/**
 * Standard deviation of one case's contribution to the log ratio of two q percentiles of independent lognormal samples:
 * √(2·q(1 − q))·σ/φ(z_q), from the asymptotic variance q(1 − q)/(n·f²) of a sample quantile.
 */
function percentileSpread(q: number): number {
  return (Math.sqrt(2 * q * (1 - q)) * ASSUMED_LATENCY_SPREAD) / normalDensity(normalQuantile(q));
}
