import type { Comparison } from '../core/contracts/comparison.ts';
import type { Finding } from '../core/contracts/finding.ts';
import type { CriterionKey, OPERATIONAL_METRICS } from '../core/contracts/yardstick.ts';

/** What a metric counts; a scorer's mean and every rate is a share. */
type Unit = 'share' | 'milliseconds' | 'dollars' | 'tokens';

const UNITS: Readonly<Record<(typeof OPERATIONAL_METRICS)[number], Unit>> = {
  'latency-p50': 'milliseconds',
  'latency-p95': 'milliseconds',
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
export function higherIsBetter(metric: string): boolean {
  return !isOperational(metric);
}

const NO_FIGURE = '–';
const MINUS = '−';

/** A metric on one side in its own unit: `84.0 %`, `1,204 ms`, `US$0.00041`, `312.4`. A dash when it was not measured. */
export function formatValue(metric: string, value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NO_FIGURE;
  const sign = value < 0 ? MINUS : '';
  return sign + formatMagnitude(unitOf(metric), Math.abs(value));
}

function formatMagnitude(unit: Unit, value: number): string {
  switch (unit) {
    case 'share':
      return `${decimals(value * 100)} %`;
    case 'milliseconds':
      return `${grouped(Math.round(value))} ms`;
    case 'dollars':
      return formatDollars(value);
    case 'tokens':
      return grouped(Number(value.toFixed(1)));
  }
}

/** A change in the metric's unit with its sign; shares change in points. */
export function formatDifference(metric: string, difference: number | undefined): string {
  if (difference === undefined || !Number.isFinite(difference)) return NO_FIGURE;
  const words = unsignedDifference(metric, Math.abs(difference));
  return `${signOf(difference)}${words}${unitOf(metric) === 'share' ? ' points' : ''}`;
}

/** `×1.36`. */
export function formatRatio(ratio: number | undefined): string {
  return ratio === undefined || !Number.isFinite(ratio) ? NO_FIGURE : `×${ratio.toFixed(2)}`;
}

function unsignedDifference(metric: string, size: number): string {
  const unit = unitOf(metric);
  return unit === 'share' ? decimals(size * 100) : formatMagnitude(unit, size);
}

function signOf(difference: number): string {
  if (difference === 0) return '±';
  return difference < 0 ? MINUS : '+';
}

/** US dollars with cents, or with three significant digits below ten cents: a call costs fractions of a cent. */
export function formatDollars(value: number): string {
  if (value === 0 || value >= 0.1) return `US$${grouped(Number(value.toFixed(2)), 2)}`;
  const digits = Math.min(12, 2 - Math.floor(Math.log10(value)));
  return `US$${value.toFixed(digits).replace(/0+$/, '')}`;
}

/** One decimal; two significant digits where one decimal would round a real figure to zero. */
function decimals(value: number): string {
  return value !== 0 && value < 0.05 ? String(Number(value.toPrecision(2))) : value.toFixed(1);
}

function grouped(value: number, fractionDigits = 0): string {
  const [whole = '0', fraction = ''] = value
    .toFixed(Math.max(fractionDigits, Number.isInteger(value) ? 0 : 1))
    .split('.');
  const thousands = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === '' ? thousands : `${thousands}.${fraction}`;
}

/** Counts and percentages of our own: `1,204`; `95 %`, `99.5 %`. */
export function formatCount(count: number): string {
  return grouped(Math.round(count));
}

export function formatPercent(share: number): string {
  const value = share * 100;
  return `${Number.isInteger(Number(value.toFixed(6))) ? Math.round(value) : value.toFixed(1)} %`;
}

/** `1 case`, `3 cases`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : many}`;
}

type Change = 'better' | 'worse' | 'same';

/** Whether a difference (or a ratio, whose neutral point is 1) is for the better. */
export function changeOf(metric: string, difference: number, ratio: boolean): Change {
  const shift = ratio ? difference - 1 : difference;
  if (shift === 0 || !Number.isFinite(shift)) return 'same';
  return shift > 0 === higherIsBetter(metric) ? 'better' : 'worse';
}

/** The bound of a criterion, in the unit of what it bounds: `≥ −5.0 points`, `≤ ×1.25`. */
export function formatBound(metric: string, criterion: CriterionKey, threshold: number): string {
  switch (criterion) {
    case 'min':
      return `≥ ${formatValue(metric, threshold)}`;
    case 'max':
      return `≤ ${formatValue(metric, threshold)}`;
    case 'max-drop':
      return `≥ ${formatDifference(metric, -threshold)}`;
    case 'max-rise':
      return `≤ ${formatDifference(metric, threshold)}`;
    case 'max-ratio':
      return `≤ ${formatRatio(threshold)}`;
    case 'min-ratio':
      return `≥ ${formatRatio(threshold)}`;
  }
}

/** How a figure of a criterion's own scale reads: a value for `min` and `max`, a change or a ratio for the others. */
export function formatOnScale(metric: string, criterion: CriterionKey, figure: number | undefined): string {
  if (criterion === 'min' || criterion === 'max') return formatValue(metric, figure);
  return isRatio(criterion) ? formatRatio(figure) : formatDifference(metric, figure);
}

/** `−9.2 … +1.4 points`: both ends, the unit once. */
export function formatInterval(
  metric: string,
  criterion: CriterionKey | 'difference',
  [low, high]: readonly [number, number],
): string {
  const scale = criterion === 'difference' ? 'max-drop' : criterion;
  const [from, to] = [formatOnScale(metric, scale, low), formatOnScale(metric, scale, high)];
  return `${from.replace(/ (?:points|%|ms)$/, '')} … ${to}`;
}

/** The end of the interval that hurts: what may still be true at the confidence of the decision. */
export function worstCase(finding: Finding): number | undefined {
  if (finding.interval === undefined) return undefined;
  const lowerHurts =
    finding.criterion === 'min' || finding.criterion === 'max-drop' || finding.criterion === 'min-ratio';
  return lowerHurts ? finding.interval[0] : finding.interval[1];
}

/** The same for a metric without a criterion, on the scale of differences. */
export function worstDifference(comparison: Comparison): number | undefined {
  if (comparison.interval === undefined) return undefined;
  return comparison.higherIsBetter ? comparison.interval[0] : comparison.interval[1];
}
