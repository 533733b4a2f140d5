import { countCells, countErrorKinds } from '../comparison/tally.ts';
import type { Problem } from '../contracts/problem.ts';
import type { Reason } from '../contracts/reason.ts';
import type { CellCounts } from '../contracts/verdict.ts';
import { unmeasuredCriticalCases } from './critical.ts';
import type { Measurement } from './measurement.ts';
import { isReplayed, uncapped, unpricedModel, writtenCap } from './pricing.ts';
import { endedRuns, failedBySelf, isGivenUp } from './run-endings.ts';

/** All that makes the comparison itself untrustworthy; any of them makes the migration invalid. */
export function integrityProblems(measurement: Measurement): readonly Problem[] {
  const ended = endedRuns(measurement);
  // Critical cases that a run did not come to are no other cause.
  const isCutShort = ended.length > 0 || isGivenUp(measurement);
  return [
    ...emptySuite(measurement),
    ...strayCells(measurement),
    ...ended,
    ...(isCutShort ? [] : unmeasuredCritical(measurement)),
    ...uncappedCost(measurement),
  ];
}

/** Those of them that have nothing to do with whether a provider could be reached. */
export function lastingProblems(measurement: Measurement): readonly Problem[] {
  return [...emptySuite(measurement), ...strayCells(measurement), ...uncappedCost(measurement)];
}

/** The side with the larger share of failed planned cells, when that share is above the limit. */
export function tooManyFailures({
  subject,
  yardstick,
  table,
}: Measurement): Extract<Reason, { kind: 'failed-cells' }> | undefined {
  const limit = yardstick.policy.maxErrorRate;
  const sides = table.sides.map((side) => ({ side, counts: countCells(table, side) }));
  const worstBy = (failedOf: (counts: CellCounts) => number) =>
    sides
      .map(({ side, counts }) => ({ side, failed: failedOf(counts), planned: counts.planned }))
      .filter(({ failed, planned }) => failed / planned > limit)
      .sort((a, b) => b.failed - a.failed)[0];
  // Cells that were not sent because others had failed are what followed, not what went wrong.
  const worst = worstBy(failedBySelf) ?? worstBy(({ failed }) => failed);
  return worst && { kind: 'failed-cells', application: subject.application, ...worst, limit };
}

/** When the target answered no call and refused at least one by its own fault: that it does not work is proven. */
export function rejectedByTarget({ subject, table }: Measurement): Problem | undefined {
  const { rejected, replied } = countCells(table, 'target');
  if (replied > 0 || rejected === 0) return undefined;
  const kinds = [...countErrorKinds(table, 'target').keys()].sort();
  const why = kinds.length > 0 ? ` (${kinds.join(', ')})` : '';
  return {
    code: 'conditions',
    message: `The target answered none of its calls: ${rejected} were rejected by its own fault${why}.`,
    application: subject.application,
    side: 'target',
    hint: 'Look at the errors in observations.jsonl; the parameters or the prompt may not suit the new model.',
  };
}

function emptySuite({ subject, application }: Measurement): readonly Problem[] {
  if (application.suite.cases.length > 0) return [];
  return [
    {
      code: 'suite',
      message: 'The suite has no cases, so there is nothing to compare.',
      place: { file: application.suite.file },
      application: subject.application,
      hint: 'Add cases to the suite on the base branch.',
    },
  ];
}

function strayCells({ subject, table }: Measurement): readonly Problem[] {
  const [first] = table.strays;
  if (first === undefined) return [];
  const { why, cell } = first;
  const what = {
    'unknown-case': 'is of a case that the suite does not have',
    'unplanned-trial': 'is of a trial that was not planned',
    'unplanned-side': 'is of a side that was not planned',
    duplicate: 'stands twice',
  }[why];
  const others = table.strays.length > 1 ? `; ${table.strays.length - 1} more do not belong either` : '';
  return [
    {
      code: 'evidence',
      message: `An observation ${what}: trial ${cell.trial}${others}.`,
      application: subject.application,
      side: cell.side,
      caseId: cell.caseId,
      hint: 'Start from an empty evidence folder; every planned call has exactly one observation.',
    },
  ];
}

/** A critical case must not regress whatever the averages say: one that was not seen cannot be waved through. */
function unmeasuredCritical({ subject, table }: Measurement): readonly Problem[] {
  const [first, ...others] = unmeasuredCriticalCases(table);
  if (first === undefined) return [];
  const more = others.length > 0 ? `, like ${others.length} more` : '';
  return [
    {
      code: 'conditions',
      message: `A critical case was not answered on every side${more}, so whether it regressed is unknown.`,
      application: subject.application,
      caseId: first,
      hint: 'Run the evaluation again.',
    },
  ];
}

/** What `missingPrices` says before the first call, read from what was observed: evidence holds to the same rule. */
function uncappedCost({ subject, application, yardstick, table }: Measurement): readonly Problem[] {
  const cap = writtenCap(yardstick.policy);
  if (cap === undefined) return [];
  return table.sides.flatMap((side) => {
    const model = unpricedModel(subject, yardstick, table, side);
    if (model === undefined || isReplayed(subject, application, yardstick, side)) return [];
    return [uncapped(subject.application, side, model, { prices: yardstick.prices, cap })];
  });
}
