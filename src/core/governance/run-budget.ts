import { dayOf, endOfDay } from './calendar-day.ts';

/** Runs of a pull request and day that may be asked for in comments where the policy does not say. */
export const DEFAULT_RUNS_PER_DAY = 5;

/** A run that somebody asked for in a comment. */
export interface RequestedRun {
  readonly pullRequest: number;
  /** ISO 8601 by GitHub's clock. */
  readonly at: string;
}

/** `left`: runs after this one. `again`: ISO 8601, when the next one may be asked for. */
export type BudgetDecision =
  | { readonly kind: 'allowed'; readonly left: number }
  | { readonly kind: 'used-up'; readonly used: number; readonly limit: number; readonly again: string };

/**
 * Whether one more run may be asked for in a comment on a pull request on this day (UTC). A run whose time cannot be read
 * counts as one of today's.
 *
 * @param earlier runs that were asked for before, of any pull request and day.
 * @param limit runs of one pull request and day, by the base's policy; 0 allows none.
 */
export function decideRun(earlier: readonly RequestedRun[], asked: RequestedRun, limit: number): BudgetDecision {
  const time = Date.parse(asked.at);
  if (Number.isNaN(time)) throw new RangeError(`not a time: ${asked.at}`);
  const today = dayOf(time);
  const used = earlier.filter(({ pullRequest, at }) => pullRequest === asked.pullRequest && isOn(today, at)).length;
  if (used < limit) return { kind: 'allowed', left: limit - used - 1 };
  return { kind: 'used-up', used, limit, again: new Date(endOfDay(today)).toISOString() };
}

function isOn(day: string, at: string): boolean {
  const time = Date.parse(at);
  return Number.isNaN(time) || dayOf(time) === day;
}
