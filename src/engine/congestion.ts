import { type RetryPolicy, restAfter } from './backoff.ts';

/** So many failed attempts in a row, with no reply between them, are no accident: the service is down. */
const OUTAGE = 5;

/** What an attempt remembers of the moment it started. */
export interface Departure {
  readonly epoch: number;
  /** Attempts in flight then, this one included. */
  readonly crowd: number;
}

/**
 * What an attempt says about its model. `answered`: the service does its work, whatever it said. `throttled`: it has no room.
 * `failed`: it gave no reply. `silent`: nothing can be told, such as from an attempt that was aborted.
 */
export type Arrival =
  | { readonly kind: 'answered' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'throttled' | 'failed'; readonly retryAfterMs?: number };

/** How fast one model may be called, by how its last attempts ended. */
export interface Congestion {
  /** Whether one more attempt fits beside those in flight. */
  hasRoom(): boolean;
  /** Nothing starts before the clock reads this. */
  readonly restsUntil: number;
  /** One attempt at a time finds out whether the service is back. */
  readonly probing: boolean;
  /** No patience is left: until there is a reply, every cell gets one attempt and no second. */
  readonly hopeless: boolean;
  depart(): Departure;
  /** @param now the clock's reading, in milliseconds */
  arrive(departure: Departure, arrival: Arrival, now: number): void;
}

/**
 * Additive increase, multiplicative decrease (D.-M. Chiu and R. Jain, "Analysis of the increase and decrease algorithms for
 * congestion avoidance in computer networks", 1989), on the number of attempts in flight. It starts at the ceiling, because
 * most endpoints never throttle; throttling halves it, once for all the attempts that were in flight together; every full
 * window of replies adds one.
 *
 * After a setback the model rests, and then one attempt at a time probes until there is a reply: what a service cannot
 * answer for a minute costs a handful of calls, not a handful for every cell. An outage (attempts that fail in a row)
 * brings the same rests, and leaves the window as it is.
 *
 * @param ceiling attempts in flight at most, at least 1
 * @param random uniform in [0, 1)
 */
export function createCongestion(ceiling: number, retry: RetryPolicy, random: () => number): Congestion {
  let window = ceiling;
  let epoch = 0;
  let inFlight = 0;
  /** Those in flight that started after the last setback. */
  let fresh = 0;
  let setbacks = 0;
  let failuresInARow = 0;
  let restedMs = 0;
  let restsUntil = Number.NEGATIVE_INFINITY;
  let hopeless = false;

  const answered = ({ epoch: since }: Departure) => {
    if (since === epoch) window = Math.min(ceiling, window + 1 / window);
    setbacks = 0;
    failuresInARow = 0;
    restedMs = 0;
    hopeless = false;
  };
  const setBack = (now: number, retryAfterMs: number | undefined) => {
    epoch += 1;
    fresh = 0;
    setbacks += 1;
    const rest = restAfter(retry, setbacks, retryAfterMs, random);
    restedMs += rest;
    if (!hopeless) restsUntil = Math.max(restsUntil, now + rest);
  };
  const throttled = ({ epoch: since, crowd }: Departure, retryAfterMs: number | undefined, now: number) => {
    // Whoever was in flight at the last setback tells of the same throttling; only what it asks for is news.
    if (retryAfterMs !== undefined) restsUntil = Math.max(restsUntil, now + retryAfterMs);
    if (since !== epoch) return;
    if (setbacks === 0) window = Math.max(1, Math.floor(crowd / 2));
    setBack(now, retryAfterMs);
    hopeless ||= restedMs > retry.maxRestMs;
  };
  const failed = ({ epoch: since, crowd }: Departure, retryAfterMs: number | undefined, now: number) => {
    failuresInARow += 1;
    if (since !== epoch || failuresInARow < Math.max(OUTAGE, crowd)) return;
    setBack(now, retryAfterMs);
    hopeless ||= setbacks >= retry.maxAttempts;
  };
  // A wait that nobody waits for ends its cell. It closes the model only when several calls in a row are told the same.
  const isTooLong = (retryAfterMs = 0) => retryAfterMs > retry.maxRetryAfterMs;

  return {
    hasRoom: () => (hopeless ? inFlight < ceiling : setbacks > 0 ? fresh === 0 : inFlight < Math.floor(window)),
    get restsUntil() {
      return restsUntil;
    },
    get probing() {
      return setbacks > 0 && !hopeless;
    },
    get hopeless() {
      return hopeless;
    },
    depart() {
      inFlight += 1;
      fresh += 1;
      return { epoch, crowd: inFlight };
    },
    arrive(departure, arrival, now) {
      inFlight -= 1;
      if (departure.epoch === epoch) fresh -= 1;
      if (arrival.kind === 'answered') return answered(departure);
      if (arrival.kind === 'silent') return;
      const { retryAfterMs } = arrival;
      if (arrival.kind === 'failed' || isTooLong(retryAfterMs)) failed(departure, retryAfterMs, now);
      else throttled(departure, retryAfterMs, now);
    },
  };
}
