import { casesNeeded } from '../comparison/inference.ts';
import { metricsOf } from '../comparison/metrics.ts';
import type { Detectability } from '../contracts/plan.ts';
import type { ApplicationYardstick, Criterion } from '../contracts/yardstick.ts';
import { errorRateOfAlternatives } from '../policy/error-rate.ts';
import { ASSUMED_DISCORDANCE, casesForMargin, smallestDetectableDrop } from './power.ts';

const POWER = 0.8;

/**
 * What the suite can detect under each `max-drop` on a score; the other bounds depend on spreads that only a run shows.
 * `alpha`: error rate of each one-sided decision.
 */
export function detectabilityOf({ acceptance, suite }: ApplicationYardstick, alpha: number): readonly Detectability[] {
  const scorers = new Set(suite.scorers.map(({ name }) => name));
  const plain = acceptance.all.map((criterion) => ({ criterion, errorRate: alpha }));
  const alternatives = acceptance.anyOf.flatMap((sets) => {
    const errorRate = errorRateOfAlternatives(sets, alpha);
    return sets.flat().map((criterion) => ({ criterion, errorRate }));
  });
  return [...plain, ...alternatives].map(({ criterion, errorRate }) => {
    const { metric, key, threshold } = criterion;
    const bound = { metric, criterion: key, threshold };
    if (key !== 'max-drop' || !scorers.has(metric)) return { ...bound, ...fewestCases(criterion) };
    const assumed = { psi: ASSUMED_DISCORDANCE, alpha: errorRate, power: POWER };
    return {
      ...bound,
      smallestDrop: smallestDetectableDrop({ n: suite.cases.length, ...assumed }),
      ...(threshold > 0 && threshold < 1 ? { casesForBound: casesForMargin({ margin: threshold, ...assumed }) } : {}),
    };
  });
}

/** What an interval of an operational metric needs to be made at all. */
function fewestCases({ metric, key, evidence }: Criterion): { readonly fewestCases?: number } {
  const measured = metricsOf([]).find(({ name }) => name === metric);
  if (measured === undefined || evidence !== 'interval') return {};
  const basis = key === 'max-ratio' || key === 'min-ratio' ? 'ratio' : 'difference';
  return { fewestCases: casesNeeded({ metric: measured, binary: false }, basis) };
}
