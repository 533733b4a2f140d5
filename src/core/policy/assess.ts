import { cellsOf } from '../comparison/cells-of.ts';
import { arrangeTrials } from '../comparison/trials.ts';
import type { AssessmentInput } from '../contracts/assessment.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { criticalLosses } from './critical.ts';
import { concludeOnSample, yardstickInScope } from './draft.ts';
import { governed } from './governed.ts';
import { assessMigration, assessRemoval } from './migration.ts';
import { withProposal } from './proposal.ts';
import { historyOf } from './redraw.ts';
import { isDecisive, sidesOf } from './subject.ts';
import { concludeAll } from './verdict.ts';

/** When nothing of the policy could be read. */
const STRICTEST = { mode: 'enforce', onInconclusive: 'fail', onUncovered: 'fail' } as const;

/**
 * The verdict that follows from what was read, observed and said. Pure: the same input, also when read back from evidence,
 * gives the same verdict, whatever order the cells come in. Never throws for what the input holds: whatever cannot be trusted
 * makes the verdict `invalid`.
 *
 * @param alone the verdict on the same input by `assessAlone`, where it is known already; of the attempts before it the input
 *   may tell more by now.
 */
export function assess(input: AssessmentInput, alone: Verdict = assessAlone(input)): Verdict {
  const judge = (one: AssessmentInput): Verdict => governed(assessAlone(one), one);
  return withProposal(governed({ ...alone, ...historyOf(input) }, input), input, judge);
}

/**
 * The same before anybody's word: what was measured, and what follows from that alone. It says what people have to be asked.
 */
export function assessAlone(input: AssessmentInput): Verdict {
  const { yardstick } = input;
  const inScope = yardstickInScope(input);
  const policy = yardstick?.policy ?? input.policy ?? STRICTEST;
  const migrations = input.subjects.flatMap((subject) => {
    if (inScope !== undefined) {
      const migration = assessMigration(subject, inScope, input.cells);
      return [input.scope === 'draft' ? concludeOnSample(migration, yardstick) : migration];
    }
    return subject.kind === 'removed' ? [assessRemoval(subject)] : [];
  });
  const called = migrations.filter(({ calls }) => calls.made + calls.cached > 0);
  const priced = called.flatMap(({ costUsd }) => costUsd ?? []);
  const spent =
    called.length > 0 && priced.length === called.length ? priced.reduce((sum, cost) => sum + cost, 0) : undefined;
  return {
    schema: 'changeover/verdict@1',
    ...concludeAll(input, migrations),
    mode: policy.mode,
    base: input.base,
    head: input.head,
    source: input.source,
    ...historyOf(input),
    ...(input.scope === undefined ? {} : { scope: input.scope }),
    migrations,
    wiring: input.wiring,
    proposed: input.proposed,
    ...(input.yardstickChanges === undefined ? {} : { yardstickChanges: input.yardstickChanges }),
    uncovered: input.uncovered,
    moved: input.moved,
    problems: input.problems,
    ...(spent === undefined ? {} : { costUsd: spent }),
    ...(yardstick === undefined ? {} : { yardstickSha: yardstick.commit, digests: yardstick.digests }),
    onInconclusive: policy.onInconclusive,
    onUncovered: policy.onUncovered,
    preview: yardstick?.preview ?? false,
  };
}

/** Critical cases of one application that the source passes and the target does not. */
export interface LostCriticalCases {
  readonly application: string;
  /** In the order of the suite. */
  readonly caseIds: readonly string[];
}

/**
 * The lost critical cases to repeat: both sides `CONFIRMATIONS` times each, as cells of purpose `confirm`, after which
 * `assess` runs again on all cells. Applications without a loss are left out.
 */
export function lostCriticalCases(input: AssessmentInput): readonly LostCriticalCases[] {
  const yardstick = yardstickInScope(input);
  return input.subjects.flatMap((subject) => {
    const application = yardstick?.applications.find(({ name }) => name === subject.application);
    if (application === undefined || subject.kind !== 'changed' || !isDecisive(subject, application)) return [];
    if (!application.suite.cases.some(({ critical }) => critical)) return [];
    const own = cellsOf(input.cells, subject.application);
    const losses = criticalLosses(application, arrangeTrials(application.suite, sidesOf(subject), own));
    return losses.length === 0
      ? []
      : [{ application: subject.application, caseIds: losses.map(({ caseId }) => caseId) }];
  });
}
