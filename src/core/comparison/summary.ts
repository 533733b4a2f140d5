import { percentile } from '../stats/percentile.ts';
import type { Measured } from './measure.ts';
import { sampleOf } from './sample.ts';
import type { CaseGroup } from './slices.ts';

/** What the figures of a group come to, without an interval. */
export interface Summary {
  /** Cases behind the figures; pairs where there are two sides. */
  readonly n: number;
  /** Absent when no case was measured, or where there is no source side. */
  readonly source?: number;
  readonly target?: number;
  /** target − source: of means, the mean of the paired differences. */
  readonly difference?: number;
  /** Cases in which the target is better, worse, equal; all 0 without a source side. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Cells that do not enter the figures, both sides. */
  readonly leftOut: number;
  /** The largest difference that one case can show, in the metric's unit: 1 for scores and rates, else the largest figure. */
  readonly scale: number;
  /** Standard deviation of the paired differences; absent under two cases, or without a source side. */
  readonly deviation?: number;
}

/** Looks at the figures of a group one by one, so that no list of them is made. */
export function summarise(measured: Measured, group: CaseGroup): Summary {
  const { metric, figures } = measured;
  const sums = sumsOf(measured, group);
  const { n } = sums;
  const scale = metric.unit === 'share' ? 1 : sums.largest;
  const paired = figures.source !== undefined;
  const spread = paired ? spreadOf(measured, group, { centre: sums.difference / n, scale }) : NO_SPREAD;
  const [wins, losses] = metric.higherIsBetter ? [spread.higher, spread.lower] : [spread.lower, spread.higher];
  return {
    n,
    ...(n === 0 ? {} : figuresOf(measured, group, sums)),
    wins,
    losses,
    ties: paired ? n - wins - losses : 0,
    leftOut: leftOutOf(measured, group),
    scale,
    ...(paired && n > 1 ? { deviation: Math.sqrt(spread.squares / (n - 1)) } : {}),
  };
}

/** Hands over the figures of the measured cases of a group in the order of the suite; NaN for a source that is not there. */
export function eachFigure(
  { figures }: Measured,
  { members }: CaseGroup,
  look: (target: number, source: number) => void,
): void {
  for (const position of members) {
    const target = figures.target?.at(position);
    if (target !== undefined) look(target, figures.source?.at(position) ?? Number.NaN);
  }
}

interface Sums {
  readonly n: number;
  readonly source: number;
  readonly target: number;
  readonly difference: number;
  readonly largest: number;
}

function sumsOf(measured: Measured, group: CaseGroup): Sums {
  const sums = { n: 0, source: 0, target: 0, difference: 0, largest: 0 };
  eachFigure(measured, group, (target, source) => {
    sums.n += 1;
    sums.source += source;
    sums.target += target;
    sums.difference += target - source;
    sums.largest = Math.max(sums.largest, target, source > 0 ? source : 0);
  });
  return sums;
}

function figuresOf(
  measured: Measured,
  group: CaseGroup,
  sums: Sums,
): Pick<Summary, 'source' | 'target' | 'difference'> {
  const { statistic } = measured.metric;
  const { source, target } =
    statistic.kind === 'mean'
      ? { source: sums.source / sums.n, target: sums.target / sums.n }
      : percentilesOf(measured, group, statistic.q);
  if (measured.figures.source === undefined) return { target };
  const difference = statistic.kind === 'mean' ? sums.difference / sums.n : target - source;
  // Adding 0 turns a negative zero, which JSON cannot hold, into zero.
  return { source, target, difference: difference + 0 };
}

/** Of all trials: a percentile of the cases' means would lose their tail. */
function percentilesOf(measured: Measured, group: CaseGroup, q: number) {
  const { trials } = sampleOf(measured, group);
  const of = (side: 'source' | 'target') =>
    trials?.[side] === undefined ? Number.NaN : percentile(trials[side].values, q);
  return { source: of('source'), target: of('target') };
}

/** Share of the largest figure by which the mean of the same trials can differ when they come in another order. */
const ROUNDING = 1e-12;

const NO_SPREAD = { squares: 0, higher: 0, lower: 0 } as const;

function spreadOf(
  measured: Measured,
  group: CaseGroup,
  { centre, scale }: { readonly centre: number; readonly scale: number },
): { readonly squares: number; readonly higher: number; readonly lower: number } {
  const tie = ROUNDING * scale;
  const spread = { squares: 0, higher: 0, lower: 0 };
  eachFigure(measured, group, (target, source) => {
    const difference = target - source;
    spread.squares += (difference - centre) ** 2;
    spread.higher += Number(difference > tie);
    spread.lower += Number(difference < -tie);
  });
  return spread;
}

function leftOutOf({ leftOut }: Measured, { members }: CaseGroup): number {
  let total = 0;
  for (const position of members) total += leftOut.at(position) ?? 0;
  return total;
}
