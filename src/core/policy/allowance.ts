import type { Problem } from '../contracts/problem.ts';
import type { Policy } from '../contracts/yardstick.ts';
import { usDollars } from '../plan/us-dollars.ts';
import { RESUMES } from './run-endings.ts';

/** US dollars that earlier runs spent, where a cap makes it matter. */
export interface SpentBefore {
  /** By all runs of this pull request, in whatever month. */
  readonly pullRequest?: number;
  /** By all runs of this calendar month. */
  readonly month?: number;
}

/** What a run may spend. */
export interface Allowance {
  /** US dollars, at least 0. */
  readonly usd: number;
  /** The cap over several runs that leaves less than the cap of one; absent when none does. */
  readonly cap?: SharedCap;
}

/** A cap that several runs share, with what is gone of it. */
export interface SharedCap {
  readonly key: 'policy.max-cost-usd-per-pull-request' | 'policy.max-cost-usd-per-month';
  readonly limitUsd: number;
  readonly spentUsd: number;
}

/** The calendar month of UTC that a moment belongs to: `2026-11`. */
export function monthOf(moment: Date): string {
  return moment.toISOString().slice(0, 7);
}

/** Whether a policy caps what several runs spend together. */
export function hasSharedCap(policy: Pick<Policy, 'maxCostUsdPerPullRequest' | 'maxCostUsdPerMonth'>): boolean {
  return policy.maxCostUsdPerPullRequest !== undefined || policy.maxCostUsdPerMonth !== undefined;
}

/** The cap of one run, or what is left of a shared cap where that is less. */
export function allowanceOf(
  policy: Pick<Policy, 'maxCostUsd' | 'maxCostUsdPerPullRequest' | 'maxCostUsdPerMonth'>,
  spent: SpentBefore,
): Allowance {
  const caps = [
    sharedCap('policy.max-cost-usd-per-pull-request', policy.maxCostUsdPerPullRequest, spent.pullRequest),
    sharedCap('policy.max-cost-usd-per-month', policy.maxCostUsdPerMonth, spent.month),
  ].flatMap((cap) => cap ?? []);
  const [tightest] = caps.sort((a, b) => leftOf(a) - leftOf(b));
  if (tightest === undefined || leftOf(tightest) >= policy.maxCostUsd) return { usd: policy.maxCostUsd };
  return { usd: leftOf(tightest), cap: tightest };
}

function sharedCap(key: SharedCap['key'], limitUsd: number | undefined, spentUsd = 0): SharedCap | undefined {
  return limitUsd === undefined ? undefined : { key, limitUsd, spentUsd };
}

function leftOf({ limitUsd, spentUsd }: SharedCap): number {
  return Math.max(0, limitUsd - spentUsd);
}

/** A run at the end of what it may spend. US dollars. */
export interface CapReached {
  /** All that it may spend, and what it did spend. */
  readonly capUsd: number;
  readonly spentUsd: number;
  /** What would have had to be set aside for the next call. */
  readonly setAsideUsd: number;
}

const SET_ASIDE =
  'Before each call the most that it can cost is set aside: max-tokens among the parameters bounds that.';

/** What is said when calls were left that the cap of one run did not allow any more. */
export function runCapReached({ capUsd, spentUsd, setAsideUsd }: CapReached): Problem {
  const spent = `${usDollars(spentUsd)} of a cap of ${usDollars(capUsd)} is spent`;
  return {
    code: 'budget',
    message: `${spent}, and ${usDollars(setAsideUsd)} has to be set aside for the next call.`,
    side: 'yardstick',
    hint: `Raise policy.max-cost-usd on the base branch, or evaluate fewer cases. ${SET_ASIDE} ${RESUMES}`,
  };
}

/** What is said when calls were left that a shared cap did not allow any more. */
export function sharedCapReached({ key, limitUsd, spentUsd }: SharedCap, reached: CapReached): Problem {
  const isMonth = key === 'policy.max-cost-usd-per-month';
  const who = isMonth ? 'by the runs of this calendar month (UTC)' : 'by earlier runs of this pull request';
  return {
    code: 'budget',
    message:
      `${key} is ${usDollars(limitUsd)}, of which ${usDollars(spentUsd)} was spent before this run ${who} ` +
      `and ${usDollars(reached.spentUsd)} by it; ${usDollars(reached.setAsideUsd)} has to be set aside for the next call.`,
    side: 'yardstick',
    hint: `Raise ${key} on the base branch${isMonth ? ', or wait for the next month' : ''}. ${SET_ASIDE} ${RESUMES}`,
  };
}
