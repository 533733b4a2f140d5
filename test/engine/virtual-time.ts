import { setImmediate as turn } from 'node:timers/promises';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import type { Clock, Model, ModelReply } from '../../src/core/contracts/ports.ts';
import { ModelError } from '../../src/core/contracts/ports.ts';
import { reply } from './fixtures.ts';

/** A clock that jumps to the next moment at which something happens, as soon as nothing else is left to do. */
export interface VirtualClock extends Clock {
  /** The machine slept: time has passed, and nobody was there. */
  leap(ms: number): void;
}

interface Sleeper {
  readonly at: number;
  wake(): void;
}

export function virtualClock(): VirtualClock {
  let now = 0;
  let ticking = false;
  const sleepers = new Set<Sleeper>();

  const tick = async () => {
    if (ticking) return;
    ticking = true;
    while (sleepers.size > 0) {
      for (let i = 0; i < 3; i += 1) await turn();
      const [next] = [...sleepers].sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      sleepers.delete(next);
      now = Math.max(now, next.at);
      next.wake();
    }
    ticking = false;
  };
  return {
    monotonic: () => now,
    date: () => new Date(now),
    leap(ms) {
      now += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
        tick();
      }),
  };
}

/** One call as a service saw it. */
export interface Seen {
  readonly model: string;
  readonly at: number;
  readonly content: string;
  /** Calls of the same model in flight, this one included. */
  readonly crowd: number;
  refused: boolean;
}

/** A service in virtual time. `answer`: what it says to a call, at once when it is an error; `undefined` for a reply. */
export function service(
  clock: Clock,
  answer: (seen: Seen, calls: readonly Seen[]) => ModelError | undefined,
  { latencyMs = 1_000, replyOf = (_request: ModelRequest): ModelReply => reply() } = {},
): Model & { readonly calls: Seen[]; refusals(): number } {
  const calls: Seen[] = [];
  const inFlight = new Map<string, number>();
  const count = (model: string, by: number) => {
    const next = (inFlight.get(model) ?? 0) + by;
    inFlight.set(model, next);
    return next;
  };
  return {
    calls,
    refusals: () => calls.filter(({ refused }) => refused).length,
    async call(request, _repetition, signal) {
      const { model, messages } = request;
      const content = messages[0]?.content ?? '';
      const seen = { model, content, at: clock.monotonic(), crowd: count(model, 1), refused: false };
      calls.push(seen);
      try {
        const error = answer(seen, calls);
        seen.refused = error !== undefined;
        await clock.sleep(error ? 20 : latencyMs, signal).catch(() => {
          throw new ModelError({ kind: 'cancelled', message: 'aborted' });
        });
        if (error) throw error;
        return replyOf(request);
      } finally {
        count(model, -1);
      }
    },
    close() {},
  };
}

/** Most calls within any minute. */
export function mostInAMinute(calls: readonly Seen[], weight: (seen: Seen) => number = () => 1): number {
  return Math.max(
    ...calls.map(({ at }) =>
      calls.filter((other) => other.at >= at && other.at < at + 60_000).reduce((sum, one) => sum + weight(one), 0),
    ),
  );
}

export function throttled(retryAfterMs?: number): ModelError {
  return new ModelError(
    { kind: 'throttled', message: 'HTTP 429: too many requests', httpStatus: 429 },
    { retryAfterMs },
  );
}

export function unavailable(): ModelError {
  return new ModelError({ kind: 'unavailable', message: 'HTTP 503: try later', httpStatus: 503 });
}
