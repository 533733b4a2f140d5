import type { Observation } from '../core/contracts/cell.ts';
import type { Clock } from '../core/contracts/ports.ts';
import type { Budget } from './budget.ts';
import type { Progress } from './progress.ts';

export interface TallyContext {
  readonly cells: { readonly length: number };
  readonly budget: Budget;
  readonly clock: Clock;
  onObservation(observation: Observation): Promise<void> | void;
  onProgress?(progress: Progress): void;
}

/** Counts of a run, as far as it is. */
interface Counts {
  readonly planned: number;
  /** Called or not. */
  readonly failed: number;
  readonly rejected: number;
  /** Attempts of all cells that this run called for. */
  readonly attempts: number;
  readonly elapsedMs: number;
}

/** Counts observations and hands them on in the order of their completion. */
export interface Tally {
  /** Resolves when the observation was handed over. Rejects when it, or one before it, could not be. */
  observe(observation: Observation): Promise<void>;
  /** A planned cell is not needed any more. */
  drop(): void;
  counts(): Counts;
}

export function createTally({ cells, budget, clock, onObservation, onProgress }: TallyContext): Tally {
  const startedAt = clock.monotonic();
  const counts = { planned: cells.length, done: 0, failed: 0, uncalled: 0, rejected: 0, attempts: 0 };
  let failure: { readonly error: unknown } | undefined;
  let handedOver: Promise<void> = Promise.resolve();

  const count = ({ outcome, reuse, attempts }: Observation) => {
    counts.done += 1;
    counts.failed += outcome === 'failed' ? 1 : 0;
    counts.uncalled += outcome === 'failed' && attempts === 0 ? 1 : 0;
    counts.rejected += outcome === 'rejected' ? 1 : 0;
    counts.attempts += reuse === undefined ? attempts : 0;
    onProgress?.({
      done: counts.done,
      planned: counts.planned,
      failed: counts.failed - counts.uncalled,
      uncalled: counts.uncalled,
      costUsd: budget.spentUsd,
      ...(Number.isFinite(budget.capUsd) ? { capUsd: budget.capUsd } : {}),
      elapsedMs: clock.monotonic() - startedAt,
    });
  };
  /** Those that complete together are handed over together, so that one write may take them all. */
  const handOver = async (observation: Observation, before: Promise<void>) => {
    try {
      // After a failed hand-over nothing more is handed over: a journal with a hole in it must not go on.
      if (failure !== undefined) throw failure.error;
      await Promise.all([onObservation(observation), before]);
    } catch (error) {
      failure ??= { error };
      throw failure.error;
    }
    count(observation);
  };

  return {
    observe(observation) {
      handedOver = handOver(observation, handedOver);
      return handedOver;
    },
    drop() {
      counts.planned -= 1;
    },
    counts: () => ({
      planned: counts.planned,
      failed: counts.failed,
      rejected: counts.rejected,
      attempts: counts.attempts,
      elapsedMs: clock.monotonic() - startedAt,
    }),
  };
}
