import { type Metric, metricsOf } from '../comparison/metrics.ts';
import { slicesOf } from '../comparison/slices.ts';
import type { Detectability } from '../contracts/plan.ts';
import type { ApplicationYardstick } from '../contracts/yardstick.ts';
import { boundOf } from '../policy/bound.ts';
import { type Family, type Question, questionsOf } from '../policy/questions.ts';
import { isSequential } from '../policy/sequential/setting.ts';
import { planOf, timingOf } from '../policy/sequential/timing.ts';
import { casesToBeDecided, sizedBeforehand } from '../policy/slice-size.ts';
import { costOfLooking } from '../stats/sequential-power.ts';
import { type Detection, detectChange } from './detect-change.ts';
import { detectLevel } from './detect-level.ts';
import { stretchOnceGrown } from './grown-suite.ts';
import type { PlannedQuestion } from './planned-question.ts';

const POWER = 0.8;

interface Setting {
  /** Error rate of each one-sided decision. */
  readonly alpha: number;
  /** `false` for an added application: only absolute bounds are decided. */
  readonly hasSource: boolean;
}

/**
 * What the suite can detect under each criterion, in the order of the findings, with what that assumes; of a criterion on
 * slices also under each that it names, and of all slices the smallest that is decided.
 */
export function detectabilityOf(application: ApplicationYardstick, setting: Setting): readonly Detectability[] {
  const { acceptance, suite } = application;
  if (suite.cases.length === 0) return [];
  const metrics = new Map(metricsOf(suite.scorers).map((metric) => [metric.name, metric]));
  const sizes = new Map(slicesOf(suite.cases).map(({ slice = '', members }) => [slice, members.length]));
  return questionsOf(acceptance, [...sizes.keys()], setting.alpha).flatMap((family) => {
    const metric = metrics.get(family[0]?.criterion.metric ?? '');
    if (metric === undefined) return [];
    return shownOf(family, sizes, metric, application)
      .filter(({ question }) => setting.hasSource || boundOf(question.criterion).basis === 'level')
      .map((asked) => planned(asked, metric, application, setting));
  });
}

/** A question with the cases that it is asked of. */
interface Asked extends Pick<Detectability, 'slices' | 'cases'> {
  readonly question: Question;
}

/** Under `slices: all` the smallest slice stands for all of them. */
function shownOf(
  family: Family,
  sizes: ReadonlyMap<string, number>,
  metric: Metric,
  { suite }: ApplicationYardstick,
): readonly Asked[] {
  const casesOf = ({ slice }: Question) => (slice === undefined ? suite.cases.length : (sizes.get(slice) ?? 0));
  const asked = family.map((question) => ({ question, cases: casesOf(question) })).filter(({ cases }) => cases > 0);
  const sized = sizedBeforehand(metric, suite.trials);
  const all = asked
    .filter(({ question: { scope } }) => scope === 'every-slice')
    .filter(({ question: { criterion, alpha }, cases }) => cases >= casesToBeDecided(criterion, sized, alpha))
    .sort((a, b) => a.cases - b.cases);
  return [
    ...asked.filter(({ question: { scope } }) => scope !== 'every-slice'),
    ...all.slice(0, 1).map((smallest) => ({ ...smallest, slices: all.length })),
  ];
}

function planned(
  { question, cases, slices }: Asked,
  metric: Metric,
  application: ApplicationYardstick,
  { hasSource }: Setting,
): Detectability {
  const { criterion, slice, alpha } = question;
  const { trials } = application.suite;
  const bound = boundOf(criterion);
  const { evidence } = criterion;
  const beforehand = { metric, total: cases, trials, hasSource };
  const hasLooks = timingOf(question, beforehand) === 'at-looks';
  const isLookedAt = hasLooks && isSequential(application);
  const fewest = evidence === 'point' ? 1 : sizedBeforehand(metric, trials).casesNeeded(bound.basis);
  const looking = (total: number) =>
    isLookedAt ? costOfLooking(planOf(question, { ...beforehand, total }), POWER) : 1;
  const asked = { metric, bound, evidence, cases, fewest, trials, alpha, power: POWER, costOfLooking: looking(cases) };
  const detection = bound.basis === 'level' ? detectLevel(asked) : detectChange(asked);
  const settled = isLookedAt
    ? settledSize(detection, (total) => detectChange({ ...asked, costOfLooking: looking(total) }))
    : grownSize(detection, cases, hasLooks ? application.suite.cases.length : undefined);
  return {
    metric: criterion.metric,
    criterion: criterion.key,
    threshold: criterion.threshold,
    ...(slice === undefined ? {} : { slice }),
    ...(slices === undefined ? {} : { slices }),
    cases,
    ...settled,
    ...fewestCases(question, asked, settled),
  };
}

/**
 * A suite with cases to spare demands less of its early looks, and pays for that: a suite of only as many as the bound needs
 * does not. So that number is found for looks of a suite of about its own size.
 */
function settledSize(detection: Detection, ofSuite: (total: number) => Detection): Detection {
  const { casesForBound: first } = detection;
  if (first === undefined) return detection;
  const { casesForBound = first } = ofSuite(first);
  return { ...detection, casesForBound };
}

/**
 * A suite that has grown to that number may be looked at on the way. A slice grows with its suite. `suiteSize`: absent where
 * no look decides.
 */
function grownSize(detection: Detection, cases: number, suiteSize: number | undefined): Detection {
  const { casesForBound: needed } = detection;
  if (needed === undefined || suiteSize === undefined) return detection;
  return { ...detection, casesForBound: Math.ceil(needed * stretchOnceGrown(suiteSize, needed / cases)) };
}

/** Only where the suite has fewer, or nothing better is known. */
function fewestCases(
  { criterion, alpha }: Question,
  { metric, bound, evidence, cases, fewest, trials }: PlannedQuestion,
  { casesForBound, unplanned }: Detection,
): Pick<Detectability, 'fewestCases'> {
  if (evidence === 'point' || unplanned === 'cannot-break') return {};
  // A bound in dollars is no share of what one case can differ by.
  const isShare = metric.unit === 'share' || bound.basis === 'ratio';
  const least = isShare ? casesToBeDecided(criterion, sizedBeforehand(metric, trials), alpha) : fewest;
  return least > 1 && (cases < fewest || casesForBound === undefined) ? { fewestCases: least } : {};
}
