import type { Cause } from '../contracts/finding.ts';
import type { Side } from '../contracts/layer.ts';
import type { ScoredCell } from '../contracts/score.ts';
import { mean } from '../stats/sample.ts';
import type { Metric } from './metrics.ts';
import { NumberColumn } from './number-column.ts';
import { timedCell, timedTogether } from './sessions.ts';
import type { CaseTrials, Trial, TrialTable } from './trials.ts';

/** A metric's figures, a column a side. */
type Figures = Readonly<Partial<Record<Side, NumberColumn>>>;

/** One metric, measured on every case of a suite. Columns go by position in the suite. */
export interface Measured {
  readonly metric: Metric;
  /**
   * One figure a case: the mean over the trials in which every planned side was measured; absent where there is none. No
   * `source` where the target alone is planned.
   */
  readonly figures: Figures;
  /**
   * The figures of those trials, `planned` to a case, where the metric is a percentile of calls and there are several: their
   * mean would lose the tail.
   */
  readonly trials?: Figures & { readonly planned: number };
  /** Cells that do not enter the figure, both sides. */
  readonly leftOut: NumberColumn;
  /** Every figure of every case is 0 or 1, and a case has one trial: the outcomes are plain yes or no. */
  readonly binary: boolean;
  /** Why no finding on this metric can be trusted. */
  readonly defect?: Cause;
}

/**
 * Measures all metrics in one pass over the cases: their cells are found once, however many metrics there are. `tolerance`
 * (0 to 1) is the share of replies that may lack a token count or a cost before the metric counts as not measured; a score
 * that is missing is never tolerated.
 */
export function measureAll(table: TrialTable, metrics: readonly Metric[], tolerance: number): readonly Measured[] {
  const meters = metersOf(table, metrics);
  const once = [...new Set(meters.values())];
  for (const item of table.cases) {
    const { planned } = item;
    for (const meter of once) meter.add(item, planned);
  }
  return metrics.flatMap((metric) => meters.get(metric)?.measured(metric, tolerance) ?? []);
}

/** Takes the figures of a metric case by case, in the order of the suite. */
interface Meter {
  add(item: CaseTrials, trials: readonly Trial[]): void;
  measured(metric: Metric, tolerance: number): Measured;
}

/** One meter serves all percentiles of one time. */
function metersOf(table: TrialTable, metrics: readonly Metric[]): ReadonlyMap<Metric, Meter> {
  const times = new Map<Metric['read'], Meter>();
  return new Map(
    metrics.map((metric) => {
      const meter = (metric.isTime && times.get(metric.read)) || meterOf(table, metric);
      if (metric.isTime) times.set(metric.read, meter);
      return [metric, meter];
    }),
  );
}

function meterOf(table: TrialTable, metric: Metric): Meter {
  const { sides } = table;
  const figures = columnsFor(sides);
  const planned = table.cases.at(0)?.planned.length ?? 0;
  const trials = metric.statistic.kind === 'percentile' && planned > 1 ? { ...columnsFor(sides), planned } : undefined;
  const leftOut = new NumberColumn();
  const check = checkOf(table, metric);
  let binary = metric.unit === 'share';
  return {
    add(item, all) {
      const usable = all.map((trial) => usableFigures(trial, metric, sides));
      const found = usable.filter((values) => values !== undefined);
      const means = sides.map((_, position) => (found.length === 0 ? undefined : meanAt(found, position)));
      push(figures, sides, means);
      if (trials !== undefined) for (const values of usable) push(trials, sides, values ?? []);
      leftOut.push((all.length - found.length) * sides.length);
      binary &&= all.length === 1 && means.every(isYesOrNo);
      check.look(item, all);
    },
    measured(asked, tolerance) {
      const defect = check.defect(tolerance);
      return {
        metric: asked,
        figures,
        ...(trials === undefined ? {} : { trials }),
        leftOut,
        binary,
        ...(defect === undefined ? {} : { defect }),
      };
    },
  };
}

function meanAt(trials: readonly (readonly number[])[], position: number): number {
  return mean(trials.map((values) => values[position] ?? Number.NaN));
}

/** One row: a figure a side, or none. */
function push(columns: Figures, sides: readonly Side[], values: readonly (number | undefined)[]): void {
  for (const [position, side] of sides.entries()) columns[side]?.push(values[position]);
}

/** A case without a figure does not stand in the way. */
function isYesOrNo(figure: number | undefined): boolean {
  return figure === undefined || figure === 0 || figure === 1;
}

function columnsFor(sides: readonly Side[]): Figures {
  return Object.fromEntries(sides.map((side) => [side, new NumberColumn()]));
}

/** The figures of a trial, one a side; `undefined` when a side has none, or its time is of another occasion. */
function usableFigures(trial: Trial, metric: Metric, sides: readonly Side[]): readonly number[] | undefined {
  const values: number[] = [];
  for (const side of sides) {
    const value = rawValue(trial, side, metric);
    if (!isFigure(value, metric)) return undefined;
    values.push(value);
  }
  return metric.isTime === true && sides.length > 1 && !timedTogether(trial) ? undefined : values;
}

function rawValue(trial: Trial, side: Side, metric: Metric): unknown {
  const cell = metric.isTime ? timedCell(trial, side) : trial[side];
  const answered = cell !== undefined && cell.outcome !== 'failed';
  return answered || metric.countsFailures ? metric.read(cell) : undefined;
}

/** A finite number in the metric's range. */
function isFigure(value: unknown, metric: Metric): value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return false;
  return metric.unit === 'amount' || value <= 1;
}

/** Looks at every trial for what would make the metric's figures untrustworthy. */
function checkOf({ sides }: TrialTable, metric: Metric) {
  let notANumber: Cause | undefined;
  let measured = 0;
  let expected = 0;
  const mustHave = (cell: ScoredCell): boolean =>
    cell.outcome !== 'failed' && (metric.expectedOf !== 'replied' || cell.outcome === 'replied');
  return {
    look({ case: item }: CaseTrials, trials: readonly Trial[]): void {
      for (const [trial, pair] of trials.entries()) {
        for (const side of sides) {
          notANumber ??= notANumberAt(pair, side, metric, () => placeOf(item.id, side, trial, trials.length));
          const cell = pair[side];
          if (metric.expectedOf === 'none' || cell === undefined || !mustHave(cell)) continue;
          expected += 1;
          measured += Number(metric.read(cell) !== undefined);
        }
      }
    },
    defect(tolerance: number): Cause | undefined {
      if (notANumber !== undefined) return notANumber;
      const tolerated = metric.expectedOf === 'answered' ? 0 : tolerance * expected;
      return expected - measured > tolerated ? { kind: 'not-measured', measured, of: expected } : undefined;
    },
  };
}

/** A value that is there but is no figure: NaN, an infinity, or (after JSON) null. */
function notANumberAt(trial: Trial, side: Side, metric: Metric, where: () => string): Cause | undefined {
  const value = rawValue(trial, side, metric);
  return value === undefined || isFigure(value, metric) ? undefined : { kind: 'not-a-number', where: where() };
}

function placeOf(caseId: string, side: Side, trial: number, planned: number): string {
  return `case ${caseId}, ${side}${planned > 1 ? `, trial ${trial}` : ''}`;
}
