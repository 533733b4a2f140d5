import { requireErrorRate } from './normal.ts';

/** Which cases a criterion looks at: those of its slice, as numbers from 0 in the suite, or all of them. */
export type Members = readonly number[] | 'all';

/** A criterion as far as its chance to pass an unchanged model depends on it. */
export type SimulatedCriterion =
  /** Yes/no scores or rates under `max-drop` or `max-rise`: `psi` is the share of cases that flip, either way alike. */
  | {
      readonly kind: 'binary';
      readonly metric: string;
      readonly members: Members;
      readonly psi: number;
      readonly margin: number;
      readonly alpha: number;
      /** Looks before and at the end, by the number of members done; absent: one test at the end, at `alpha`. */
      readonly looks?: readonly SimulatedLook[];
    }
  /** Graded scores in [0, 1]: `sd` is the standard deviation of a case's difference. */
  | {
      readonly kind: 'graded';
      readonly metric: string;
      readonly members: Members;
      readonly sd: number;
      readonly margin: number;
      readonly alpha: number;
    }
  /**
   * Anything whose estimate is about normal around "no change" at 0 (log ratios: bound and `se` on the log scale).
   * `lower`: passes when the lower confidence bound is above `bound`; `upper`: when the upper one is below it.
   */
  | {
      readonly kind: 'normal';
      readonly se: number;
      readonly bound: number;
      readonly alpha: number;
      readonly side: 'lower' | 'upper';
    }
  /** A criterion with a known chance to pass, by itself. */
  | { readonly kind: 'fixed'; readonly passRate: number };

/** A run stops at a look where Z of "better than the margin" is at least `pass`, below `futile`, or at most −`fail`. */
interface SimulatedLook {
  readonly cases: number;
  readonly pass: number;
  readonly fail: number;
  readonly futile: number;
}

/** @throws RangeError when a number is out of its range or a member is not a case of a suite of n. */
export function requirePossible(criterion: SimulatedCriterion, n: number): void {
  const fault = faultOf(criterion, n);
  if (fault === undefined) return;
  throw new RangeError(`not a possible ${criterion.kind} criterion: ${fault}`);
}

function faultOf(criterion: SimulatedCriterion, n: number): string | undefined {
  if (criterion.kind === 'fixed') return isShare(criterion.passRate) ? undefined : `pass rate ${criterion.passRate}`;
  requireErrorRate(criterion.alpha);
  switch (criterion.kind) {
    case 'normal':
      if (!isSpread(criterion.se)) return `standard error ${criterion.se}`;
      return Number.isNaN(criterion.bound) ? 'the bound is not a number' : undefined;
    case 'binary':
      return isShare(criterion.psi) ? onCasesFault(criterion, n) : `share of flips ${criterion.psi}`;
    case 'graded':
      return isSpread(criterion.sd) ? onCasesFault(criterion, n) : `standard deviation ${criterion.sd}`;
  }
}

function onCasesFault({ margin, members }: { margin: number; members: Members }, n: number): string | undefined {
  if (!isShare(margin)) return `margin ${margin}`;
  if (members === 'all') return undefined;
  const stranger = members.find((member) => !Number.isInteger(member) || member < 0 || member >= n);
  return stranger === undefined ? undefined : `case ${stranger} of ${n}`;
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

function isSpread(value: number): boolean {
  return value >= 0 && value < Infinity;
}
