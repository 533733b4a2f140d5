import type { Side } from '../contracts/layer.ts';
import { type TrialFigures, trialFigures } from '../stats/trial-figures.ts';
import type { Measured } from './measure.ts';
import type { Metric } from './metrics.ts';
import type { CaseGroup } from './slices.ts';

type Trials = Readonly<Partial<Record<Side, TrialFigures>>>;

/** The figures of the measured cases of one group, in the order of the suite. */
export interface Sample {
  readonly metric: Metric;
  readonly binary: boolean;
  readonly n: number;
  /** As long as `target`; absent where there is no source side. */
  readonly source?: readonly number[];
  readonly target: readonly number[];
  /** The figures of every case's trials, where the metric is a percentile of calls. */
  readonly trials?: Trials;
  readonly leftOut: number;
}

/** The part of a measured metric that one group of cases has. Made anew each time: it is as large as the group. */
export function sampleOf(measured: Measured, group: CaseGroup): Sample {
  const { metric, binary, figures } = measured;
  const members = group.members.filter((position) => figures.target?.at(position) !== undefined);
  const valuesOf = (side: Side) => members.map((position) => figures[side]?.at(position) ?? Number.NaN);
  let leftOut = 0;
  for (const position of group.members) leftOut += measured.leftOut.at(position) ?? 0;
  return {
    metric,
    binary,
    n: members.length,
    ...(figures.source === undefined ? {} : { source: valuesOf('source') }),
    target: valuesOf('target'),
    ...(metric.statistic.kind === 'percentile' ? { trials: trialsOf(measured, members) } : {}),
    leftOut,
  };
}

function trialsOf({ figures, trials }: Measured, members: readonly number[]): Trials {
  const sideOf = (side: Side): TrialFigures => {
    const column = (trials ?? figures)[side];
    const planned = trials?.planned ?? 1;
    return trialFigures(members.length, (index) => {
      const first = (members[index] ?? 0) * planned;
      const own = Array.from({ length: planned }, (_, trial) => column?.at(first + trial));
      return own.filter((value) => value !== undefined);
    });
  };
  return { ...(figures.source === undefined ? {} : { source: sideOf('source') }), target: sideOf('target') };
}
