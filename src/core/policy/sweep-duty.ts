import type { StatusDecision } from '../contracts/verdict.ts';

/** The newest status of ours on the head of an open pull request. */
export interface LeftStatus {
  readonly state: StatusDecision['state'];
  /** Milliseconds since it was written, by GitHub's clock. */
  readonly ageMs: number;
  /** How many runs in a row ended on this commit for lack of the provider, as far as the status says so. */
  readonly outages: number;
  /** Milliseconds until the exception ends that it rests on, 0 or less once it has ended; absent: it rests on none. */
  readonly lastsMs?: number;
  /** The base branch measures otherwise than where the yardstick was read that it is green by. */
  readonly isOutdated?: boolean;
}

/** What a sweep has to do about a status; the two last take green back, and have it evaluated again. */
export type SweepDuty = 'none' | 'end' | 'resume' | 'revoke' | 'outdate';

const MINUTE_MS = 60_000;
/** Where the policy does not bound a run: while one goes on, its status is renewed far more often. */
const USUAL_MINUTES = 60;
/** Runs that may end for lack of the provider on one commit before somebody has to look. */
const MOST_OUTAGES = 8;
const FIRST_PAUSE_MINUTES = 15;
const LONGEST_PAUSE_MINUTES = 360;

/**
 * A status that stays pending is ended once no run can still be at work on it: after twice the time that a run may take. A run
 * that ended for lack of the provider is made again after 15 minutes, and after twice the pause each further time, up to six
 * hours. Green that rests on an exception is taken back once that has ended, and all green once the base measures otherwise.
 *
 * @param maxMinutes `policy.max-minutes` of the base branch.
 */
export function sweepDuty(status: LeftStatus, maxMinutes: number | undefined): SweepDuty {
  const { state, ageMs, outages, lastsMs, isOutdated } = status;
  if (state === 'pending') {
    const minutes = maxMinutes === undefined ? USUAL_MINUTES : 2 * maxMinutes;
    return ageMs > minutes * MINUTE_MS ? 'end' : 'none';
  }
  if (state === 'success') {
    if (lastsMs !== undefined && lastsMs <= 0) return 'revoke';
    return isOutdated === true ? 'outdate' : 'none';
  }
  const isDue = ageMs >= pauseMinutes(outages) * MINUTE_MS;
  return state === 'error' && outages >= 1 && outages < MOST_OUTAGES && isDue ? 'resume' : 'none';
}

function pauseMinutes(outages: number): number {
  return Math.min(LONGEST_PAUSE_MINUTES, FIRST_PAUSE_MINUTES * 2 ** (outages - 1));
}
