import { metricsOf } from '../comparison/metrics.ts';
import { slicesOf } from '../comparison/slices.ts';
import type { Detectability } from '../contracts/plan.ts';
import type { ApplicationYardstick, Criterion } from '../contracts/yardstick.ts';
import { boundOf } from '../policy/bound.ts';
import { errorRateOfAlternatives } from '../policy/error-rate.ts';
import { casesToBeDecided, type Sized, sizedBeforehand } from '../policy/slice-size.ts';
import { type Detection, detectChange } from './detect-change.ts';
import { detectLevel } from './detect-level.ts';
import type { PlannedQuestion } from './planned-question.ts';

const POWER = 0.8;

interface Setting {
  /** Error rate of each one-sided decision. */
  readonly alpha: number;
  /** `false` for an added application: only absolute bounds are decided. */
  readonly hasSource: boolean;
}

/**
 * What the suite can detect under each criterion, in the order of the configuration, with what that assumes; of a criterion
 * on slices also under each that it names, and of all slices the smallest that is decided.
 */
export function detectabilityOf(
  { acceptance, suite }: ApplicationYardstick,
  { alpha, hasSource }: Setting,
): readonly Detectability[] {
  if (suite.cases.length === 0) return [];
  const plain = acceptance.all.map((criterion) => ({ criterion, errorRate: alpha }));
  const alternatives = acceptance.anyOf.flatMap((sets) => {
    const errorRate = errorRateOfAlternatives(sets, alpha);
    return sets.flat().map((criterion) => ({ criterion, errorRate }));
  });
  const metrics = new Map(metricsOf(suite.scorers).map((metric) => [metric.name, metric]));
  return [...plain, ...alternatives].flatMap(({ criterion, errorRate }) => {
    const metric = metrics.get(criterion.metric);
    if (metric === undefined || (!hasSource && boundOf(criterion).basis !== 'level')) return [];
    const sized = sizedBeforehand(metric, suite.trials);
    return groupsOf(suite, criterion, casesToBeDecided(criterion, sized, errorRate)).map((group) => {
      const question = {
        metric,
        bound: boundOf(criterion),
        evidence: criterion.evidence,
        cases: group.cases,
        fewest: criterion.evidence === 'point' ? 1 : sized.casesNeeded(boundOf(criterion).basis),
        trials: suite.trials,
        alpha: errorRate,
        power: POWER,
      };
      return planned(criterion, question, group, sized);
    });
  });
}

/** The whole suite, or a slice of it. */
type Group = Pick<Detectability, 'slice' | 'slices' | 'cases'>;

function groupsOf({ cases }: ApplicationYardstick['suite'], { slices }: Criterion, needed: number): readonly Group[] {
  const whole = { cases: cases.length };
  if (slices === undefined) return [whole];
  const sizes = slicesOf(cases).map(({ slice = '', members }) => ({ slice, cases: members.length }));
  if (slices !== 'all') return [whole, ...sizes.filter(({ slice }) => slices.includes(slice))];
  const decided = sizes.filter((one) => one.cases >= needed).sort((a, b) => a.cases - b.cases);
  const [smallest] = decided;
  return smallest === undefined ? [whole] : [whole, { ...smallest, slices: decided.length }];
}

function planned(criterion: Criterion, question: PlannedQuestion, group: Group, sized: Sized): Detectability {
  const { metric, key, threshold } = criterion;
  const detection = question.bound.basis === 'level' ? detectLevel(question) : detectChange(question);
  return {
    metric,
    criterion: key,
    threshold,
    ...group,
    ...detection,
    ...fewestCases(criterion, question, sized, detection),
  };
}

/** Only where the suite has fewer, or nothing better is known. */
function fewestCases(
  criterion: Criterion,
  { metric, bound, cases, fewest, alpha }: PlannedQuestion,
  sized: Sized,
  { casesForBound, unplanned }: Detection,
): Pick<Detectability, 'fewestCases'> {
  if (criterion.evidence === 'point' || unplanned === 'cannot-break') return {};
  // A bound in dollars is no share of what one case can differ by.
  const isShare = metric.unit === 'share' || bound.basis === 'ratio';
  const least = isShare ? casesToBeDecided(criterion, sized, alpha) : fewest;
  return least > 1 && (cases < fewest || casesForBound === undefined) ? { fewestCases: least } : {};
}
