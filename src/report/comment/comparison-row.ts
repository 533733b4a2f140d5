import type { Comparison } from '../../core/contracts/comparison.ts';
import type { Finding } from '../../core/contracts/finding.ts';
import type { Migration } from '../../core/contracts/verdict.ts';
import { type Column, line, lineBreak, prose, type Spans, strong, text, tone } from '../document.ts';
import {
  changeOf,
  formatBound,
  formatCount,
  formatDifference,
  formatInterval,
  formatOnScale,
  formatPercent,
  formatValue,
  formatWorstCase,
  isRatio,
  worstDifference,
} from '../figures.ts';
import { name } from '../names.ts';
import { clip } from '../untrusted.ts';
import { causeWords, STATUS_WORDS } from '../wording.ts';

/** The columns that `findingRow` and `comparisonRow` fill. */
export const COMPARISON_COLUMNS: readonly Column[] = [
  { title: 'Metric' },
  { title: 'Source', align: 'right' },
  { title: 'Target', align: 'right' },
  { title: 'Change', align: 'right' },
  { title: 'Worst case', align: 'right' },
  { title: 'Allowed', align: 'right' },
  { title: 'Finding' },
];

/** One finding in the columns of the comparison table. */
export function findingRow(finding: Finding, migration: Migration): readonly Spans[] {
  const { metric, source, target, criterion, threshold } = finding;
  return [
    metricSpans(finding),
    [text(formatValue(metric, source))],
    [text(formatValue(metric, target))],
    changeSpans(finding, migration.comparisons),
    [text(formatWorstCase(finding))],
    [text(formatBound(metric, criterion, threshold))],
    outcomeSpans(finding, migration),
  ];
}

function metricSpans({ metric, slice }: Finding | Comparison): Spans {
  return slice === undefined ? [name(metric)] : line`${name(metric)} on ${name(slice)}`;
}

/** The change on the criterion's scale; for absolute bounds, the plain difference where there is a source. */
function changeSpans(finding: Finding, comparisons: readonly Comparison[]): Spans {
  const { metric, slice, criterion, difference, interval, status } = finding;
  if (status === 'invalid') return line`–`;
  if (criterion === 'min' || criterion === 'max') {
    const same = comparisons.find((one) => one.metric === metric && one.slice === slice);
    return same === undefined ? line`–` : differenceSpans(same);
  }
  if (difference === undefined) return line`–`;
  const words = formatOnScale(metric, criterion, difference);
  const range = interval === undefined ? [] : rangeSpans(formatInterval(metric, criterion, interval));
  return [text(`${words} `), judged(metric, difference, isRatio(criterion)), ...range];
}

/** `−1.2 points worse` and its interval below. */
export function differenceSpans({ metric, difference, interval }: Comparison): Spans {
  if (difference === undefined) return line`–`;
  const range = interval === undefined ? [] : rangeSpans(formatInterval(metric, 'difference', interval));
  return [text(`${formatDifference(metric, difference)} `), judged(metric, difference, false), ...range];
}

function rangeSpans(interval: string): Spans {
  return [lineBreak, tone('muted', text(interval))];
}

function judged(metric: string, difference: number, ratio: boolean): Spans[number] {
  const change = changeOf(metric, difference, ratio);
  if (change === 'same') return text('same');
  return tone(change === 'better' ? 'good' : 'bad', text(change));
}

function outcomeSpans(finding: Finding, migration: Migration): Spans {
  const { icon, title: words, tone: shade } = STATUS_WORDS[finding.status];
  const reported = finding.enforce === 'report' && finding.cause?.kind !== 'slice-too-small' ? ', reported only' : '';
  const cause =
    finding.cause === undefined || asksTooSoon(finding, migration) ? [] : line`: ${causeWords(finding.cause)}`;
  const because =
    finding.because === undefined || finding.status === 'pass'
      ? []
      : line`; bound set because ${prose(clip(finding.because, 160))}`;
  return line`${text(`${icon} `)}${tone(shade, strong(text(words)))}${text(lookWords(finding))}${text(reported)}${alternativeSpans(finding)}${cause}${because}`;
}

/** More cases are not what a comparison lacks that was cut short: the suite's own have not all been answered. */
function asksTooSoon({ cause }: Finding, { verdict, calls }: Migration): boolean {
  return cause?.kind === 'needs-more-cases' && verdict === 'invalid' && calls.failed > 0;
}

/** Where a look took the decision before the end; what was left undecided says so in its cause. */
function lookWords({ look, status }: Finding): string {
  const isEarly = look !== undefined && look.cases < look.of && (status === 'pass' || status === 'fail');
  return isEarly ? ` after ${formatCount(look.cases)} of ${formatCount(look.of)}` : '';
}

/** Alternatives share what a decision may err, so that their intervals are wider than the others in the table. */
function alternativeSpans({ alternative, interval, confidence }: Finding): Spans {
  if (alternative === undefined) return [];
  const certainty = interval === undefined ? '' : `, at ${formatPercent(confidence)} confidence`;
  return line` (alternative ${text(`${alternativeName(alternative)}${certainty}`)})`;
}

/** `group.alternative`, counted from 1 as people do. */
function alternativeName(index: string): string {
  return index
    .split('.')
    .map((part) => String(Number(part) + 1))
    .join('.');
}

/** A metric that nothing bounds, in the same columns. */
export function comparisonRow(comparison: Comparison): readonly Spans[] {
  const { metric, source, target } = comparison;
  return [
    metricSpans(comparison),
    [text(formatValue(metric, source))],
    [text(formatValue(metric, target))],
    differenceSpans(comparison),
    [text(formatDifference(metric, worstDifference(comparison), 'bare'))],
    line`–`,
    [tone('muted', text('no criterion'))],
  ];
}
