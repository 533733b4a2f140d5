import { countCells } from '../comparison/tally.ts';
import { plannedCells, type TrialTable } from '../comparison/trials.ts';
import type { MigrationSubject } from '../contracts/assessment.ts';
import type { CallErrorKind } from '../contracts/cell.ts';
import { FAULT_RULES } from '../contracts/fault.ts';
import type { Side } from '../contracts/layer.ts';
import type { Problem, ProblemCode } from '../contracts/problem.ts';
import type { Reason } from '../contracts/verdict.ts';
import type { ApplicationYardstick, Yardstick } from '../contracts/yardstick.ts';
import { unmeasuredCriticalCases } from './critical.ts';
import { isReplayed, uncapped, unpricedModel } from './pricing.ts';

/** What a comparison is made from. */
export interface Measurement {
  readonly subject: MigrationSubject;
  readonly application: ApplicationYardstick;
  readonly yardstick: Yardstick;
  readonly table: TrialTable;
}

/** All that makes the comparison itself untrustworthy; any of them makes the migration invalid. */
export function integrityProblems(measurement: Measurement): readonly Problem[] {
  return [
    ...emptySuite(measurement),
    ...strayCells(measurement),
    ...endedRuns(measurement),
    ...unmeasuredCritical(measurement),
    ...uncappedCost(measurement),
  ];
}

/** The side with the larger share of failed planned cells, when that share is above the limit. */
export function tooManyFailures({
  subject,
  yardstick,
  table,
}: Measurement): Extract<Reason, { kind: 'failed-cells' }> | undefined {
  const limit = yardstick.policy.maxErrorRate;
  const [worst] = table.sides
    .map((side) => ({ side, ...countCells(table, side) }))
    .filter(({ failed, planned }) => failed / planned > limit)
    .sort((a, b) => b.failed - a.failed);
  if (worst === undefined) return undefined;
  const { side, failed, planned } = worst;
  return { kind: 'failed-cells', application: subject.application, side, failed, planned, limit };
}

/** When the target answered no call and refused at least one by its own fault: that it does not work is proven. */
export function rejectedByTarget({ subject, table }: Measurement): Problem | undefined {
  const { rejected, replied } = countCells(table, 'target');
  if (replied > 0 || rejected === 0) return undefined;
  const kinds = plannedCells(table, 'target').flatMap((cell) => cell?.errorKind ?? []);
  const why = kinds.length > 0 ? ` (${[...new Set(kinds)].sort().join(', ')})` : '';
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

/** For each kind of error that ends a run: how it is called in the catalogue, what happened, and what to do. */
const ENDINGS: Readonly<Partial<Record<CallErrorKind, { code: ProblemCode; message: string; hint: string }>>> = {
  'no-access': {
    code: 'model-access',
    message: 'The model endpoint refused access',
    hint: 'Check the credentials and permissions of the workflow for this provider and model.',
  },
  'no-such-model': {
    code: 'model-access',
    message: 'The provider has no such model',
    hint: 'Check the model ID, the region, and whether the model can still be called.',
  },
  'over-budget': {
    code: 'budget',
    message: 'The cost cap was reached before all calls were made',
    hint: 'Raise policy.max-cost-usd on the base branch, or evaluate fewer cases.',
  },
  cancelled: {
    code: 'cancelled',
    message: 'The run was stopped before all calls were made',
    hint: 'Run the evaluation again.',
  },
};

/** Errors after which no further call of a side can succeed: what was measured until then is only a part. */
function endedRuns({ subject, table }: Measurement): readonly Problem[] {
  return table.sides.flatMap((side) => {
    const kinds = plannedCells(table, side).flatMap((cell) =>
      cell?.outcome === 'failed' ? (cell.errorKind ?? []) : [],
    );
    return [...new Set(kinds)].filter(endsRun).map((kind): Problem => {
      const ending = Object.hasOwn(ENDINGS, kind) ? ENDINGS[kind] : undefined;
      const calls = kinds.filter((other) => other === kind).length;
      const model = modelOf(subject, side);
      return {
        code: ending?.code ?? 'model-access',
        message: `${ending?.message ?? `The run ended early (${kind})`}: ${calls} of ${countCells(table, side).planned} planned calls${model}.`,
        application: subject.application,
        side,
        hint: ending?.hint ?? 'Run the evaluation again.',
      };
    });
  });
}

function endsRun(kind: string): kind is CallErrorKind {
  return Object.hasOwn(FAULT_RULES, kind) && FAULT_RULES[kind as CallErrorKind].stops;
}

function modelOf(subject: MigrationSubject, side: Side): string {
  const variant = subject[side];
  return variant === undefined ? '' : ` of ${variant.model}`;
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
  if (yardstick.policy.capDefaulted) return [];
  return table.sides.flatMap((side) => {
    const model = unpricedModel(subject, yardstick, table, side);
    if (model === undefined || isReplayed(subject, application, yardstick, side)) return [];
    return [uncapped(subject.application, side, model)];
  });
}
