import type { Clock } from '../core/contracts/ports.ts';
import { failedRequest, isAbort } from './errors.ts';
import { isRateLimit, rateLimitSeconds } from './rate-limit.ts';

/** Repeats of a request that got no answer or a server error; after waits of 1, 4 and 9 units. */
const RETRIES = 3;
/** Longest wait, in seconds, that GitHub may ask for; a job must end rather than sleep through its hour. */
const LONGEST_WAIT = 90;
const MOST_WAITS = 2;

export interface Patience {
  readonly clock: Pick<Clock, 'sleep'>;
  /** Milliseconds of one unit of waiting, which stands for a second. */
  readonly unitMs: number;
  /** Ends a wait. */
  readonly signal: AbortSignal;
  /** Told in one sentence when GitHub makes us wait. */
  readonly notice: (sentence: string) => void;
  /** Repeats after failures; 3 when not given, 0 for a request that must not be made twice. Rate limits do not count. */
  readonly retries?: number;
}

/** How often a request has been refused so far. */
interface Refused {
  readonly failures: number;
  readonly limits: number;
}

interface Pause {
  readonly kind: 'failure' | 'limit';
  readonly units: number;
}

/**
 * Makes a request until it succeeds: again after server errors and lost connections, and, within bounds, when a rate limit is
 * over, which is said. Rejects with the last failure, or with the signal's reason when that ends a wait.
 */
export async function patiently<T>(request: () => Promise<T>, patience: Patience): Promise<T> {
  const { clock, unitMs, signal, notice, retries = RETRIES } = patience;
  let refused: Refused = { failures: 0, limits: 0 };
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const pause = pauseAfter(error, refused, retries);
      if (pause === undefined) throw error;
      refused = counted(refused, pause.kind);
      if (pause.kind === 'limit') notice(`GitHub's rate limit: waiting ${pause.units} s.`);
      await clock.sleep(pause.units * unitMs, signal);
    }
  }
}

/** `undefined`: the failure is final. */
function pauseAfter(error: unknown, { failures, limits }: Refused, retries: number): Pause | undefined {
  const failed = isAbort(error) ? undefined : failedRequest(error);
  if (failed === undefined) return undefined;
  if (isRateLimit(failed)) {
    const units = rateLimitSeconds(failed);
    return units <= LONGEST_WAIT && limits < MOST_WAITS ? { kind: 'limit', units } : undefined;
  }
  return mayPass(failed.status) && failures < retries ? { kind: 'failure', units: (failures + 1) ** 2 } : undefined;
}

function counted({ failures, limits }: Refused, kind: Pause['kind']): Refused {
  return kind === 'limit' ? { failures, limits: limits + 1 } : { failures: failures + 1, limits };
}

/** No answer, a time-out, or the server's own failure. */
function mayPass(status: number): boolean {
  return status === 0 || status === 408 || status >= 500;
}
