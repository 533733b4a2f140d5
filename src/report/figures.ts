import type { Comparison } from '../core/contracts/comparison.ts';
import type { Finding } from '../core/contracts/finding.ts';
import type { CriterionKey, OPERATIONAL_METRICS } from '../core/contracts/yardstick.ts';
import { usDollars } from '../core/plan/us-dollars.ts';

/** What a metric counts; a scorer's mean and every rate is a share. */
type Unit = 'share' | 'milliseconds' | 'dollars' | 'tokens';

const UNITS: Readonly<Record<(typeof OPERATIONAL_METRICS)[number], Unit>> = {
  'latency-p50': 'milliseconds',
  'latency-p95': 'milliseconds',
  'ttft-p50': 'milliseconds',
  'ttft-p95': 'milliseconds',
  cost: 'dollars',
  'input-tokens': 'tokens',
  'output-tokens': 'tokens',
  'error-rate': 'share',
  'truncation-rate': 'share',
  'refusal-rate': 'share',
  'guardrail-rate': 'share',
};

export function isOperational(metric: string): metric is keyof typeof UNITS {
  return Object.hasOwn(UNITS, metric);
}

function unitOf(metric: string): Unit {
  return isOperational(metric) ? UNITS[metric] : 'share';
}

export function isRatio(criterion: CriterionKey): boolean {
  return criterion === 'max-ratio' || criterion === 'min-ratio';
}

/** Scores are better when higher; everything operational is better when lower. */
function higherIsBetter(metric: string): boolean {
  return !isOperational(metric);
}

const NO_FIGURE = '–';
const MINUS = '−';

/** A metric on one side in its own unit: `84.0 %`, `1,204 ms`, `US$0.00041`, `312.4`. A dash when it was not measured. */
export function formatValue(metric: string, value: number | undefined, moreDigits = 0): string {
  if (value === undefined || !Number.isFinite(value)) return NO_FIGURE;
  const sign = value < 0 ? MINUS : '';
  return sign + formatMagnitude(unitOf(metric), Math.abs(value), moreDigits);
}

function formatMagnitude(unit: Unit, value: number, moreDigits: number): string {
  switch (unit) {
    case 'share':
      return `${decimals(value * 100, moreDigits)} %`;
    case 'milliseconds':
      return `${grouped(value, moreDigits)} ms`;
    case 'dollars':
      return usDollars(value, moreDigits);
    case 'tokens':
      return grouped(value, 1 + moreDigits);
  }
}

/** A change in the metric's unit with its sign; shares change in points. `bare` leaves the unit out. */
export function formatDifference(
  metric: string,
  difference: number | undefined,
  style: 'bare' | 'full' = 'full',
  moreDigits = 0,
): string {
  if (difference === undefined || !Number.isFinite(difference)) return NO_FIGURE;
  const unit = unitOf(metric);
  const words = formatMagnitude(unit, Math.abs(difference), moreDigits);
  const bare = words.replace(/^US\$| (?:%|ms)$/g, '');
  const sign = signOf(difference, bare);
  return style === 'bare' ? sign + bare : sign + (unit === 'share' ? `${bare} points` : words);
}

/** `×1.36`; three decimals below one, where two would hide a tenth of it. */
export function formatRatio(ratio: number | undefined, moreDigits = 0): string {
  if (ratio === undefined || !Number.isFinite(ratio)) return NO_FIGURE;
  return `×${ratio.toFixed((ratio < 0.995 ? 3 : 2) + moreDigits)}`;
}

/** A figure that is rounded to zero points nowhere. */
function signOf(difference: number, shown: string): string {
  if (!/[1-9]/.test(shown)) return '±';
  return difference < 0 ? MINUS : '+';
}

/** One decimal; two significant digits where one decimal would round a real figure to zero. */
function decimals(value: number, moreDigits: number): string {
  return value !== 0 && value < 0.05 ? String(Number(value.toPrecision(2))) : value.toFixed(1 + moreDigits);
}

function grouped(value: number, fractionDigits: number): string {
  const [whole = '0', fraction = ''] = value.toFixed(fractionDigits).split('.');
  const thousands = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === '' ? thousands : `${thousands}.${fraction}`;
}

/** Counts and percentages of our own: `1,204`; `95 %`, `99.5 %`. */
export function formatCount(count: number): string {
  return grouped(count, 0);
}

export function formatPercent(share: number): string {
  const value = share * 100;
  return `${Number.isInteger(Number(value.toFixed(6))) ? Math.round(value) : value.toFixed(1)} %`;
}

/**
 * How often something simulated happens, in whole percents: `92 % of runs`; where that would read as always, `nearly all runs`.
 * `hedge` stands before the figure.
 */
export function formatPassRate(rate: number, hedge?: 'about'): string {
  const percents = Math.round(rate * 100);
  if (percents === 100) return 'nearly all runs';
  return `${hedge === undefined ? '' : `${hedge} `}${percents} % of runs`;
}

/** A number that is an estimate, rounded up to two significant digits: `2,500` for 2,436. */
export function formatEstimate(estimate: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, estimate))) - 1);
  return formatCount(Math.ceil(estimate / step) * step);
}

/** `1 case`, `3 cases`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : many}`;
}

type Change = 'better' | 'worse' | 'same';

/** Whether a difference (or a ratio, whose neutral point is 1) is for the better, as far as the figure shown tells. */
export function changeOf(metric: string, difference: number, ratio: boolean): Change {
  const shift = ratio ? difference - 1 : difference;
  const neutral = ratio
    ? formatRatio(difference) === formatRatio(1)
    : formatDifference(metric, difference).startsWith('±');
  if (neutral || !Number.isFinite(shift)) return 'same';
  return shift > 0 === higherIsBetter(metric) ? 'better' : 'worse';
}

/** The bound of a criterion on its own scale: `≥ 85.0 %`, `≥ −5.0` (points), `≤ ×1.25`. */
export function formatBound(metric: string, criterion: CriterionKey, threshold: number): string {
  const sign = criterion === 'min' || criterion === 'max-drop' || criterion === 'min-ratio' ? '≥' : '≤';
  return `${sign} ${formatOnScale(metric, criterion, boundOf(criterion, threshold), 'bare')}`;
}

/** A criterion's threshold on the scale of its figure: a drop of at most 0.05 is a change of at least −0.05. */
export function boundOf(criterion: CriterionKey, threshold: number): number {
  return criterion === 'max-drop' ? -threshold : threshold;
}

/** How a figure of a criterion's own scale reads: a value for `min` and `max`, a change or a ratio for the others. */
export function formatOnScale(
  metric: string,
  criterion: CriterionKey,
  figure: number | undefined,
  style: 'bare' | 'full' = 'full',
  moreDigits = 0,
): string {
  if (criterion === 'min' || criterion === 'max') return formatValue(metric, figure, moreDigits);
  if (isRatio(criterion)) return formatRatio(figure, moreDigits);
  return formatDifference(metric, figure, style, moreDigits);
}

/** `−9.2 … +1.4`: both ends on the criterion's scale, without units. */
export function formatInterval(
  metric: string,
  criterion: CriterionKey | 'difference',
  interval: readonly [number, number],
): string {
  const scale = criterion === 'difference' ? 'max-drop' : criterion;
  return interval.map((end) => formatOnScale(metric, scale, end, 'bare')).join(' … ');
}

/**
 * The end of the interval that hurts: what may still be true at the confidence of the decision. It gets more digits when
 * rounding would make it look like the very bound that it misses or clears.
 */
export function formatWorstCase({ metric, criterion, threshold, interval }: Finding): string {
  if (interval === undefined) return NO_FIGURE;
  const lowerHurts = criterion === 'min' || criterion === 'max-drop' || criterion === 'min-ratio';
  const worst = lowerHurts ? interval[0] : interval[1];
  const bound = boundOf(criterion, threshold);
  const shown = [0, 1, 2, 3].map((more) => formatOnScale(metric, criterion, worst, 'bare', more));
  const bounds = [0, 1, 2, 3].map((more) => formatOnScale(metric, criterion, bound, 'bare', more));
  return (worst === bound ? undefined : shown.find((words, more) => words !== bounds[more])) ?? shown[0] ?? NO_FIGURE;
}

/** The same end for a metric without a criterion, on the scale of differences. */
export function worstDifference(comparison: Comparison): number | undefined {
  if (comparison.interval === undefined) return undefined;
  return comparison.higherIsBetter ? comparison.interval[0] : comparison.interval[1];
}
