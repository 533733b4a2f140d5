import type { CallError, Cell, CellPurpose, ModelRequest, Observation } from '../core/contracts/cell.ts';
import type { Clock, Model, PriceOf, ReplyStore } from '../core/contracts/ports.ts';
import type { SpendingLine } from '../core/contracts/spending.ts';
import type { CellSequence } from '../core/plan/cells.ts';
import type { PaceLimits } from './account-limits.ts';
import type { RetryPolicy } from './backoff.ts';
import type { Budget } from './budget.ts';
import type { ErrorLimit } from './error-limit.ts';
import type { Progress } from './progress.ts';

/** Everything that a run needs. */
export interface Run {
  /** Sent in this order. */
  readonly cells: CellSequence;
  readonly purpose: CellPurpose;
  /**
   * Asked until a cell starts: `true` when nobody needs it any more. It is then neither sent nor observed, and no longer
   * counts as planned.
   */
  skip?(cell: Cell): boolean;
  requestOf(cell: Cell): ModelRequest;
  /** The same model for the same provider, each time. */
  modelOf(provider: string): Model;
  /** Calls in flight at most, over both variants and all models of the provider; at least 1. */
  concurrencyOf(provider: string): number;
  /** Limits a minute that the account has on each model of the provider; absent: found out by the answers. */
  limitsOf?(provider: string): PaceLimits;
  /** Whether the application's replies are taken piece by piece, for the time to the first piece. */
  streams?(application: string): boolean;
  /** Output tokens that the provider's requests ask for where their parameters name no bound; absent: none. */
  unaskedMaxTokensOf?(provider: string): number | undefined;
  readonly priceOf: PriceOf;
  /** Replies that were paid for; absent: none are kept, and none found. */
  readonly replies?: ReplyStore;
  /** Of cells whose purpose is `timing`: the name under which they are kept and found; absent, or `undefined`: neither. */
  timesKeyOf?(cell: Cell): string | undefined;
  readonly budget: Budget;
  /** Past it an application is given up; absent: nothing is. */
  readonly errorLimit?: ErrorLimit;
  /**
   * The clock's reading, in milliseconds, at which the run's time is over: nothing starts after it, and calls in flight are
   * aborted.
   */
  readonly endsAt?: number;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  /** Uniform in [0, 1); only the jitter of retries and rests draws from it. */
  random(): number;
  readonly signal: AbortSignal;
  /** In order of completion, without a pause between two; the run waits for each. What it throws ends the run. */
  onObservation(observation: Observation): Promise<void> | void;
  onProgress?(progress: Progress): void;
}

export interface RunSummary {
  readonly planned: number;
  readonly failed: number;
  readonly rejected: number;
  /** Attempts of all cells that this run called for. */
  readonly attempts: number;
  readonly elapsedMs: number;
  /** What the run spent, by application and side. */
  readonly spending: readonly SpendingLine[];
  /** The first error that ended the run, or the part of it that belongs to one application, before its time. */
  readonly stoppedBy?: CallError;
}
