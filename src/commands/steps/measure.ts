import type { CellPurpose, Observation } from '../../core/contracts/cell.ts';
import type { Side, Variant } from '../../core/contracts/layer.ts';
import type { ReplyStore } from '../../core/contracts/ports.ts';
import type { RecordedReply } from '../../core/contracts/recording.ts';
import type { ScoredCell } from '../../core/contracts/score.ts';
import type { SpendingLine } from '../../core/contracts/spending.ts';
import type { ApplicationYardstick, Yardstick } from '../../core/contracts/yardstick.ts';
import { caseOrder } from '../../core/plan/case-order.ts';
import { type CellSequence, confirmationCells, planCells } from '../../core/plan/cells.ts';
import { type PairApart, wantedTimes } from '../../core/plan/timing-cells.ts';
import type { LostCriticalCases } from '../../core/policy/assess.ts';
import { isSequential } from '../../core/policy/sequential/setting.ts';
import { scoreObservation } from '../../core/scoring/score-observation.ts';
import { DEFAULT_RETRY } from '../../engine/backoff.ts';
import type { Budget } from '../../engine/budget.ts';
import { type Progress, progressLine } from '../../engine/progress.ts';
import { runCells } from '../../engine/run-cells.ts';
import { plural } from '../../report/figures.ts';
import { beginningWords } from '../../report/pending.ts';
import { cellKey } from './cell-key.ts';
import { firstFailures } from './first-failures.ts';
import { lookUpFor, modelOf, requestOf } from './look-up-cell.ts';
import { type OpenModels, openModels, pricesOf } from './open-models.ts';
import { runLimits } from './run-limits.ts';
import type { Surroundings } from './surroundings.ts';
import { type TimesAgain, timesAgain } from './times-again.ts';

/** One application that is measured: its two variants, or the target alone for an added one. */
export interface Subject {
  readonly application: ApplicationYardstick;
  readonly source?: Variant;
  readonly target: Variant;
}

/** What a measurement works on. */
export interface MeasureRequest {
  readonly yardstick: Yardstick;
  readonly subjects: readonly Subject[];
  /** Recorded replies by provider name. */
  readonly recordings: ReadonlyMap<string, readonly RecordedReply[]>;
  /** Called for each observation, in order of completion, before it is scored. */
  readonly record: (observation: Observation) => Promise<void>;
  /** Called with the few numbers of each cell; the texts are in the journal. */
  readonly scored: (cell: ScoredCell) => void;
  /** Whether the verdict on an application needs no further call of its plan. */
  readonly isSettled: (application: string) => boolean;
  /** Which critical cases are lost, judged from the cells so far. */
  readonly lost: () => readonly LostCriticalCases[];
  /** What all its calls together may spend. */
  readonly budget: Budget;
  /** Runs before the first call. It must not fail. */
  readonly beforeCalls?: (models: OpenModels) => Promise<void>;
  /** Told after each observation how far the present part of the run is. */
  readonly onProgress?: (progress: Progress) => void;
  /** Replies that were paid for before, and those that will have been; absent: none. */
  readonly replies?: ReplyStore;
  /** The repetitions without which an application's times could not be compared, given the order of its cases. */
  readonly untimed: (application: ApplicationYardstick, order: Iterable<string>) => readonly PairApart[];
}

/** Cells that a run calls at most before any critical case is confirmed, in order. */
export function plannedCells({ yardstick, subjects }: Pick<MeasureRequest, 'yardstick' | 'subjects'>): CellSequence {
  return planCells({
    applications: subjects.map((subject) => ({
      name: subject.application.name,
      cases: subject.application.suite.cases,
      trials: subject.application.suite.trials,
      sides: sidesOf(subject),
    })),
    seed: yardstick.seed,
  });
}

/** Whether fewer calls than planned may do: some suite is sequential. Else just as many answers are needed. */
export function mayEndEarly(subjects: readonly Subject[]): boolean {
  return subjects.some(({ application }) => isSequential(application));
}

function sidesOf({ source }: Subject): readonly Side[] {
  return source === undefined ? ['target'] : ['source', 'target'];
}

/**
 * Runs both sides, scores every observation, and repeats what decides alone: critical cases that the source passes and
 * the target does not. Cells are handed over one by one, so that a failure half-way loses none. Resolves with what was spent
 * on what.
 */
export async function measure(request: MeasureRequest, surroundings: Surroundings): Promise<readonly SpendingLine[]> {
  const models = openModels(request, surroundings);
  const run = runner(request, surroundings, models);
  const spending: SpendingLine[] = [];
  try {
    await request.beforeCalls?.(models);
    const planned = plannedCells(request);
    const title = beginningWords({ planned: planned.length, atMost: mayEndEarly(request.subjects) });
    spending.push(...(await run(planned, 'plan', title)));
    const again = request.lost().flatMap(({ application, caseIds }) => {
      const trials = request.subjects.find((subject) => subject.application.name === application)?.application.suite
        .trials;
      return trials === undefined ? [] : confirmationCells(application, caseIds, trials);
    });
    if (again.length > 0) {
      spending.push(...(await run(again, 'confirm', `Repeating lost critical cases: ${plural(again.length, 'call')}`)));
    }
    const times = await timesOf(request, models);
    if (times.cells.length > 0) {
      spending.push(...(await run(times.cells, 'timing', titleOf(times), times.keyOf)));
    }
    return spending;
  } finally {
    for (const model of models.values()) model.close();
  }
}

/** Times that are neither of one session as the replies stand, nor kept, are measured again. */
async function timesOf(request: MeasureRequest, models: OpenModels): Promise<TimesAgain> {
  const { yardstick, subjects, untimed, replies } = request;
  const lookUp = lookUpFor(subjects);
  const streamed = streamedIn(subjects);
  return timesAgain(
    subjects.flatMap(({ application }) => untimed(application, orderOf(application, yardstick))),
    {
      ...(replies === undefined ? {} : { store: replies }),
      replyKeyOf(cell) {
        const { subject, testCase } = lookUp(cell);
        return cellKey(subject, cell, testCase, models);
      },
      streams: (application) => streamed.has(application),
    },
  );
}

function titleOf({ cells, toCall }: TimesAgain): string {
  return toCall.length === 0
    ? `Times that earlier runs measured again: ${plural(cells.length, 'reply', 'replies')}`
    : `Measuring times again, which reused replies cannot tell: ${plural(toCall.length, 'call')}`;
}

/** Applications whose replies are taken piece by piece. */
function streamedIn(subjects: readonly Subject[]): ReadonlySet<string> {
  const asking = subjects.filter(({ application }) => wantedTimes(application).ttft);
  return new Set(asking.map(({ application }) => application.name));
}

/** Drawn when it is looked at: most runs have no times to measure again. */
function* orderOf({ name, suite }: ApplicationYardstick, { seed }: Yardstick): Generator<string> {
  yield* caseOrder({ name, cases: suite.cases }, seed);
}

type Runner = (
  cells: CellSequence,
  purpose: CellPurpose,
  title: string,
  timesKeyOf?: TimesAgain['keyOf'],
) => Promise<readonly SpendingLine[]>;

function runner(request: MeasureRequest, { voice, clock, random, signal }: Surroundings, models: OpenModels): Runner {
  const lookUp = lookUpFor(request.subjects);
  const tell = firstFailures(voice);
  const applications = request.subjects.map(({ application }) => application);
  const limitsFor = runLimits(request.yardstick, applications, clock);
  const streamed = streamedIn(request.subjects);
  return (planned, purpose, title, timesKeyOf) =>
    voice.group(title, async () => {
      const atMost = purpose === 'plan' && mayEndEarly(request.subjects);
      const { spending } = await runCells({
        ...limitsFor(purpose),
        cells: planned,
        purpose,
        skip: ({ application }) => purpose === 'plan' && request.isSettled(application),
        requestOf: (cell) => requestOf(lookUp(cell), cell),
        modelOf: (provider) => modelOf(models, provider),
        streams: (application) => streamed.has(application),
        priceOf: pricesOf(request.yardstick),
        ...(request.replies === undefined ? {} : { replies: request.replies }),
        ...(timesKeyOf === undefined ? {} : { timesKeyOf }),
        budget: request.budget,
        retry: DEFAULT_RETRY,
        clock,
        random,
        signal,
        async onObservation(observation) {
          await request.record(observation);
          tell(observation);
          const { subject, testCase } = lookUp(observation);
          request.scored(scoreObservation(observation, testCase, subject.application.suite.scorers));
        },
        onProgress(progress) {
          voice.progress(() => progressLine(progress, atMost));
          request.onProgress?.(progress);
        },
      });
      return spending;
    });
}
