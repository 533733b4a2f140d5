import type { Side } from '../contracts/layer.ts';
import { mapped } from '../stats/sample.ts';
import { singleTrials, type TrialFigures, trialFigures } from '../stats/trial-figures.ts';
import type { Measured } from './measure.ts';
import type { Metric } from './metrics.ts';
import type { NumberColumn } from './number-column.ts';
import type { CaseGroup } from './slices.ts';

type Trials = Readonly<Partial<Record<Side, TrialFigures>>>;

/** The figures of the measured cases of one group, in the order of the suite. */
export interface Sample {
  readonly metric: Metric;
  readonly binary: boolean;
  readonly n: number;
  /** As long as `target`; absent where there is no source side. */
  readonly source?: Float64Array;
  readonly target: Float64Array;
  /** The figures of every case's trials, where the metric is a percentile of calls. */
  readonly trials?: Trials;
}

/** The part of a measured metric that one group of cases has. Made anew each time: it is as large as the group. */
export function sampleOf(measured: Measured, group: CaseGroup): Sample {
  const { metric, binary, figures } = measured;
  let n = 0;
  for (const position of group.members) n += Number(figures.target?.at(position) !== undefined);
  const members = new Uint32Array(n);
  let next = 0;
  for (const position of group.members) if (figures.target?.at(position) !== undefined) members[next++] = position;
  const target = valuesOf(figures.target, members);
  const source = figures.source === undefined ? undefined : valuesOf(figures.source, members);
  return {
    metric,
    binary,
    n,
    ...(source === undefined ? {} : { source }),
    target,
    ...(metric.statistic.kind === 'percentile' ? { trials: trialsOf(measured, members, { source, target }) } : {}),
  };
}

function valuesOf(column: NumberColumn | undefined, members: Uint32Array): Float64Array {
  return mapped(members, (position) => column?.at(position) ?? Number.NaN);
}

type Values = { readonly source: Float64Array | undefined; readonly target: Float64Array };

/** Where a case has one trial its figure is the trial's. */
function trialsOf({ trials }: Measured, members: Uint32Array, values: Values): Trials {
  const sideOf = (side: Side): TrialFigures => {
    const own = values[side] ?? new Float64Array();
    if (trials === undefined) return singleTrials(own);
    const { planned } = trials;
    return trialFigures(members.length, (index) => {
      const first = (members[index] ?? 0) * planned;
      const all = Array.from({ length: planned }, (_, trial) => trials[side]?.at(first + trial));
      return all.filter((value) => value !== undefined);
    });
  };
  return { ...(values.source === undefined ? {} : { source: sideOf('source') }), target: sideOf('target') };
}
