import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** Requests that read, in flight at most: GitHub allows a hundred to all who use a token, together. */
const MOST_READING = 10;
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Sends a request when its turn has come. Rejects with an AbortError when the signal ends the wait for it. */
export type Pace = <T>(method: string, signal: AbortSignal, send: () => Promise<T>) => Promise<T>;

/**
 * The pace of one client: ten requests that read at a time, and, as GitHub asks of those that write, at least one unit between
 * the starts of two. Measured by the monotonic clock: a date that is set back must not hold a request up.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 *
 * @param unitMs milliseconds that stand for a second.
 */
export function createPace(unitMs: number): Pace {
  const place = createPlaces(MOST_READING);
  const turn = createTurns(unitMs);
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
function createTurns(intervalMs: number): (signal: AbortSignal) => Promise<unknown> {
  let lastBegan = Promise.resolve(Number.NEGATIVE_INFINITY);
  return (signal) => {
    const before = lastBegan;
    const turn = before.then(async (began) => {
      signal.throwIfAborted();
      const wait = began + intervalMs - performance.now();
      if (wait > 0) await delay(wait, undefined, { signal });
      return performance.now();
    });
    lastBegan = turn.catch(() => before);
    return turn;
  };
}
