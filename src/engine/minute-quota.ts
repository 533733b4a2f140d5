const MINUTE_MS = 60_000;

/** Widths of the steps in which a minute is counted: what was taken comes free up to one step late, and never early. */
const STEP_MS = 500;

/** So much of something in any minute, however the minute is laid. */
export interface MinuteQuota {
  /** Milliseconds until so much may be taken, 0 for at once. `now`: a reading of the clock, never going back. */
  waitFor(amount: number, now: number): number;
  /** Takes so much, there or not. Returns what puts the taking right, once, when it is known how much it was. */
  take(amount: number, now: number): (actual: number) => void;
}

interface Step {
  readonly index: number;
  amount: number;
}

/**
 * A sliding minute. A bucket that refills steadily would let twice the limit through in its first minute, and a clock that
 * leaps would fill it for nothing; here a leap forgets what is older than a minute and grants no more than one limit.
 *
 * @param limit most that may be taken in a minute, above 0; a single amount above it may go when nothing else was taken
 */
export function minuteQuota(limit: number): MinuteQuota {
  const steps: Step[] = [];
  let taken = 0;

  const endOf = (step: Step) => (step.index + 1) * STEP_MS + MINUTE_MS;
  const forget = (now: number) => {
    while (steps[0] !== undefined && endOf(steps[0]) <= now) steps.shift();
    taken = steps.reduce((sum, { amount }) => sum + amount, 0);
  };
  return {
    waitFor(amount, now) {
      forget(now);
      let excess = taken + Math.min(amount, limit) - limit;
      for (const step of steps) {
        if (excess <= 0) return 0;
        excess -= step.amount;
        if (excess <= 0) return endOf(step) - now;
      }
      return 0;
    },
    take(amount, now) {
      const index = Math.floor(now / STEP_MS);
      const last = steps.at(-1);
      const step = last?.index === index ? last : { index, amount: 0 };
      if (step !== last) steps.push(step);
      step.amount += amount;
      return (actual) => {
        step.amount = Math.max(0, step.amount + actual - amount);
      };
    },
  };
}
