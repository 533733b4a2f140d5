import type { Assumption, Detectability, Detected, Unplanned } from '../core/contracts/plan.ts';
import {
  formatBound,
  formatCount,
  formatDifference,
  formatPercent,
  formatRatio,
  formatValue,
  plural,
} from './figures.ts';
import { clip } from './untrusted.ts';

/** Characters of a name in one line. */
const NAME_LENGTH = 40;

/** What a suite can find under one criterion, in one line for a log. Names in it are the user's. */
export function detectionLine(one: Detectability): string {
  const { metric, criterion, threshold, assumed } = one;
  const said = [foundWords(one) ?? [], casesSaid(one), whyWords(one) ?? []].flat();
  const taken = assumed.length === 0 ? '' : ` (assumed: ${assumedWords(assumed)})`;
  return `${clip(metric, NAME_LENGTH)}${sliceWords(one)} ${formatBound(metric, criterion, threshold)}: ${said.join('; ')}${taken}.`;
}

/** ` in slice rare, 30 cases`; nothing for the whole suite. */
export function sliceWords({ slice, slices, cases }: Pick<Detectability, 'slice' | 'slices' | 'cases'>): string {
  if (slice === undefined) return '';
  const which = slices === undefined || slices === 1 ? '' : `, the smallest of ${plural(slices, 'slice')}`;
  return ` in ${clip(slice, NAME_LENGTH)} (${plural(cases, 'case')}${which})`;
}

function foundWords({ metric, detects }: Detectability): string | undefined {
  if (detects === undefined) return undefined;
  const figure = detectedFigure(metric, detects);
  switch (detects.kind) {
    case 'told-from-none':
      return `tells ${figure} from no change 4 times in 5`;
    case 'told-from-bound':
      return `shows a target at ${figure} to meet it 4 times in 5`;
    case 'refused':
      return `the observed figure decides, and refuses ${figure} 4 times in 5`;
  }
}

/** The same for a cell of a table under "found 4 times in 5". */
export function foundInTable({ metric, detects, cases, fewestCases = 0 }: Detectability): string {
  if (detects === undefined) return cases < fewestCases ? `nothing under ${plural(fewestCases, 'case')}` : '–';
  const figure = detectedFigure(metric, detects);
  return detects.kind === 'told-from-none' ? figure : `${figure} ${detects.kind === 'refused' ? 'refused' : 'passes'}`;
}

function detectedFigure(metric: string, { scale, figure }: Detected): string {
  if (scale === 'ratio') return formatRatio(figure);
  return scale === 'level' ? formatValue(metric, figure) : formatDifference(metric, figure);
}

function casesSaid({ detects, casesForBound, fewestCases, cases, slice }: Detectability): readonly string[] {
  const isShort = fewestCases !== undefined && cases < fewestCases;
  const under = isShort ? [`stays undecided under ${plural(fewestCases, 'case')}`] : [];
  if (casesForBound === undefined) return under;
  const enough = `${formatCount(casesForBound)} ${slice === undefined ? '' : 'such '}${casesForBound === 1 ? 'case' : 'cases'}`;
  if (detects?.kind === 'refused') return [...under, `from ${enough} on it passes no change as often`];
  return [...under, `${enough} would decide the bound`];
}

/** How many cases decide a bound, for a cell of a table. */
export function casesWords({ casesForBound, fewestCases }: Detectability): string {
  if (casesForBound !== undefined) return formatCount(casesForBound);
  return fewestCases === undefined ? '–' : `at least ${formatCount(fewestCases)}`;
}

/** Why less is said than of other criteria; `undefined` where nothing is left out. */
export function whyWords({ unplanned }: Pick<Detectability, 'unplanned'>): string | undefined {
  return unplanned === undefined ? undefined : WHY[unplanned];
}

const WHY: Readonly<Record<Unplanned, string>> = {
  'asks-for-better': 'no number of cases shows a target that is no better to meet it',
  'unknown-size': 'only a run shows how large the bound is beside the figure',
  'rare-source': 'only a run shows how rare the events are that the ratio divides by; a max-rise can be planned',
  'cannot-break': 'every figure meets it',
};

/** What figures rest on: `15 % of the cases flip, trials correlate by 0.5`. */
export function assumedWords(assumed: readonly Assumption[]): string {
  return assumed.map(assumptionWords).join(', ');
}

function assumptionWords(assumption: Assumption): string {
  switch (assumption.kind) {
    case 'flips':
      return `${formatPercent(assumption.share)} of the cases flip`;
    case 'mean-score':
      return `a mean score of ${formatPercent(assumption.share)}`;
    case 'case-difference':
      return `the two sides of a case differ by ${formatPercent(assumption.deviation)}`;
    case 'lognormal':
      return `lognormal with σ ${assumption.deviation}`;
    case 'yes-or-no':
      return 'scores of 0 or 1';
    case 'trials':
      return `trials correlate by ${assumption.correlation}`;
  }
}
