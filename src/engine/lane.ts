import type { Clock } from '../core/contracts/ports.ts';

/** The calls in flight to one provider: at most so many at once, none while the provider asked for a pause. */
export interface Lane {
  /** Resolves when a place is free; whoever entered leaves once. */
  enter(): Promise<void>;
  leave(): void;
  /** Nothing starts for so many milliseconds: a service that throttles one call throttles them all. */
  pause(ms: number): void;
  /** Waits until no pause is on. Rejects with the signal's reason when it aborts. */
  clear(signal: AbortSignal): Promise<void>;
}

/** @param places calls in flight at most, at least 1 */
export function createLane(places: number, clock: Clock): Lane {
  let free = Math.max(1, Math.floor(places));
  let pausedUntil = Number.NEGATIVE_INFINITY;
  const waiting: (() => void)[] = [];

  return {
    async enter() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.monotonic() + ms);
    },
    async clear(signal) {
      for (let wait = pausedUntil - clock.monotonic(); wait > 0; wait = pausedUntil - clock.monotonic()) {
        await clock.sleep(wait, signal);
      }
    },
  };
}
