import { join } from 'node:path';
import { CellStore } from '../../core/comparison/cell-store.ts';
import type { AssessmentInput, CaseExcerpt, MigrationSubject } from '../../core/contracts/assessment.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { comparisonDigest } from '../../core/plan/comparison-digest.ts';
import { timingCells } from '../../core/plan/timing-cells.ts';
import { type SharedCap, sharedCapReached } from '../../core/policy/allowance.ts';
import { assess, lostCriticalCases } from '../../core/policy/assess.ts';
import { watchRun } from '../../core/policy/sequential/watch.ts';
import { createBudget } from '../../engine/budget.ts';
import type { Progress as RunProgress } from '../../engine/progress.ts';
import type { Spending } from '../../engine/spending.ts';
import { OBSERVATIONS_FILE } from '../../workspace/evidence/evidence-files.ts';
import { openJournal } from '../../workspace/evidence/journal.ts';
import { readObservations } from '../../workspace/evidence/read-evidence.ts';
import { excerptsFor } from './excerpts.ts';
import { type KeptReplies, openKeptReplies } from './kept-replies.ts';
import { measure, plannedCells } from './measure.ts';
import type { Planned } from './pending-status.ts';
import { type Preparation, prepare } from './prepare.ts';
import { problemsOf } from './problems-of.ts';
import type { ReplyFolder } from './reply-folder.ts';
import { reuseCount } from './reuse-count.ts';
import { type RunScope, runScope } from './run-scope.ts';
import type { Sides } from './sides.ts';
import type { SpendingLedger } from './spending-ledger.ts';
import type { Surroundings } from './surroundings.ts';
import { tellPlan } from './tell-plan.ts';

/** What is to be evaluated, and where the evidence goes. */
export interface EvaluationRequest {
  /** Opens both sides; what it throws makes the verdict invalid. */
  readonly sides: () => Promise<Sides>;
  /** What the verdict calls the two ends when the sides could not be opened. */
  readonly named: { readonly base: string; readonly head: string };
  /** Path of the configuration in the repository. */
  readonly config: string;
  readonly evidenceDir: string;
  /** Folder that the evidence must stay in, links included; absent in a terminal, where the user says where. */
  readonly evidenceRoot?: string;
  /** Where replies are kept from run to run; absent: none are, and every evaluation is a first attempt. */
  readonly replies?: ReplyFolder;
  /** In a terminal only: without a configuration at the base, the target's measures. */
  readonly allowPreview: boolean;
  /** The pull request is a draft: where the policy does not say otherwise, a sample of every suite is evaluated. */
  readonly draft?: boolean;
  /** Where it stands what runs spend together; absent: nowhere, and caps over several runs are not kept. */
  readonly ledger?: SpendingLedger;
  /** Runs before the first call is made. What it throws stops the evaluation. */
  readonly beforeFirstCall?: (work: Planned) => Promise<void>;
  /** Told after each reply how far the run is. */
  readonly onProgress?: (progress: RunProgress) => void;
}

/** A verdict and what a report needs beside it. */
export interface Evaluation {
  readonly verdict: Verdict;
  readonly yardstick?: Yardstick;
  readonly excerpts: readonly CaseExcerpt[];
  /** Whether `observations.jsonl` was written. */
  readonly observed: boolean;
  /** What the run's calls cost; absent when they cost nothing, and when the run broke down. */
  readonly spending?: readonly Spending[];
}

/**
 * Read both sides, find what changed, measure what has to be measured, decide. Never throws: whatever goes wrong is a
 * problem in a verdict that is `invalid`, and what was measured until then is kept.
 */
export async function evaluate(request: EvaluationRequest, surroundings: Surroundings): Promise<Evaluation> {
  const state: Progress = { cells: new CellStore(), observed: false };
  const evaluation = await evaluated(state, request, surroundings);
  await state.kept?.finish(state.cells.length === 0 ? undefined : evaluation.verdict.verdict);
  return evaluation;
}

async function evaluated(state: Progress, request: EvaluationRequest, surroundings: Surroundings): Promise<Evaluation> {
  try {
    const sides = await request.sides();
    state.sides = sides;
    state.preparation = await prepare(sides, request, surroundings);
    await measureAll(state, request, surroundings);
    return await withExcerpts(conclude(state, request, []), request);
  } catch (error) {
    return concludeDespite(error, state, request);
  }
}

/** How far an evaluation is: so that a failure half-way still reports everything that was found before. */
interface Progress {
  sides?: Sides;
  preparation?: Preparation;
  kept?: KeptReplies;
  readonly cells: CellStore;
  observed: boolean;
  spending?: readonly Spending[];
  scope?: AssessmentInput['scope'];
  /** What several runs share and this one may use up. */
  cap?: SharedCap | undefined;
}

async function measureAll(state: Progress, request: EvaluationRequest, surroundings: Surroundings): Promise<void> {
  const { preparation } = state;
  if (preparation?.yardstick === undefined) return;
  const { yardstick, recordings } = preparation;
  const { subjects, scope } = runScope(preparation, request.draft ?? false);
  if (scope !== undefined) state.scope = scope;
  if (subjects.length === 0) return;
  await request.beforeFirstCall?.(workOf(plannedCells({ yardstick, subjects }).length, subjects));
  const journal = await openJournal(request.evidenceDir, request.evidenceRoot);
  state.observed = true;
  const reused = reuseCount();
  let settle = async (): Promise<void> => {};
  const watch = watchRun(inputFor(state, request));
  try {
    const account = await request.ledger?.open(yardstick.policy);
    const budget = createBudget(account?.allowance.usd ?? yardstick.policy.maxCostUsd);
    if (account !== undefined) {
      state.cap = account.allowance.cap;
      settle = () => account.settle(budget.spentUsd);
    }
    if (request.replies !== undefined) {
      state.kept = await openKeptReplies(request.replies, comparisonDigest(yardstick, subjects, scope), surroundings);
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
        untimed: (application, order) => timingCells(application, order, state.cells),
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

/** The cap that several runs share is why calls were not made, where it left less than the cap of one run. */
function exhausted({ cap, cells }: Progress): readonly Problem[] {
  if (cap === undefined) return [];
  for (const { errorKind } of cells) if (errorKind === 'over-budget') return [sharedCapReached(cap)];
  return [];
}

type Conclusion = Omit<Evaluation, 'excerpts'>;

function conclude(state: Progress, request: EvaluationRequest, problems: readonly Problem[]): Conclusion {
  const verdict = assess(inputFor(state, request, problems));
  const yardstick = state.preparation?.yardstick;
  const { observed, spending = [] } = state;
  return {
    verdict,
    observed,
    ...(spending.some(({ usd }) => usd > 0) ? { spending } : {}),
    ...(yardstick === undefined ? {} : { yardstick }),
  };
}

async function withExcerpts(conclusion: Conclusion, { evidenceDir }: EvaluationRequest): Promise<Evaluation> {
  const { verdict, yardstick, observed } = conclusion;
  if (yardstick === undefined || !observed) return { ...conclusion, excerpts: [] };
  const observations = readObservations(join(evidenceDir, OBSERVATIONS_FILE));
  return { ...conclusion, excerpts: await excerptsFor(verdict, yardstick, observations) };
}

/** After a failure: with the texts of the cases where they can still be read, without them where not. */
async function concludeDespite(error: unknown, state: Progress, request: EvaluationRequest): Promise<Evaluation> {
  const conclusion = conclude(state, request, problemsOf(error));
  return withExcerpts(conclusion, request).catch(() => ({ ...conclusion, excerpts: [] }));
}

/** What stopped a run before its first call is why none of its applications was measured: they have no figures to show. */
function subjectsOf({ preparation, cells }: Progress, stoppedBy: readonly Problem[]): readonly MigrationSubject[] {
  const judged = preparation?.judged ?? [];
  if (cells.length > 0) return judged;
  return judged.map((subject) => ({ ...subject, problems: [...subject.problems, ...stoppedBy] }));
}

/** `stoppedBy`: what ended the evaluation before its time. */
function inputFor(state: Progress, { named }: EvaluationRequest, stoppedBy: readonly Problem[] = []): AssessmentInput {
  const { sides, preparation, cells, kept } = state;
  const earlier = kept?.earlier ?? [];
  return {
    base: sides?.base ?? named.base,
    head: sides?.target ?? named.head,
    source: sides?.source ?? named.base,
    attempt: earlier.length + 1,
    ...(earlier.length === 0 ? {} : { earlier }),
    subjects: subjectsOf(state, stoppedBy),
    wiring: preparation?.changes.wiring ?? [],
    proposed: preparation?.changes.proposed ?? [],
    uncovered: preparation?.changes.uncovered ?? [],
    moved: preparation?.moved ?? [],
    problems: [...(preparation?.problems ?? []), ...exhausted(state), ...stoppedBy],
    cells,
    ...(state.scope === undefined ? {} : { scope: state.scope }),
    ...(preparation === undefined ? {} : { policy: preparation.policy }),
    ...(preparation?.yardstick === undefined ? {} : { yardstick: preparation.yardstick }),
  };
}
