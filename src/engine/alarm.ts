import type { Clock } from '../core/contracts/ports.ts';

/** One alarm at a time. */
export interface Alarm {
  /** Rings after so many milliseconds, at least one. To be cleared before it is set again. */
  set(ms: number, ring: () => void): void;
  clear(): void;
}

export function createAlarm(clock: Clock): Alarm {
  let pending: AbortController | undefined;
  return {
    set(ms, ring) {
      const mine = new AbortController();
      pending = mine;
      const unlessCleared = () => {
        if (pending === mine) ring();
      };
      // Rejects only when it was cleared.
      clock.sleep(Math.max(1, Math.ceil(ms)), mine.signal).then(unlessCleared, () => {});
    },
    clear() {
      pending?.abort();
      pending = undefined;
    },
  };
}
