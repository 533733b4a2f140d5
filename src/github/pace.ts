import type { Clock } from '../core/contracts/ports.ts';

/** Requests that read, in flight at most: GitHub allows a hundred to all who use a token, together. */
const MOST_READING = 10;
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Sends a request when its turn has come. Rejects with the signal's reason when that ends the wait for it. */
export type Pace = <T>(method: string, signal: AbortSignal, send: () => Promise<T>) => Promise<T>;

export interface PaceOptions {
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  /** Milliseconds that stand for a second. */
  readonly unitMs: number;
}

/**
 * The pace of one client: ten requests that read at a time, and, as GitHub asks of those that write, at least one unit between
 * the starts of two. Measured by the monotonic clock: a date that is set back must not hold a request up.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function createPace({ clock, unitMs }: PaceOptions): Pace {
  const place = createPlaces(MOST_READING);
  const turn = createTurns(clock, unitMs);
  return async (method, signal, send) => {
    if (READS.has(method)) return await place(send);
    await turn(signal);
    return await send();
  };
}

/** Runs at most so many at a time, first come, first served. */
function createPlaces(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Handed over rather than freed, so that nobody who comes now takes it first.
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/**
 * Resolves for one after the other, so many milliseconds apart. Counted from when the one before really began, which on a busy
 * machine is later than planned; whoever gives up leaves the turn to the next.
 */
function createTurns(clock: PaceOptions['clock'], intervalMs: number): (signal: AbortSignal) => Promise<unknown> {
  let lastBegan = Promise.resolve(Number.NEGATIVE_INFINITY);
  return (signal) => {
    const before = lastBegan;
    const turn = before.then(async (began) => {
      signal.throwIfAborted();
      const wait = began + intervalMs - clock.monotonic();
      if (wait > 0) await clock.sleep(wait, signal);
      return clock.monotonic();
    });
    lastBegan = turn.catch(() => before);
    return turn;
  };
}
