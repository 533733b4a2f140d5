import { join } from 'node:path';
import { CellStore } from '../../core/comparison/cell-store.ts';
import type { CaseExcerpt } from '../../core/contracts/assessment.ts';
import type { Governance } from '../../core/contracts/governance.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { SpendingLine } from '../../core/contracts/spending.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { assess, assessAlone } from '../../core/policy/assess.ts';
import { governanceNeed } from '../../core/policy/governance-need.ts';
import { redactValue } from '../../core/redaction/redact-value.ts';
import { servedSpans } from '../../report/comment/served-note.ts';
import { plainText } from '../../report/plain-text.ts';
import { OBSERVATIONS_FILE } from '../../workspace/evidence/evidence-files.ts';
import { readObservationsOf } from '../../workspace/evidence/read-evidence.ts';
import { decidingYardstick } from './deciding-yardstick.ts';
import type { EvaluationRequest } from './evaluation-request.ts';
import { type EvaluationState, inputFor } from './evaluation-state.ts';
import { excerptsFor } from './excerpts.ts';
import { measureAll } from './measure-all.ts';
import { prepare } from './prepare.ts';
import { recallReported } from './recall-reported.ts';
import { reviewProposal } from './review-proposal.ts';
import type { Surroundings } from './surroundings.ts';
import { explained, throwIfLockedOut } from './without-access.ts';

/** A verdict and what a report needs beside it. */
export interface Evaluation {
  readonly verdict: Verdict;
  readonly yardstick?: Yardstick;
  /** What the pull request proposes to measure with, where the verdict was looked at by that, too. */
  readonly proposedYardstick?: Yardstick;
  /** What people said; absent where nobody was asked. */
  readonly governance?: Governance;
  /** `comparisonDigest` of what was measured; absent where nothing was. */
  readonly comparison?: string;
  readonly excerpts: readonly CaseExcerpt[];
  /** Whether `observations.jsonl` was written. */
  readonly observed: boolean;
  /** What the run's calls cost; absent when they cost nothing, and when the run broke down. */
  readonly spending?: readonly SpendingLine[];
}

/** From here on what calls and statistics leave behind counts beside what is held. */
const MANY_CELLS = 20_000;

/**
 * Read both sides, find what changed, measure what has to be measured, decide. Never throws: whatever goes wrong is a
 * problem in a verdict that is `invalid`, and what was measured until then is kept.
 */
export async function evaluate(request: EvaluationRequest, surroundings: Surroundings): Promise<Evaluation> {
  const state: EvaluationState = { cells: new CellStore(), observed: false };
  const evaluation = await evaluated(state, request, surroundings);
  warnOfMovedModels(evaluation.verdict, surroundings);
  await state.kept?.finish(state.cells.length === 0 ? undefined : evaluation.verdict.verdict);
  // Problems quote what programs and services said.
  return { ...evaluation, verdict: redactValue(evaluation.verdict, surroundings.secrets.redact) };
}

/** A log is read by those who wonder about a figure. */
function warnOfMovedModels({ migrations }: Verdict, { voice }: Pick<Surroundings, 'voice'>): void {
  for (const { application, served = [] } of migrations) {
    for (const one of served) voice.warn({ code: 'conditions', message: plainText(servedSpans(one)), application });
  }
}

async function evaluated(
  state: EvaluationState,
  request: EvaluationRequest,
  surroundings: Surroundings,
): Promise<Evaluation> {
  try {
    await readSides(state, request, surroundings);
    await (request.measure ?? measureAll)(state, request, surroundings);
    if (state.cells.length >= MANY_CELLS) surroundings.clearHeap?.();
    throwIfLockedOut(state.cells, request.stranger);
    await askOfCommit(state, request, surroundings);
    await reviewProposal(state, request, surroundings);
    const conclusion = conclude(state, request, []);
    if (state.cells.length >= MANY_CELLS) surroundings.clearHeap?.();
    return await withExcerpts(conclusion, request);
  } catch (error) {
    return concludeDespite(error, state, request);
  }
}

async function readSides(
  state: EvaluationState,
  request: EvaluationRequest,
  surroundings: Surroundings,
): Promise<void> {
  if (typeof request.sides !== 'function') {
    state.sides = request.sides.commits;
    state.preparation = request.sides.preparation;
    return;
  }
  const sides = await request.sides();
  state.sides = sides;
  state.opened = sides;
  state.preparation = await prepare(sides, request, surroundings);
}

/** People first: what is read of the commit for their sake tells of earlier attempts, too, which are told in any case. */
async function askOfCommit(
  state: EvaluationState,
  request: EvaluationRequest,
  surroundings: Surroundings,
): Promise<void> {
  try {
    await askPeople(state, request, surroundings);
  } finally {
    await recallReported(state, request, surroundings);
  }
}

/** Only what could change the verdict is asked, and only once everything is measured. */
async function askPeople(
  state: EvaluationState,
  request: EvaluationRequest,
  { secrets }: Pick<Surroundings, 'secrets'>,
): Promise<void> {
  const input = inputFor(state, request);
  const alone = assessAlone(input);
  state.alone = alone;
  const need = governanceNeed(alone, input);
  if (need === undefined || request.ask === undefined || state.opened === undefined) return;
  // Redacted before anything follows from it: the verdict names the digest of what stands in the evidence.
  state.governance = redactValue(await request.ask(need, state.opened), secrets.redact);
}

type Conclusion = Omit<Evaluation, 'excerpts'>;

function conclude(state: EvaluationState, request: EvaluationRequest, problems: readonly Problem[]): Conclusion {
  // What was found before a failure is judged with it.
  const verdict = assess(inputFor(state, request, problems), problems.length === 0 ? state.alone : undefined);
  const yardstick = state.preparation?.yardstick;
  const { observed, proposal, governance, comparison, spending = [] } = state;
  return {
    verdict,
    observed,
    ...(spending.some(({ usd }) => usd > 0) ? { spending } : {}),
    ...(yardstick === undefined ? {} : { yardstick }),
    ...(proposal === undefined ? {} : { proposedYardstick: proposal.yardstick }),
    ...(governance === undefined ? {} : { governance }),
    ...(comparison === undefined || state.cells.length === 0 ? {} : { comparison }),
  };
}

async function withExcerpts(conclusion: Conclusion, { evidenceDir }: EvaluationRequest): Promise<Evaluation> {
  const { verdict, observed } = conclusion;
  const yardstick = decidingYardstick(conclusion);
  if (yardstick === undefined || !observed) return { ...conclusion, excerpts: [] };
  const journal = join(evidenceDir, OBSERVATIONS_FILE);
  const excerpts = await excerptsFor(verdict, yardstick, (caseIds) => readObservationsOf(journal, caseIds));
  return { ...conclusion, excerpts };
}

/** After a failure: with the texts of the cases where they can still be read, without them where not. */
async function concludeDespite(
  error: unknown,
  state: EvaluationState,
  request: EvaluationRequest,
): Promise<Evaluation> {
  const conclusion = conclude(state, request, explained(error, request.stranger));
  return withExcerpts(conclusion, request).catch(() => ({ ...conclusion, excerpts: [] }));
}
