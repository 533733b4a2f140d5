import type { Comparison } from '../contracts/comparison.ts';
import type { Inference } from '../contracts/inference.ts';
import type { Analysis, AnalysisTable } from './analysis.ts';

/**
 * How every metric compares, over the whole suite first and then by slice, whether or not it has a criterion. `alpha`
 * (0 to 0.5) is the error rate of each end of the intervals. Slices in which nothing was measured are left out.
 */
export function comparisonsOf(table: AnalysisTable, alpha: number): readonly Comparison[] {
  return table.groups.flatMap(({ slice }) =>
    table.measured.flatMap(({ metric }) => {
      const analysis = table.of(metric.name, slice);
      const mayBeEmpty = slice === undefined && metric.onDemand !== true;
      const worthARow = analysis !== undefined && (mayBeEmpty || analysis.n > 0);
      return worthARow ? [comparisonOf(analysis, alpha)] : [];
    }),
  );
}

/** Both ends of an inference; `undefined` when one is not a finite number, which evidence cannot hold. */
export function intervalOf(inference: Inference, alpha: number): readonly [number, number] | undefined {
  // Adding 0 turns a negative zero, which JSON cannot hold, into zero.
  const ends = [inference.lower(alpha) + 0, inference.upper(alpha) + 0] as const;
  return ends.every(Number.isFinite) ? ends : undefined;
}

/** The two-sided level of an interval whose ends each have error rate `alpha`. */
export function levelOf(alpha: number): number {
  // 1 − 2 · (1 − 0.95) is 0.8999999999999999 in binary; twelve digits say what is meant.
  return Number((1 - 2 * alpha).toFixed(12));
}

function comparisonOf(analysis: Analysis, alpha: number): Comparison {
  const inference = analysis.infer('difference');
  const interval = inference && intervalOf(inference, alpha);
  const { metric, slice, n, source, target, difference, wins, losses, ties, leftOut } = analysis;
  return {
    metric: metric.name,
    ...(slice === undefined ? {} : { slice }),
    higherIsBetter: metric.higherIsBetter,
    n,
    ...(source === undefined ? {} : { source }),
    ...(target === undefined ? {} : { target }),
    ...(difference === undefined ? {} : { difference }),
    ...(interval === undefined ? {} : { interval }),
    intervalLevel: levelOf(alpha),
    method: inference?.method ?? 'observed',
    wins,
    losses,
    ties,
    leftOut,
  };
}
