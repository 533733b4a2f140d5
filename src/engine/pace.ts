import type { Clock } from '../core/contracts/ports.ts';
import { createAccountLimits, type PaceLimits } from './account-limits.ts';
import { createAlarm } from './alarm.ts';
import type { RetryPolicy } from './backoff.ts';
import { type Arrival, createCongestion, type Departure } from './congestion.ts';
import { nextOf, timeToNextRetry, type Waiting, type Wish } from './waiting-line.ts';

/** Leave for one attempt. Ended exactly once. */
export interface Turn {
  /** @param tokens what it used; absent when the service did not say */
  end(arrival: Arrival, tokens?: number): void;
}

/**
 * Why an attempt got no leave. `off`: it is not wanted any more. `hopeless`: retries have not helped. `resting`: the service
 * asks for a longer rest than anyone waits for.
 */
type Refusal = 'off' | 'hopeless' | 'resting';

/** When the attempts at one model start. Both variants share it where they share the model. */
export interface Pace {
  /** Resolves in the order asked, but for retries, which are older than whatever is new and go first. */
  admit(wish: Wish): Promise<Turn | Refusal>;
  /** The model replied at least once. */
  readonly replied: boolean;
  /** To be called when wishes may have gone off. */
  reconsider(): void;
}

export interface PaceContext {
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  /** Uniform in [0, 1). */
  random(): number;
}

/** @param ceiling attempts in flight at most, at least 1 */
export function createPace(ceiling: number, limits: PaceLimits, { clock, retry, random }: PaceContext): Pace {
  const congestion = createCongestion(Math.max(1, Math.floor(ceiling)), retry, random);
  const account = createAccountLimits(limits);
  const alarm = createAlarm(clock);
  let waiting: Waiting<Turn | Refusal>[] = [];
  let replied = false;
  let isProceeding = false;

  const turnFor = (departure: Departure, correct: (used: number) => void): Turn => ({
    end(arrival, used) {
      congestion.arrive(departure, arrival, clock.monotonic());
      replied ||= arrival.kind === 'answered';
      // Who was throttled used nothing; who was cut off may have used all that was set aside.
      const known = arrival.kind === 'throttled' ? 0 : used;
      if (known !== undefined) correct(known);
      proceed();
    },
  });
  const refusalOf = (wish: Wish, now: number): Refusal | undefined => {
    if (wish.isOff()) return 'off';
    if (congestion.restsUntil - now > retry.maxRetryAfterMs + retry.baseDelayMs) return 'resting';
    return wish.isRetry && congestion.hopeless ? 'hopeless' : undefined;
  };
  const startWhoMay = () => {
    while (congestion.hasRoom()) {
      const now = clock.monotonic();
      const next = nextOf(waiting, now, congestion.probing);
      if (next === undefined) return;
      const wait = Math.max(next.notBefore - now, congestion.restsUntil - now, account.waitFor(next.tokens, now));
      if (wait > 0) return alarm.set(Math.min(wait, timeToNextRetry(waiting, now)), proceed);
      waiting = waiting.filter((one) => one !== next);
      next.resolve(turnFor(congestion.depart(), account.take(next.tokens, now)));
    }
  };
  const proceed = () => {
    // Asking who still wants to go may end the run, which asks again.
    if (isProceeding) return;
    isProceeding = true;
    alarm.clear();
    const now = clock.monotonic();
    waiting = waiting.filter((one) => !isAnswered(one, () => refusalOf(one.wish, now)));
    startWhoMay();
    isProceeding = false;
  };

  return {
    admit: (wish) =>
      new Promise((resolve, reject) => {
        const tokens = limits.tokensPerMinute === undefined ? 0 : wish.tokens();
        waiting.push({ wish, tokens, notBefore: clock.monotonic() + wish.delayMs, resolve, reject });
        proceed();
      }),
    get replied() {
      return replied;
    },
    reconsider: proceed,
  };
}

/** Answers a wish that is refused. A fault in asking is its own, and must not surface where somebody else's turn ends. */
function isAnswered<Answer>(one: Waiting<Answer>, refusalOf: () => Answer | undefined): boolean {
  try {
    const refusal = refusalOf();
    if (refusal !== undefined) one.resolve(refusal);
    return refusal !== undefined;
  } catch (fault) {
    one.reject(fault);
    return true;
  }
}
