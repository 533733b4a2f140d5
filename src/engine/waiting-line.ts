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

/** A wish that waits for its answer. */
export interface Waiting<Answer> {
  readonly wish: Wish;
  readonly tokens: number;
  /** Reading of the clock, in milliseconds. */
  readonly notBefore: number;
  resolve(answer: Answer): void;
  reject(fault: unknown): void;
}

type Place = Pick<Waiting<never>, 'notBefore'> & { readonly wish: Pick<Wish, 'isRetry'> };

/**
 * Who goes next: the first retry whose time has come, else the first of the rest, else the retry whose time comes soonest.
 * While it is not known whether the service is back (`probing`), retries come first even when their time is not there yet: a
 * call that was never sent should not be the one to find out. `undefined` when nobody waits.
 */
export function nextOf<One extends Place>(waiting: readonly One[], now: number, probing: boolean): One | undefined {
  const retries = waiting.filter(({ wish }) => wish.isRetry);
  const ready = retries.find(({ notBefore }) => notBefore <= now);
  const newcomer = probing && retries.length > 0 ? undefined : waiting.find(({ wish }) => !wish.isRetry);
  return ready ?? newcomer ?? soonest(retries);
}

/** Milliseconds until the time of a further retry comes; infinite when there is none. */
export function timeToNextRetry(waiting: readonly Place[], now: number): number {
  const later = waiting.filter(({ wish, notBefore }) => wish.isRetry && notBefore > now);
  return (soonest(later)?.notBefore ?? Number.POSITIVE_INFINITY) - now;
}

function soonest<One extends Place>(waiting: readonly One[]): One | undefined {
  return waiting.reduce<One | undefined>(
    (first, one) => (first !== undefined && first.notBefore <= one.notBefore ? first : one),
    undefined,
  );
}
