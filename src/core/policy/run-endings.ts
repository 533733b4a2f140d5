import { countCells } from '../comparison/tally.ts';
import type { CallErrorKind } from '../contracts/cell.ts';
import { FAULT_RULES } from '../contracts/fault.ts';
import type { Problem, ProblemCode } from '../contracts/problem.ts';
import type { CellCounts } from '../contracts/verdict.ts';
import type { Measurement } from './measurement.ts';

/** How an ending is called in the catalogue, what happened, and what to do. */
interface Ending {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
}

/** True of runs that keep no replies, too. */
export const RESUMES = 'The next run calls only for replies that are not kept.';

/** For each kind of error that ends a run. */
const ENDINGS: Readonly<Partial<Record<CallErrorKind, Ending>>> = {
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
    hint: `Raise policy.max-cost-usd on the base branch, or evaluate fewer cases. ${RESUMES}`,
  },
  'out-of-time': {
    code: 'cancelled',
    message: 'The time of the run (policy.max-minutes) was over before all calls were made',
    hint: `Run the evaluation again, or raise policy.max-minutes on the base branch. ${RESUMES}`,
  },
  'given-up': {
    code: 'conditions',
    message: 'The application was given up before all calls were made',
    hint: `Run the evaluation again when the endpoint is well. ${RESUMES}`,
  },
  cancelled: {
    code: 'cancelled',
    message: 'The run was stopped before all calls were made',
    hint: `Run the evaluation again. ${RESUMES}`,
  },
};

/** Access that a model gave in the same run: what has changed is the credentials, hardly the permissions. */
const ACCESS_LOST: Ending = {
  code: 'model-access',
  message: 'The model endpoint answered some calls and refused access to others, as it does when credentials expire',
  hint: `Give the job credentials that last as long as the run, and run the evaluation again. ${RESUMES}`,
};

/** Failed cells but for those that were not sent because others had failed. */
export function failedBySelf({ failed, errors }: CellCounts): number {
  return failed - (Object.hasOwn(errors, 'given-up') ? (errors['given-up'] ?? 0) : 0);
}

/**
 * Whether the run gave the application up because of cells that failed: they are what went wrong, all that is missing
 * beside them only followed.
 */
export function isGivenUp({ yardstick, table }: Measurement): boolean {
  const counts = table.sides.map((side) => countCells(table, side));
  const isOverLimit = (one: CellCounts) => failedBySelf(one) / one.planned > yardstick.policy.maxErrorRate;
  return counts.some((one) => one.failed > failedBySelf(one)) && counts.some(isOverLimit);
}

/** Endings of the whole run: not of one side's model, so that both sides' calls are counted together. */
const OF_THE_RUN: ReadonlySet<string> = new Set<CallErrorKind>(['over-budget', 'out-of-time', 'given-up', 'cancelled']);

/** Errors after which no further call of a side can succeed: what was measured until then is only a part. */
export function endedRuns(measurement: Measurement): readonly Problem[] {
  const { subject, table } = measurement;
  const isExplained = isGivenUp(measurement);
  const ended = table.sides.flatMap((side) => {
    const counts = countCells(table, side);
    return Object.entries(counts.errors)
      .filter(([kind]) => endsRun(kind) && !(isExplained && kind === 'given-up'))
      .map(([kind, calls]) => ({ kind, calls, planned: counts.planned, side, ending: endingOf(kind, counts) }));
  });
  return ended.flatMap(({ kind, calls, planned, side, ending: { code, message, hint } }) => {
    const partner = ended.find((other) => OF_THE_RUN.has(kind) && other.kind === kind && other.side !== side);
    const told = (share: string, more: Pick<Problem, 'side'>): Problem[] => [
      { code, message: `${message}: ${share}.`, application: subject.application, ...more, hint },
    ];
    if (partner === undefined) {
      const model = subject[side] === undefined ? '' : ` of ${subject[side].model}`;
      return told(`${calls} of ${planned} planned calls${model} without a reply`, { side });
    }
    // Told once, with the first of the two.
    if (side !== table.sides[0]) return [];
    return told(`${calls + partner.calls} of ${planned + partner.planned} planned calls without a reply`, {});
  });
}

function endingOf(kind: string, { replied }: CellCounts): Ending {
  if (kind === 'no-access' && replied > 0) return ACCESS_LOST;
  const known = Object.hasOwn(ENDINGS, kind) ? ENDINGS[kind as CallErrorKind] : undefined;
  return known ?? { code: 'model-access', message: `The run ended early (${kind})`, hint: 'Run the evaluation again.' };
}

function endsRun(kind: string): boolean {
  return Object.hasOwn(FAULT_RULES, kind) && FAULT_RULES[kind as CallErrorKind].stops;
}
