import type { Observation } from '../../core/contracts/cell.ts';
import type { SpendingLine } from '../../core/contracts/spending.ts';
import { comparisonDigest } from '../../core/plan/comparison-digest.ts';
import type { Budget } from '../../engine/budget.ts';
import { openJournal } from '../../workspace/evidence/journal.ts';
import type { OpenReplyStore } from '../../workspace/replies/open-store.ts';
import type { EvaluationRequest } from './evaluation-request.ts';
import type { EvaluationState } from './evaluation-state.ts';
import { type Following, followRun } from './follow-run.ts';
import { openKeptReplies } from './kept-replies.ts';
import { type MeasureRequest, mayEndEarly, measure, plannedCells } from './measure.ts';
import type { Planned } from './pending-status.ts';
import { reuseCount } from './reuse-count.ts';
import { runScope } from './run-scope.ts';
import type { Surroundings } from './surroundings.ts';
import { tellPlan } from './tell-plan.ts';
import { withinAllowance } from './within-allowance.ts';

/**
 * Measures what a preparation says is to be measured, into `state`: so that what was observed, kept and spent is there whatever
 * ends the run. Does nothing where nothing has to be called.
 */
export async function measureAll(
  state: EvaluationState,
  request: EvaluationRequest,
  surroundings: Surroundings,
): Promise<void> {
  const work = workOf(state, request);
  if (work === undefined) return;
  await request.beforeFirstCall?.(announcementOf(work));
  const journal = await openJournal(request.evidenceDir, request.evidenceRoot);
  state.observed = true;
  const reused = reuseCount();
  const record = async (observation: Observation) => {
    reused.note(observation);
    await journal.append(observation);
  };
  const following = followRun(state, request);
  const purse = { policy: work.yardstick.policy, ledger: request.ledger };
  try {
    await withinAllowance(state, purse, surroundings, async (budget) => {
      const store = await openReplies(work, state, request, surroundings);
      const means = { budget, ...(store === undefined ? {} : { store }), request, surroundings };
      state.spending = await callModels(work, { ...following, record }, means);
    });
  } finally {
    await journal.close();
  }
  const told = reused.sentence();
  if (told !== undefined) surroundings.voice.say(told);
}

/** What is to be called, and of which comparison. */
interface Work extends Pick<MeasureRequest, 'yardstick' | 'subjects' | 'recordings'> {
  /** `comparisonDigest` of it. */
  readonly comparison: string;
}

/** What of a preparation is to be called; `undefined` when nothing is. Scope and comparison are in `state` from then on. */
function workOf(state: EvaluationState, { draft = false }: EvaluationRequest): Work | undefined {
  const { preparation } = state;
  if (preparation?.yardstick === undefined) return undefined;
  const { yardstick, recordings } = preparation;
  const { subjects, scope } = runScope(preparation, draft);
  if (scope !== undefined) state.scope = scope;
  if (subjects.length === 0) return undefined;
  const comparison = comparisonDigest(yardstick, subjects, scope);
  state.comparison = comparison;
  return { yardstick, recordings, subjects, comparison };
}

function announcementOf(work: Work): Planned {
  return {
    calls: plannedCells(work).length,
    atMost: mayEndEarly(work.subjects),
  };
}

/** Opens what earlier runs left, for `state`, too; `undefined` where runs leave nothing. */
async function openReplies(
  { comparison }: Work,
  state: EvaluationState,
  { replies }: EvaluationRequest,
  surroundings: Surroundings,
): Promise<OpenReplyStore | undefined> {
  if (replies === undefined) return undefined;
  state.kept = await openKeptReplies(replies, comparison, surroundings);
  return state.kept.store;
}

/** What takes what a measurement hands over, and answers what it asks. */
type Follower = Pick<MeasureRequest, 'record' | keyof Following>;

interface Means {
  readonly budget: Budget;
  /** Absent: runs leave nothing. */
  readonly store?: OpenReplyStore;
  readonly request: Pick<EvaluationRequest, 'onProgress'>;
  readonly surroundings: Surroundings;
}

/** Calls the models for what earlier runs did not leave, after a word on what that takes. */
function callModels(
  work: Work,
  follower: Follower,
  { budget, store, request: { onProgress }, surroundings }: Means,
): Promise<readonly SpendingLine[]> {
  const plan = { ...work, capUsd: budget.capUsd, ...(store === undefined ? {} : { store }) };
  return measure(
    {
      ...work,
      ...follower,
      budget,
      beforeCalls: (models) => tellPlan(plan, models, surroundings),
      ...(store === undefined ? {} : { replies: store }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
    surroundings,
  );
}
