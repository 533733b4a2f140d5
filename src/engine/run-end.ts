import { setMaxListeners } from 'node:events';
import type { CallError, ModelRequest } from '../core/contracts/cell.ts';
import type { Clock } from '../core/contracts/ports.ts';

/** The end of a run that does not come from an answer: somebody stops it, its time is over, or a fault of ours. */
export interface RunEnd {
  /** Aborts the calls in flight. */
  readonly signal: AbortSignal;
  /** The error of a cell that is left without a reply; `undefined` while the run goes on. */
  reasonFor(request: ModelRequest): CallError | undefined;
  /** Ends the run by a fault, which `close` throws. */
  fail(fault: unknown): void;
  readonly faulted: boolean;
  /** To be called when all is done. Throws the first fault. */
  close(): void;
}

export interface RunEndContext {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The clock's reading at which the run's time is over; absent: never. */
  readonly endsAt?: number;
}

export function openRunEnd({ signal: stopped, clock, endsAt }: RunEndContext): RunEnd {
  const inside = new AbortController();
  const alarm = new AbortController();
  const signal = AbortSignal.any([stopped, inside.signal]);
  // Every call in flight listens; Node would take more than ten listeners for a leak and warn in the user's log.
  setMaxListeners(0, signal);
  const faults: unknown[] = [];
  let timeIsOver = false;

  const callTime = () => {
    timeIsOver = true;
    inside.abort(new Error('the time of the run is over'));
  };
  // The clock is read as well: after a machine slept, its alarms may come late.
  const isLate = () => endsAt !== undefined && clock.monotonic() >= endsAt;
  if (endsAt !== undefined) wakeAt(endsAt, clock, alarm.signal).then(callTime, () => {});

  return {
    signal,
    reasonFor(request) {
      if (!signal.aborted && isLate()) callTime();
      if (!signal.aborted) return undefined;
      return timeIsOver && !stopped.aborted ? outOfTime(request) : cancelled(request);
    },
    fail(fault) {
      faults.push(fault);
      inside.abort(fault);
    },
    get faulted() {
      return faults.length > 0;
    },
    close() {
      alarm.abort();
      if (faults.length > 0) throw faults[0];
    },
  };
}

async function wakeAt(time: number, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let left = time - clock.monotonic(); left > 0; left = time - clock.monotonic()) await clock.sleep(left, signal);
}

function cancelled({ provider, model }: ModelRequest): CallError {
  return { kind: 'cancelled', message: `${provider} model ${model}: the run was stopped before there was a reply` };
}

function outOfTime({ provider, model }: ModelRequest): CallError {
  return {
    kind: 'out-of-time',
    message: `${provider} model ${model}: the time of the run (policy.max-minutes) was over before there was a reply`,
  };
}
