import { comparisonDigest } from '../../core/plan/comparison-digest.ts';
import { pairsApart } from '../../core/plan/timing-cells.ts';
import { lostCriticalCases } from '../../core/policy/assess.ts';
import { watchRun } from '../../core/policy/sequential/watch.ts';
import { createBudget } from '../../engine/budget.ts';
import { openJournal } from '../../workspace/evidence/journal.ts';
import type { EvaluationRequest } from './evaluation-request.ts';
import { type EvaluationState, inputFor } from './evaluation-state.ts';
import { openKeptReplies } from './kept-replies.ts';
import { measure, plannedCells } from './measure.ts';
import type { Planned } from './pending-status.ts';
import { problemsOf } from './problems-of.ts';
import { reuseCount } from './reuse-count.ts';
import { type RunScope, runScope } from './run-scope.ts';
import type { Surroundings } from './surroundings.ts';
import { tellPlan } from './tell-plan.ts';

/**
 * Measures what a preparation says is to be measured, into `state`: so that what was observed, kept and spent is there whatever
 * ends the run. Does nothing where nothing has to be called.
 */
export async function measureAll(
  state: EvaluationState,
  request: EvaluationRequest,
  surroundings: Surroundings,
): Promise<void> {
  const { preparation } = state;
  if (preparation?.yardstick === undefined) return;
  const { yardstick, recordings } = preparation;
  const { subjects, scope } = runScope(preparation, request.draft ?? false);
  if (scope !== undefined) state.scope = scope;
  if (subjects.length === 0) return;
  const comparison = comparisonDigest(yardstick, subjects, scope);
  state.comparison = comparison;
  await request.beforeFirstCall?.(workOf(plannedCells({ yardstick, subjects }).length, subjects));
  const journal = await openJournal(request.evidenceDir, request.evidenceRoot);
  state.observed = true;
  const reused = reuseCount();
  let settle = async (): Promise<void> => {};
  const watch = watchRun(inputFor(state, request));
  try {
    const account = await request.ledger?.open(yardstick.policy);
    const budget = createBudget(account?.allowance.usd ?? yardstick.policy.maxCostUsd);
    state.budget = budget;
    if (account !== undefined) {
      state.cap = account.allowance.cap;
      settle = () => account.settle(budget.spentUsd);
    }
    if (request.replies !== undefined) {
      state.kept = await openKeptReplies(request.replies, comparison, surroundings);
    }
    state.spending = await measure(
      {
        yardstick,
        subjects,
        recordings,
        budget,
        async beforeCalls(models) {
          const store = state.kept === undefined ? {} : { store: state.kept.store };
          await tellPlan({ yardstick, subjects, capUsd: budget.capUsd, ...store }, models, surroundings);
        },
        ...(request.onProgress === undefined ? {} : { onProgress: request.onProgress }),
        ...(state.kept === undefined ? {} : { replies: state.kept.store }),
        async record(observation) {
          reused.note(observation);
          await journal.append(observation);
        },
        scored(cell) {
          state.cells.add(cell);
          watch.note(cell);
        },
        isSettled: watch.isSettled,
        lost: () => lostCriticalCases(inputFor(state, request)),
        untimed: (application, order) => pairsApart(application, order, state.cells),
      },
      surroundings,
    );
  } finally {
    await settle().catch((error: unknown) => notSettled(error, surroundings));
    await journal.close();
  }
  const told = reused.sentence();
  if (told !== undefined) surroundings.voice.say(told);
}

function workOf(calls: number, subjects: RunScope['subjects']): Planned {
  return { calls, atMost: subjects.some(({ application }) => application.suite.stop === 'sequential') };
}

/** What was set aside then counts as spent: too much, and never too little. */
function notSettled(error: unknown, { voice }: Surroundings): void {
  for (const problem of problemsOf(error)) {
    voice.warn({ ...problem, hint: 'All that this run was allowed to spend counts as spent.' });
  }
}
