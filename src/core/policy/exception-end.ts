import type { Verdict } from '../contracts/verdict.ts';
import { endOfDay } from '../governance/calendar-day.ts';

/**
 * When a verdict that rests on exceptions stops being true: the end of the first of them, in milliseconds since the epoch;
 * `undefined` when it rests on none. What is green by an exception has to turn red with it, though nobody pushes.
 */
export function exceptionEnd({ migrations }: Pick<Verdict, 'migrations'>): number | undefined {
  const ends = migrations.flatMap(({ reason }) => {
    if (reason.kind === 'waived') return endOfDay(reason.until);
    return reason.kind === 'break-glass' ? Date.parse(reason.until) : [];
  });
  return ends.length === 0 ? undefined : Math.min(...ends);
}
