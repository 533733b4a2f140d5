import type { Clock } from '../../src/core/contracts/ports.ts';

/** A clock that stands still until it is moved by hand, so that no figure depends on the machine's speed. */
export interface HandClock extends Clock {
  advance(milliseconds: number): void;
}

export function handClock(): HandClock {
  let now = 0;
  const sleepers = new Map<() => void, number>();
  return {
    monotonic: () => now,
    date: () => new Date(now),
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        sleepers.set(resolve, now + milliseconds);
        signal?.addEventListener('abort', () => {
          sleepers.delete(resolve);
          reject(signal.reason);
        });
      }),
    advance(milliseconds) {
      now += milliseconds;
      for (const [wake, at] of sleepers) {
        if (at > now) continue;
        sleepers.delete(wake);
        wake();
      }
    },
  };
}
