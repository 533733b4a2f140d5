import type { CellStore } from '../../core/comparison/cell-store.ts';
import type { AssessmentInput, MigrationSubject, ProposedMeasurement } from '../../core/contracts/assessment.ts';
import type { Governance } from '../../core/contracts/governance.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { SpendingLine } from '../../core/contracts/spending.ts';
import type { Verdict, VerdictName } from '../../core/contracts/verdict.ts';
import { runCapReached, type SharedCap, sharedCapReached } from '../../core/policy/allowance.ts';
import { earlierAttempts } from '../../core/policy/redraw.ts';
import type { Budget } from '../../engine/budget.ts';
import type { EvaluationRequest } from './evaluation-request.ts';
import type { KeptReplies } from './kept-replies.ts';
import type { Prepared } from './prepare.ts';
import type { Commits, Sides } from './sides.ts';

/** How far an evaluation is: so that a failure half-way still reports everything that was found before. */
export interface EvaluationState {
  sides?: Commits;
  /** Both sides as they were opened; absent where another job read them. */
  opened?: Sides;
  preparation?: Prepared;
  kept?: KeptReplies;
  readonly cells: CellStore;
  observed: boolean;
  /** What was observed, as the proposed yardstick sees it. */
  proposal?: ProposedMeasurement;
  /** What follows from the measurement alone; absent until everything is measured. */
  alone?: Verdict;
  /** What people said; absent until it was asked, and where it was not. */
  governance?: Governance;
  spending?: readonly SpendingLine[];
  /** Verdicts of earlier attempts as another job told them; absent: as kept replies tell them. */
  earlier?: readonly VerdictName[];
  /** `comparisonDigest` of what was measured; absent until something was. */
  comparison?: string;
  /** Verdicts of earlier attempts as the commit's statuses tell them; absent where none are asked. */
  reported?: readonly VerdictName[];
  scope?: AssessmentInput['scope'];
  /** What several runs share and this one may use up. */
  cap?: SharedCap | undefined;
  /** What this run may spend and has spent; absent where nothing was called. */
  budget?: Budget;
}

/** What the verdict follows from as far as the evaluation got. `stoppedBy`: what ended it before its time. */
export function inputFor(
  state: EvaluationState,
  { named }: EvaluationRequest,
  stoppedBy: readonly Problem[] = [],
): AssessmentInput {
  const { sides, preparation, cells, kept } = state;
  const history = earlierAttempts(state.earlier ?? kept?.earlier ?? [], state.reported ?? []);
  const { scope, proposal, governance } = state;
  const { yardstickChanges, hold, policy, yardstick } = preparation ?? {};
  return {
    base: sides?.base ?? named.base,
    head: sides?.target ?? named.head,
    source: sides?.source ?? named.base,
    attempt: (history.earlier?.length ?? 0) + 1,
    ...history,
    subjects: subjectsOf(state, stoppedBy),
    wiring: preparation?.changes.wiring ?? [],
    proposed: preparation?.changes.proposed ?? [],
    uncovered: preparation?.changes.uncovered ?? [],
    moved: preparation?.moved ?? [],
    problems: [...(preparation?.problems ?? []), ...exhausted(state), ...stoppedBy],
    cells,
    ...whereKnown({ yardstickChanges, proposal, hold, governance, scope, policy, yardstick }),
  };
}

type Members<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The members that have a value. */
function whereKnown<T extends object>(members: T): Members<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Members<T>;
}

/** What stopped a run before its first call is why none of its applications was measured: they have no figures to show. */
function subjectsOf(
  { preparation, cells }: EvaluationState,
  stoppedBy: readonly Problem[],
): readonly MigrationSubject[] {
  const judged = preparation?.judged ?? [];
  if (cells.length > 0) return judged;
  return judged.map((subject) => ({ ...subject, problems: [...subject.problems, ...stoppedBy] }));
}

/** Why calls were not made: the cap of one run, or the one that several runs share, where that left less. */
function exhausted({ cap, budget, cells }: EvaluationState): readonly Problem[] {
  if (budget?.refusedUsd === undefined) return [];
  const { capUsd, spentUsd, refusedUsd: setAsideUsd } = budget;
  const reached = { capUsd, spentUsd, setAsideUsd };
  for (const { errorKind } of cells) {
    if (errorKind === 'over-budget')
      return [cap === undefined ? runCapReached(reached) : sharedCapReached(cap, reached)];
  }
  return [];
}
