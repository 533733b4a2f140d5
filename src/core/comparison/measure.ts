import type { Cause } from '../contracts/finding.ts';
import type { Side } from '../contracts/layer.ts';
import type { ScoredCell } from '../contracts/score.ts';
import { mean } from '../stats/sample.ts';
import type { Metric } from './metrics.ts';
import type { CaseGroup } from './slices.ts';
import type { CaseTrials, Trial, TrialTable } from './trials.ts';

/** One case's figures: the mean over the trials in which every planned side was measured. */
interface CaseFigure {
  /** Absent where the target alone is planned. */
  readonly source?: number;
  readonly target: number;
  /** The figures of those trials, where the metric is a percentile of calls: one of their means would lose its tail. */
  readonly trials?: Readonly<Partial<Record<Side, readonly number[]>>>;
}

/** One metric, measured on every case of a suite. */
export interface Measured {
  readonly metric: Metric;
  /** By position in the suite; `undefined` where no trial gave a figure for every planned side. */
  readonly figures: readonly (CaseFigure | undefined)[];
  /** Cells that do not enter the figure, both sides, by position in the suite. */
  readonly leftOut: readonly number[];
  /** Every figure of every case is 0 or 1, and a case has one trial: the outcomes are plain yes or no. */
  readonly binary: boolean;
  readonly paired: boolean;
  /** Why no finding on this metric can be trusted. */
  readonly defect?: Cause;
}

/** The figures of the measured cases of one group, in the order of the suite. */
export interface Sample {
  readonly metric: Metric;
  readonly binary: boolean;
  readonly n: number;
  /** As long as `target`; absent where there is no source side. */
  readonly source?: readonly number[];
  readonly target: readonly number[];
  /** The figures of every case's trials; empty where the metric is a mean, and on a side that is not there. */
  readonly trials: Readonly<Record<Side, readonly (readonly number[])[]>>;
  readonly leftOut: number;
}

/**
 * Measures one metric. `tolerance` (0 to 1) is the share of replies that may lack a token count or a cost before the
 * metric counts as not measured; a score that is missing is never tolerated.
 */
export function measure(table: TrialTable, metric: Metric, tolerance: number): Measured {
  const cases = table.cases.map((item) => measureCase(item, metric, table.sides));
  const figures = cases.map(({ figure }) => figure);
  const single = table.cases.every(({ planned }) => planned.length === 1);
  const values = figures.flatMap((figure) =>
    figure === undefined ? [] : [figure.source ?? figure.target, figure.target],
  );
  const defect = notANumber(table, metric) ?? notMeasured(table, metric, tolerance);
  return {
    metric,
    figures,
    leftOut: cases.map(({ leftOut }) => leftOut),
    binary: single && metric.unit === 'share' && values.every((value) => value === 0 || value === 1),
    paired: table.sides.includes('source'),
    ...(defect === undefined ? {} : { defect }),
  };
}

/** The part of a measured metric that one group of cases has. */
export function sampleOf(measured: Measured, group: CaseGroup): Sample {
  const figures = group.members.flatMap((index) => measured.figures[index] ?? []);
  const leftOut = group.members.reduce((sum, index) => sum + (measured.leftOut[index] ?? 0), 0);
  const source = figures.map((figure) => figure.source ?? Number.NaN);
  return {
    metric: measured.metric,
    binary: measured.binary,
    n: figures.length,
    ...(measured.paired ? { source } : {}),
    target: figures.map(({ target }) => target),
    trials: { source: trialsOf(figures, 'source'), target: trialsOf(figures, 'target') },
    leftOut,
  };
}

function trialsOf(figures: readonly CaseFigure[], side: Side): readonly (readonly number[])[] {
  return figures.flatMap(({ trials }) => (trials?.[side] === undefined ? [] : [trials[side]]));
}

function measureCase(
  { planned }: CaseTrials,
  metric: Metric,
  sides: readonly Side[],
): { figure: CaseFigure | undefined; leftOut: number } {
  const usable = planned.flatMap((trial) => {
    const values = sides.map((side) => measuredValue(trial, side, metric));
    return values.every((value) => value !== undefined) ? [values] : [];
  });
  const leftOut = (planned.length - usable.length) * sides.length;
  if (usable.length === 0) return { figure: undefined, leftOut };
  const bySide = sides.map((_, position) => usable.map((values) => values[position] ?? Number.NaN));
  const trials = Object.fromEntries(sides.map((side, position) => [side, bySide[position] ?? []]));
  const [first = Number.NaN, second] = bySide.map((values) => mean(values));
  const means = second === undefined ? { target: first } : { source: first, target: second };
  return { figure: metric.statistic.kind === 'percentile' ? { ...means, trials } : means, leftOut };
}

/** The usable value of one cell: a finite number in the metric's range, or `undefined`. */
function measuredValue(trial: Trial, side: Side, metric: Metric): number | undefined {
  const value = rawValue(trial[side], metric);
  return isFigure(value, metric) ? value : undefined;
}

function rawValue(cell: ScoredCell | undefined, metric: Metric): unknown {
  const answered = cell !== undefined && cell.outcome !== 'failed';
  return answered || metric.countsFailures ? metric.read(cell) : undefined;
}

function isFigure(value: unknown, metric: Metric): value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return false;
  return metric.unit === 'amount' || value <= 1;
}

/** The first value that is there but is no figure: NaN, an infinity, or (after JSON) null. */
function notANumber(table: TrialTable, metric: Metric): Cause | undefined {
  for (const { case: item, planned } of table.cases) {
    for (const [trial, pair] of planned.entries()) {
      for (const side of table.sides) {
        const value = rawValue(pair[side], metric);
        if (value === undefined || isFigure(value, metric)) continue;
        const repetition = planned.length > 1 ? `, trial ${trial}` : '';
        return { kind: 'not-a-number', where: `case ${item.id}, ${side}${repetition}` };
      }
    }
  }
  return undefined;
}

function notMeasured(table: TrialTable, metric: Metric, tolerance: number): Cause | undefined {
  if (metric.expectedOf === 'none') return undefined;
  let measured = 0;
  let expected = 0;
  for (const { planned } of table.cases) {
    for (const cell of planned.flatMap((trial) => table.sides.flatMap((side) => trial[side] ?? []))) {
      if (cell.outcome === 'failed' || (metric.expectedOf === 'replied' && cell.outcome !== 'replied')) continue;
      expected += 1;
      if (metric.read(cell) !== undefined) measured += 1;
    }
  }
  const tolerated = metric.expectedOf === 'answered' ? 0 : tolerance * expected;
  return expected - measured > tolerated ? { kind: 'not-measured', measured, of: expected } : undefined;
}
