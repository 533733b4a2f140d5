import type { Clock } from '../core/contracts/ports.ts';
import type { RetryPolicy } from './backoff.ts';
import { type Arrival, createCongestion, type Departure } from './congestion.ts';
import { minuteQuota } from './minute-quota.ts';

/** Limits that an account has on one model, a minute; absent: found out by the answers. */
export interface PaceLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
}

/** An attempt that asks for leave. */
export interface Wish {
  /** Tokens that it takes from the minute's; asked once, and only where there is such a limit. */
  tokens(): number;
  readonly isRetry: boolean;
  /** Milliseconds from now before which it does not want to start. */
  readonly delayMs: number;
  /** It is not wanted any more. Asked whenever something changes. */
  isOff(): boolean;
}

/** Leave for one attempt. Ended exactly once. */
export interface Turn {
  /** @param tokens what it used; absent when the service did not say */
  end(arrival: Arrival, tokens?: number): void;
}

/**
 * Why an attempt got no leave. `off`: it is not wanted any more. `hopeless`: retries have not helped. `resting`: the service
 * asks for a longer rest than anyone waits for.
 */
export type Refusal = 'off' | 'hopeless' | 'resting';

/** When the attempts at one model start. Both variants share it where they share the model. */
export interface Pace {
  /** Resolves in the order asked, but for retries, which are older than whatever is new and go first. */
  admit(wish: Wish): Promise<Turn | Refusal>;
  readonly hopeless: boolean;
  /** The model replied at least once. */
  readonly replied: boolean;
  /** To be called when wishes may have gone off. */
  reconsider(): void;
}

interface Waiting {
  readonly wish: Wish;
  readonly tokens: number;
  readonly notBefore: number;
  resolve(answer: Turn | Refusal): void;
}

/** @param ceiling attempts in flight at most, at least 1 */
export function createPace(
  ceiling: number,
  limits: PaceLimits,
  { clock, retry, random }: { readonly clock: Clock; readonly retry: RetryPolicy; random(): number },
): Pace {
  const congestion = createCongestion(Math.max(1, Math.floor(ceiling)), retry, random);
  const alarm = createAlarm(clock);
  const { requestsPerMinute, tokensPerMinute } = limits;
  const requests = requestsPerMinute === undefined ? undefined : minuteQuota(requestsPerMinute);
  const tokens = tokensPerMinute === undefined ? undefined : minuteQuota(tokensPerMinute);
  let waiting: Waiting[] = [];
  let replied = false;

  const refusalOf = ({ wish }: Waiting, now: number): Refusal | undefined => {
    if (wish.isOff()) return 'off';
    if (congestion.restsUntil - now > retry.maxRetryAfterMs + retry.baseDelayMs) return 'resting';
    return wish.isRetry && congestion.hopeless ? 'hopeless' : undefined;
  };
  const refuse = (now: number) => {
    waiting = waiting.filter((one) => {
      const refusal = refusalOf(one, now);
      if (refusal !== undefined) one.resolve(refusal);
      return refusal === undefined;
    });
  };
  const turnFor = (departure: Departure, correct: ((actual: number) => void) | undefined): Turn => ({
    end(arrival, used) {
      congestion.arrive(departure, arrival, clock.monotonic());
      replied ||= arrival.kind === 'answered';
      if (arrival.kind === 'throttled') correct?.(0);
      else if (used !== undefined) correct?.(used);
      proceed();
    },
  });
  const start = (one: Waiting, now: number) => {
    waiting.splice(waiting.indexOf(one), 1);
    requests?.take(1, now);
    const correct = tokens?.take(one.tokens, now);
    one.resolve(turnFor(congestion.depart(), correct));
  };
  const waitOf = (one: Waiting, now: number): number =>
    Math.max(
      one.notBefore - now,
      congestion.restsUntil - now,
      requests?.waitFor(1, now) ?? 0,
      tokens?.waitFor(one.tokens, now) ?? 0,
    );
  const proceed = () => {
    alarm.clear();
    refuse(clock.monotonic());
    while (waiting.length > 0 && congestion.hasRoom()) {
      const now = clock.monotonic();
      const next = nextOf(waiting, now, congestion.probing);
      const wait = waitOf(next, now);
      if (wait > 0) return alarm.set(Math.min(wait, timeToNextRetry(waiting, now)), proceed);
      start(next, now);
    }
  };

  return {
    admit: (wish) =>
      new Promise((resolve) => {
        const notBefore = clock.monotonic() + wish.delayMs;
        waiting.push({ wish, tokens: tokens === undefined ? 0 : wish.tokens(), notBefore, resolve });
        proceed();
      }),
    get hopeless() {
      return congestion.hopeless;
    },
    get replied() {
      return replied;
    },
    reconsider: proceed,
  };
}

/**
 * Who goes next: the first retry whose time has come, else the first of the rest, else the retry whose time comes soonest.
 * While it is not known whether the service is back, retries come first even when their time is not there yet: a call that
 * was never sent should not be the one to find out.
 */
function nextOf(waiting: readonly Waiting[], now: number, probing: boolean): Waiting {
  const retries = waiting.filter(({ wish }) => wish.isRetry);
  const ready = retries.find(({ notBefore }) => notBefore <= now);
  const newcomer = probing && retries.length > 0 ? undefined : waiting.find(({ wish }) => !wish.isRetry);
  const next = ready ?? newcomer ?? soonest(retries);
  if (next === undefined) throw new Error('nobody waits');
  return next;
}

/** Milliseconds until the time of a further retry comes. */
function timeToNextRetry(waiting: readonly Waiting[], now: number): number {
  const later = waiting.filter(({ wish, notBefore }) => wish.isRetry && notBefore > now);
  return (soonest(later)?.notBefore ?? Number.POSITIVE_INFINITY) - now;
}

function soonest(waiting: readonly Waiting[]): Waiting | undefined {
  return waiting.reduce<Waiting | undefined>(
    (first, one) => (first !== undefined && first.notBefore <= one.notBefore ? first : one),
    undefined,
  );
}

/** One alarm at a time. */
function createAlarm(clock: Clock) {
  let pending: AbortController | undefined;
  return {
    clear() {
      pending?.abort();
      pending = undefined;
    },
    set(ms: number, ring: () => void) {
      const mine = new AbortController();
      pending = mine;
      // Rejects only when it was cleared.
      const unlessCleared = () => pending === mine && ring();
      clock.sleep(Math.max(1, Math.ceil(ms)), mine.signal).then(unlessCleared, () => {});
    },
  };
}
