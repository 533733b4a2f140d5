import { nextLower, nextUpper } from './group-sequential.ts';
import { normalCdf } from './normal.ts';
import { type OpenPaths, openPaths } from './open-paths.ts';
import type { SequentialPlan } from './sequential-plan.ts';
import { type Spending, spendingFunction } from './spending.ts';

/** How far a comparison had come when it was looked at. */
export interface LookTaken {
  /** Cases with a figure on both sides. */
  readonly done: number;
  /** Cases that are still to come; 0 at the last look, however many figures are missing by then. */
  readonly remaining: number;
}

/** What the cases so far say, in standard normal deviations (±∞ allowed): see `evidenceFrom`. */
export interface Evidence {
  /** Z of "better than the bound". */
  readonly good: number;
  /** Z of "worse than the bound". */
  readonly bad: number;
}

/** What a look needs to be decided. */
export interface LookBoundary {
  /** `good` from here on: shown to be good. */
  readonly pass: number;
  /** `bad` from here on: shown to be bad. */
  readonly fail: number;
  /** `good` below this: what is left of the suite is unlikely to show it. −∞ at the last look. */
  readonly futile: number;
  readonly isLast: boolean;
}

export interface LookDecision {
  /** `open`: go on. `inconclusive`: stop, because going on is unlikely to help or nothing is left. */
  readonly status: 'pass' | 'fail' | 'inconclusive' | 'open';
  /** Only with `inconclusive`. */
  readonly reason?: 'futile' | 'all-cases-done';
  /** One-sided error rates at which the interval to be shown has its two ends: see `repeatedInterval`. */
  readonly intervalAlpha: { readonly good: number; readonly bad: number };
}

/**
 * The number of cases done at which to look next, after the looks of the history; `undefined` when no case is left. Looks
 * may also come unplanned (a budget, a cancellation, a run that is resumed): they spend by the information really reached.
 */
export function nextLook(plan: SequentialPlan, history: readonly LookTaken[]): number | undefined {
  const last = history.at(-1);
  if (last?.remaining === 0) return undefined;
  const due = plan.looks.find((cases) => cases > (last?.done ?? 0));
  // With figures missing, the planned number may never be reached: the end of the suite is always a look.
  const end = last === undefined ? plan.cases : last.done + last.remaining;
  return Math.min(due ?? end, end);
}

/**
 * Decides the look `now`, after the looks of the history (none of which decided).
 *
 * Non-inferiority at any of the looks is shown with an error rate of at most `plan.alpha` in all, the opposite with at most
 * `plan.failAlpha`: both boundaries spend as the plan says, at the shares of the cases really reached (Lan & DeMets 1983). To
 * go on in spite of `futile` is allowed and changes no error rate.
 * @throws RangeError when the look is not after those of the history, or the evidence is not a number.
 */
export function decideLook(
  plan: SequentialPlan,
  history: readonly LookTaken[],
  now: LookTaken,
  evidence: Evidence,
): LookDecision {
  return decideAt(boundaryAt(plan, history, now), evidence);
}

/**
 * The boundary of the look `now`. It depends on when was looked, never on what was seen.
 * @throws RangeError when the looks are not possible, or not one after the other.
 */
export function boundaryAt(plan: SequentialPlan, history: readonly LookTaken[], now: LookTaken): LookBoundary {
  const taken = [...history, now];
  for (const look of taken) requirePossible(look);
  return stageAt(plan, JSON.stringify(plan), taken).boundary;
}

/** The boundaries of all planned looks, with the cases done at each, if no figure is missing. */
export function plannedBoundaries(plan: SequentialPlan): readonly (LookBoundary & { readonly cases: number })[] {
  const looks = plan.looks.map((done) => ({ done, remaining: plan.cases - done }));
  return looks.map((look, index) => ({ cases: look.done, ...boundaryAt(plan, looks.slice(0, index), look) }));
}

/** A test after some looks: the boundary of the last one, and all that the next one goes on from. */
interface Stage {
  readonly boundary: LookBoundary;
  readonly passing: OpenPaths;
  readonly failing: OpenPaths;
  readonly futile: OpenPaths;
  /** Largest share of the cases that was reached: it never falls, should cases have been added since. */
  readonly share: number;
}

/**
 * A stage takes some thousandths of a second, and criteria that were measured on the same cases share it. Each is made from the
 * one before by the looks alone, so that it is the same to the last bit whatever else was asked before.
 */
const stages = new Map<string, Stage>();
/** About 10 kB each. */
const MOST_STAGES = 500;

function stageAt(plan: SequentialPlan, planKey: string, taken: readonly LookTaken[]): Stage {
  const key = `${planKey} ${taken.map(({ done, remaining }) => `${done}+${remaining}`).join(' ')}`;
  const known = stages.get(key);
  if (known !== undefined) return known;
  const now = taken.at(-1);
  const stage = now === undefined ? startOf(plan) : nextStage(plan, stageAt(plan, planKey, taken.slice(0, -1)), now);
  const [oldest] = stages.size >= MOST_STAGES ? stages.keys() : [];
  if (oldest !== undefined) stages.delete(oldest);
  stages.set(key, stage);
  return stage;
}

function startOf(plan: SequentialPlan): Stage {
  const boundary = { pass: Infinity, fail: Infinity, futile: -Infinity, isLast: false };
  return { boundary, passing: openPaths(0), failing: openPaths(0), futile: openPaths(plan.futility.drift), share: 0 };
}

function nextStage(plan: SequentialPlan, before: Stage, { done, remaining }: LookTaken): Stage {
  const share = Math.max(before.share, done / (done + remaining));
  const look = (total: number, spending: Spending) => ({
    information: done / plan.cases,
    spent: spendingFunction(total, spending)(share),
  });
  const passing = nextUpper(before.passing, look(plan.alpha, plan.spending));
  const failing = nextUpper(before.failing, look(plan.failAlpha, plan.failSpending));
  const futile = nextLower(before.futile, look(plan.futility.beta, plan.futility.spending), passing.value);
  const isLast = remaining === 0;
  return {
    boundary: { pass: passing.value, fail: failing.value, futile: isLast ? -Infinity : futile.value, isLast },
    passing: passing.paths,
    failing: failing.paths,
    futile: futile.paths,
    share,
  };
}

/**
 * What the evidence comes to at a boundary.
 * @throws RangeError when the evidence is not a number.
 */
export function decideAt(boundary: LookBoundary, { good, bad }: Evidence): LookDecision {
  if (Number.isNaN(good) || Number.isNaN(bad)) throw new RangeError('the evidence of a look is not a number');
  const intervalAlpha = { good: normalCdf(-boundary.pass), bad: normalCdf(-boundary.fail) };
  if (good >= boundary.pass) return { status: 'pass', intervalAlpha };
  if (bad >= boundary.fail) return { status: 'fail', intervalAlpha };
  if (boundary.isLast) return { status: 'inconclusive', reason: 'all-cases-done', intervalAlpha };
  if (good < boundary.futile) return { status: 'inconclusive', reason: 'futile', intervalAlpha };
  return { status: 'open', intervalAlpha };
}

function requirePossible({ done, remaining }: LookTaken): void {
  if (!Number.isInteger(done) || !Number.isInteger(remaining) || done < 1 || remaining < 0) {
    throw new RangeError(`not a possible look: ${done} cases done and ${remaining} to come`);
  }
}
