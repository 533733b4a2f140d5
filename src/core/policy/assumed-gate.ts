import { type Metric, metricsOf } from '../comparison/metrics.ts';
import { type CaseGroup, slicesOf, wholeSuite } from '../comparison/slices.ts';
import type { ApplicationYardstick, Criterion } from '../contracts/yardstick.ts';
import { percentileDeviation } from '../plan/assumptions.ts';
import { ASSUMED_DISCORDANCE } from '../plan/power.ts';
import { boundOf } from './bound.ts';
import { errorRateOfAlternatives } from './error-rate.ts';
import type { GateCriterion } from './gate-criterion.ts';
import { casesToBeDecided, sizedBeforehand } from './slice-size.ts';

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
  const sized = sizedBeforehand(metric, suite.trials);
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
): Pick<GateCriterion, 'kind' | 'room' | 'spread' | 'reach'> | undefined {
  const { basis, good, value } = boundOf(criterion);
  const sign = good === 'at-most' ? 1 : -1;
  const observed = criterion.evidence === 'point';
  const room = basis === 'ratio' ? sign * Math.log(value) : sign * value;
  // A ratio of rates that are zero on both sides holds: who knows how rare the events are.
  if (basis === 'ratio' && metric.unit === 'share' && !metric.higherIsBetter) return undefined;
  // Whatever the figures vary by, no interval shows that no change is better than none.
  if (basis !== 'level' && !observed && room <= 0) return { kind: 'normal', room, spread: 0, reach: 0 };
  if (metric.statistic.kind === 'percentile' && basis === 'ratio') {
    const spread = percentileDeviation(metric.statistic.q, 2);
    return { kind: observed ? 'observed' : 'normal', room, spread };
  }
  if (basis !== 'difference' || !metric.higherIsBetter) return undefined;
  // Flips of an unchanged model are all chance: the mean over k trials varies k times less than one of them.
  const spread = Math.sqrt(ASSUMED_DISCORDANCE / trials);
  return { kind: observed ? 'observed' : trials === 1 ? 'binary' : 'graded', room, spread };
}
