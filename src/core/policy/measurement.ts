import { type AnalysisTable, analyse } from '../comparison/analysis.ts';
import { measureAll } from '../comparison/measure.ts';
import { metricsOf } from '../comparison/metrics.ts';
import { type CaseGroup, slicesOf, wholeSuite } from '../comparison/slices.ts';
import { countCells } from '../comparison/tally.ts';
import type { TrialTable } from '../comparison/trials.ts';
import type { MigrationSubject } from '../contracts/assessment.ts';
import type { Cause } from '../contracts/finding.ts';
import type { Suite } from '../contracts/suite.ts';
import type { ApplicationYardstick, Yardstick } from '../contracts/yardstick.ts';
import { tooManyFailures } from './integrity.ts';
import type { Circumstances } from './judgement.ts';
import { unpricedModel } from './pricing.ts';

/** What a comparison is made from. */
export interface Measurement {
  readonly subject: MigrationSubject;
  readonly application: ApplicationYardstick;
  readonly yardstick: Yardstick;
  readonly table: TrialTable;
}

/**
 * The figures of the measured cases, over all of them and by slice: every slice of the suite, also one of which no case was
 * measured. `metrics`: names of those that are asked for; absent: all.
 */
export function analysesOf(
  { application, yardstick, table }: Measurement,
  metrics?: ReadonlySet<string>,
): AnalysisTable {
  const { cases, scorers } = application.suite;
  const asked = metricsOf(scorers).filter(({ name }) => metrics === undefined || metrics.has(name));
  const measured = measureAll(table, asked, yardstick.policy.maxErrorRate);
  return analyse(measured, groupsOf(cases, table), yardstick.seed, application.name);
}

function groupsOf(cases: Suite['cases'], table: TrialTable): readonly CaseGroup[] {
  const slices = slicesOf(cases);
  if (table.cases.length === cases.length) return [wholeSuite(cases), ...slices];
  const measured = Array.from(table.cases, (item) => item.case);
  const members = new Map(slicesOf(measured).map((group) => [group.slice, group.members]));
  const bySlice = slices.flatMap(({ slice }) =>
    slice === undefined ? [] : [{ slice, members: members.get(slice) ?? [] }],
  );
  return [wholeSuite(measured), ...bySlice];
}

/** What keeps the criteria of a measurement from being judged by its figures. */
export function circumstancesOf(measurement: Measurement, analyses: AnalysisTable): Circumstances {
  const { subject, yardstick, table } = measurement;
  const unpriced = table.sides.flatMap((side) => unpricedModel(subject, yardstick, table, side) ?? []);
  const defectOf = (name: string): Cause | undefined => {
    const measured = analyses.measured.find(({ metric }) => metric.name === name);
    const [model] = name === 'cost' && measured?.metric.unit === 'amount' ? unpriced : [];
    if (measured?.metric.countsFailures) return measured.defect ?? failuresThatTellNothing(measurement);
    return model === undefined ? measured?.defect : { kind: 'price-unknown', model };
  };
  return { hasSource: table.sides.includes('source'), defectOf };
}

/**
 * With more failed cells than the policy bears, how many of them each side has is a matter of the provider's hour and of where
 * the run was given up: it makes neither variant better.
 */
function failuresThatTellNothing(measurement: Measurement): Cause | undefined {
  const worst = tooManyFailures(measurement);
  if (worst === undefined) return undefined;
  const { replied, rejected, planned } = countCells(measurement.table, worst.side);
  return { kind: 'not-measured', measured: replied + rejected, of: planned };
}
