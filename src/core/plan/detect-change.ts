import type { Detectability } from '../contracts/plan.ts';
import { BCA_STANDS_ALONE } from '../stats/mean-inference.ts';
import { criticalZ, normalQuantile } from '../stats/normal.ts';
import { studentTQuantile } from '../stats/student-t.ts';
import { unseenShare } from '../stats/tango.ts';
import { type Noise, noiseOfChange, noiseOfScoreRatio } from './assumptions.ts';
import { fewestFrom } from './fewest-from.ts';
import type { PlannedQuestion } from './planned-question.ts';
import { smallestDetectableDrop } from './power.ts';

/** What is found out of a criterion beforehand, beside its name. */
export type Detection = Pick<Detectability, 'detects' | 'casesForBound' | 'assumed' | 'unplanned'>;

/**
 * What a bound on a change (`max-drop`, `max-rise`, `max-ratio`, `min-ratio`) can detect.
 *
 * On the interval: the smallest change for the worse whose interval, were nothing changed, would exclude it with the power
 * given. On the observed figure: the change with which that figure breaks the bound with the power given.
 */
export function detectChange(question: PlannedQuestion): Detection {
  const { metric, trials, bound, evidence, cases, fewest } = question;
  const isRatio = bound.basis === 'ratio';
  if (isRatio && metric.unit === 'share' && !metric.higherIsBetter) return { assumed: [], unplanned: 'rare-source' };
  const noise = isRatio && metric.unit === 'share' ? noiseOfScoreRatio(metric, trials) : noiseOfChange(metric, trials);
  const { assumed } = noise;
  const room = roomOf(question);
  // Amounts are reckoned by their ratio: how many dollars a rise of a tenth comes to is not known.
  if (room === undefined && evidence === 'point') return { assumed: [], unplanned: 'unknown-size' };
  const reach = (n: number) => (evidence === 'point' ? miss(noise, n, question) : distance(noise, n, question));
  const beyond = evidence === 'point' ? largestPassing(noise, room ?? 0, cases) : 0;
  const detects = cases < fewest ? {} : { detects: detected(question, beyond + reach(cases), isLogarithm(question)) };
  if (room === undefined) return { ...detects, assumed, unplanned: 'unknown-size' };
  if (room <= 0) return { ...detects, assumed, unplanned: 'asks-for-better' };
  const needed = fewestFrom(fewest, (n) => reach(n) <= room);
  return { ...detects, ...(needed === undefined ? {} : { casesForBound: needed }), assumed };
}

/** The largest change of the observed figure that passes; counts pass up to the last whole case, so half a case is added. */
function largestPassing({ kind }: Noise, room: number, n: number): number {
  return kind === 'yes-or-no' && room > 0 ? (Math.floor(room * n * (1 + Number.EPSILON)) + 0.5) / n : room;
}

/** From no change to the bound, positive when no change meets it; `undefined` for a rise of an amount in its own unit. */
function roomOf({ bound, metric }: PlannedQuestion): number | undefined {
  const sign = bound.good === 'at-most' ? 1 : -1;
  if (bound.basis === 'ratio') return sign * Math.log(bound.value);
  return metric.unit === 'amount' ? undefined : sign * bound.value;
}

/** Whether changes are reckoned as logarithms of ratios. */
function isLogarithm({ bound, metric }: PlannedQuestion): boolean {
  return bound.basis === 'ratio' || metric.unit === 'amount';
}

/** A change for the worse of this size, on the scale that it is shown on. */
function detected(
  { bound, evidence }: PlannedQuestion,
  size: number,
  isLogarithm: boolean,
): NonNullable<Detection['detects']> {
  const change = bound.good === 'at-most' ? size : -size;
  return {
    kind: evidence === 'point' ? 'refused' : 'told-from-none',
    scale: isLogarithm ? 'ratio' : 'difference',
    figure: isLogarithm ? Math.exp(change) : change,
  };
}

/** The smallest change that n cases exclude with the power asked for when nothing changed. */
function distance(noise: Noise, n: number, { alpha, power, costOfLooking }: PlannedQuestion): number {
  const { kind, deviation } = noise;
  if (kind === 'yes-or-no') {
    return Math.min(1, costOfLooking * smallestDetectableDrop({ n, psi: deviation ** 2, alpha, power }));
  }
  const error = deviation / Math.sqrt(n);
  return costOfLooking * (endOfInterval(noise, n, alpha) + normalQuantile(power) * error);
}

/**
 * How far the end of an interval lies from its estimate: by the spread of the cases, with Student's t while that has a say
 * (under 100 cases); of means never less than what so many cases can exclude at all.
 */
export function endOfInterval({ kind, deviation }: Noise, n: number, alpha: number): number {
  const error = deviation / Math.sqrt(n);
  if (kind === 'percentile') return criticalZ(alpha) * error;
  const isSmall = n > 1 && n < BCA_STANDS_ALONE;
  const bySpread = (isSmall ? studentTQuantile(1 - alpha, n - 1) : criticalZ(alpha)) * error;
  return Math.max(bySpread, unseenShare(n, criticalZ(alpha)));
}

/** How far beyond its bound the truth must be for the observed figure to break it with the power asked for. */
function miss({ deviation }: Noise, n: number, { power }: PlannedQuestion): number {
  return (normalQuantile(power) * deviation) / Math.sqrt(n);
}
