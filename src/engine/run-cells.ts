import { setMaxListeners } from 'node:events';
import type { CallError, Cell, CellPurpose, ModelRequest, Observation } from '../core/contracts/cell.ts';
import type { Clock, Model, PriceOf, ReplyStore } from '../core/contracts/ports.ts';
import type { CellSequence } from '../core/plan/cells.ts';
import type { RetryPolicy } from './backoff.ts';
import type { Budget } from './budget.ts';
import { type CallOutcome, callCell, cancelledError } from './call-cell.ts';
import { createLane, type Lane } from './lane.ts';
import { observationOf } from './observe.ts';
import type { Progress } from './progress.ts';
import { type Asked, createReuse } from './reuse.ts';
import { createStops } from './stops.ts';

/** Everything that a run needs. */
export interface Run {
  /** Sent in this order. */
  readonly cells: CellSequence;
  readonly purpose: CellPurpose;
  /**
   * Asked just before a cell starts: `true` when nobody needs it any more. It is then neither sent nor observed, and no longer
   * counts as planned.
   */
  skip?(cell: Cell): boolean;
  requestOf(cell: Cell): ModelRequest;
  /** The same model for the same provider, each time. */
  modelOf(provider: string): Model;
  /** Calls in flight at most, both variants together; at least 1. */
  concurrencyOf(provider: string): number;
  readonly priceOf: PriceOf;
  /** Replies that were paid for; absent: none are kept, and none found. */
  readonly replies?: ReplyStore;
  readonly budget: Budget;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  /** Uniform in [0, 1); only retries' jitter draws from it. */
  random(): number;
  readonly signal: AbortSignal;
  /** One at a time, in order of completion; the run waits for it. What it throws ends the run. */
  onObservation(observation: Observation): Promise<void> | void;
  onProgress?(progress: Progress): void;
}

export interface RunSummary {
  readonly planned: number;
  readonly failed: number;
  readonly rejected: number;
  /** Attempts of all cells. */
  readonly attempts: number;
  readonly elapsedMs: number;
  /** The first error that ended the run, or the part of it that belongs to one application, before its time. */
  readonly stoppedBy?: CallError;
}

/**
 * Runs planned cells and hands over exactly one observation for each: also for those that are never sent, because the run
 * was stopped, the cost cap reached, or a side's model is out of reach. So every rate has the plan as its denominator.
 *
 * Cells start strictly in the given order, a slow provider holding back a fast one: source and target of a case stay
 * neighbours in time, and drift hits both alike. Replies may complete out of order, except those of a recording.
 *
 * @throws what `requestOf`, `modelOf` or `onObservation` throw, after the calls in flight were aborted.
 */
export async function runCells(run: Run): Promise<RunSummary> {
  const fault = new AbortController();
  const signal = AbortSignal.any([run.signal, fault.signal]);
  // Every call in flight listens; Node would take more than ten listeners for a leak and warn in the user's log.
  setMaxListeners(0, signal);
  const lanes = new Map<string, Lane>();
  const stops = createStops();
  const tally = createTally(run);
  const inFlight = new Set<Promise<void>>();
  const reuse = createReuse({ store: run.replies, purpose: run.purpose, priceOf: run.priceOf });

  const settle = ({ cell, requestSha256 }: Asked, outcome: CallOutcome): Observation => {
    if (outcome.error) stops.note(cell.application, outcome.error);
    return observationOf(cell, run.purpose, requestSha256, outcome);
  };
  const follow = (observation: Promise<Observation>, whenDone?: () => void) => {
    const call = observation
      .then(tally.observe)
      .catch((error: unknown) => fault.abort(error))
      .finally(() => {
        whenDone?.();
        inFlight.delete(call);
      });
    inFlight.add(call);
  };
  const isSkipped = (cell: Cell): boolean => {
    const skipped = run.skip?.(cell) === true;
    if (skipped) tally.drop();
    return skipped;
  };
  const start = async (cell: Cell) => {
    if (isSkipped(cell)) return;
    const request = run.requestOf(cell);
    const model = run.modelOf(request.provider);
    const asked = reuse.asked(cell, request, model);
    // What is there already is handed over even when nothing may be sent any more: it costs neither money nor time.
    const stored = signal.aborted ? undefined : await reuse.stored(asked);
    if (stored) return tally.observe(stored);
    const hindrance = () => (signal.aborted ? cancelledError(request) : stops.reasonFor(cell.application));
    const early = hindrance();
    if (early) return tally.observe(settle(asked, { attempts: 0, error: early }));
    const twin = reuse.twin(asked);
    if (twin) return follow(twin);

    const lane = laneOf(lanes, request.provider, model, run);
    await lane.enter();
    // While it waited for a place, replies came in that may have settled the matter.
    if (isSkipped(cell)) return lane.leave();
    const price = run.priceOf(request.provider, request.model);
    const call = callCell(request, cell.trial, { ...shared(run), model, lane, price, signal, hindrance });
    const observation = call.then((outcome) => settle(asked, outcome));
    follow(reuse.share(asked, observation), lane.leave);
  };

  try {
    for (const cell of run.cells) {
      if (fault.signal.aborted) break;
      await start(cell);
    }
  } catch (error) {
    fault.abort(error);
  }
  await Promise.all(inFlight);
  if (fault.signal.aborted) throw fault.signal.reason;
  return { ...tally.summary(), ...stops.first() };
}

function shared({ budget, retry, clock, random }: Run) {
  return { budget, retry, clock, random };
}

function laneOf(lanes: Map<string, Lane>, provider: string, model: Model, run: Run): Lane {
  const known = lanes.get(provider);
  if (known) return known;
  const lane = createLane(model.recorded ? 1 : run.concurrencyOf(provider), run.clock);
  lanes.set(provider, lane);
  return lane;
}

/** Counts observations and hands them on one after the other. */
function createTally(run: Run) {
  const startedAt = run.clock.monotonic();
  const counts = { planned: run.cells.length, done: 0, failed: 0, rejected: 0, attempts: 0 };
  let handedOver: Promise<void> = Promise.resolve();

  const elapsedMs = () => run.clock.monotonic() - startedAt;
  const handOver = async (observation: Observation) => {
    await run.onObservation(observation);
    counts.done += 1;
    counts.failed += observation.outcome === 'failed' ? 1 : 0;
    counts.rejected += observation.outcome === 'rejected' ? 1 : 0;
    counts.attempts += observation.attempts;
    run.onProgress?.({
      done: counts.done,
      planned: counts.planned,
      failed: counts.failed,
      costUsd: run.budget.spentUsd,
      ...(Number.isFinite(run.budget.capUsd) ? { capUsd: run.budget.capUsd } : {}),
      elapsedMs: elapsedMs(),
    });
  };

  return {
    observe(observation: Observation): Promise<void> {
      // After a failed hand-over nothing more is handed over: a journal with a hole in it must not go on.
      handedOver = handedOver.then(() => handOver(observation));
      return handedOver;
    },
    drop() {
      counts.planned -= 1;
    },
    summary: () => ({
      planned: counts.planned,
      failed: counts.failed,
      rejected: counts.rejected,
      attempts: counts.attempts,
      elapsedMs: elapsedMs(),
    }),
  };
}
