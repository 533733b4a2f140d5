import { groupSequentialDesign } from './group-sequential.ts';
import { criticalZ, requireErrorRate } from './normal.ts';
import { type Spending, spendingFunction } from './spending.ts';

/** How a comparison may be stopped before all its cases have run. Settled before the first of them; plain data. */
export interface SequentialPlan {
  /** Cases in all: of the suite, or of the slice that the plan is for. */
  readonly cases: number;
  /** Numbers of cases done after which to look, rising; the last is `cases`. */
  readonly looks: readonly number[];
  /** Error rate of "shown to be good", over all looks together. */
  readonly alpha: number;
  /** Error rate of "shown to be bad", over all looks together: `alpha`, or less where many slices may fail. */
  readonly failAlpha: number;
  /** How `alpha` and `failAlpha` are spent. */
  readonly spending: Spending;
  readonly failSpending: Spending;
  readonly futility: Futility;
}

/** When to give up: an unchanged target would be given up with probability `beta` in all. */
interface Futility {
  readonly beta: number;
  readonly spending: Spending;
  /** Mean of Z after all cases for which that holds. */
  readonly drift: number;
}

export interface PlanOptions {
  /** At least 1. */
  readonly cases: number;
  /** In (0, 0.5). */
  readonly alpha: number;
  readonly failAlpha?: number;
  /**
   * Cases that a test without early looks needs for a power of 0.9 (`casesForMargin`, `casesForMeanMargin`), from what was
   * known before the run. Absent: the suite counts as no larger than that.
   */
  readonly fixedSize?: number;
}

/** Power that the sizes are reckoned for. */
const MISS_RATE = 0.1;

/**
 * The plan for a suite of this size.
 *
 * A suite up to about 1.29 times the size that a test without looks needs is stopped with reserve (`reservedRule`), so that
 * it loses at most 2 points of power. A larger one has power to spare, and spends it on stopping earlier (`eagerRule`).
 * `docs/how-changeover-decides.md` has the measured figures of both.
 * @throws RangeError when there is no case or an error rate is not in (0, 0.5).
 */
export function planSequentialTest({ cases, alpha, failAlpha = alpha, fixedSize }: PlanOptions): SequentialPlan {
  if (!Number.isInteger(cases) || cases < 1) throw new RangeError(`not a number of cases: ${cases}`);
  requireErrorRate(alpha);
  requireErrorRate(failAlpha);
  const looks = plannedLooks(cases);
  const common = { cases, looks, alpha, failAlpha, failSpending: FAIL_SPENDING };
  if (fixedSize !== undefined && cases > fixedSize) {
    const { inflation, ...rule } = eagerRule(alpha, looks.length);
    if (cases >= inflation * fixedSize) return { ...common, ...rule };
  }
  return { ...common, ...reservedRule(alpha) };
}

/**
 * Most of the error rate of failing is spent at the first looks: a plain regression fails there, instead of being given up as
 * futile. That costs an unchanged target neither power nor a call. Of targets four margins worse 71 to 93 % fail; with γ = 1,
 * near to Pocock's boundary, 43 to 70 % would, and the others be left undecided, after as many calls.
 */
const FAIL_SPENDING: Spending = { gamma: 3 };

type Rule = Pick<SequentialPlan, 'spending' | 'futility'>;

/**
 * 55 % of the error rate is spent on the way, a little more at each look, and 45 % kept for the last one, which therefore
 * demands little more than a test without looks. Giving up may cost an unchanged target 6 points in all if the suite has a
 * power of 0.9 without looks; most of them would not have passed anyway. Found by exact figures for suites of just that size:
 * the power stays within 2 points, and a better target is done after 0.35 of the cases, where Hwang, Shih and DeCani's family
 * needs 0.38 with that power (γ = −4) or loses 8 points (γ = −1).
 */
function reservedRule(alpha: number): Rule {
  return {
    spending: { rho: 1.5, held: 0.45 },
    futility: { beta: 0.06, spending: { gamma: -2 }, drift: criticalZ(alpha) + criticalZ(MISS_RATE) },
  };
}

type EagerRule = Rule & { readonly inflation: number };

/** A tenth of a second each, and every slice of every criterion asks for the same few. */
const eagerRules = new Map<string, EagerRule>();

/** More is spent early (γ = −1, on both boundaries), for a power of 0.9 on a suite `inflation` times the fixed size. */
export function eagerRule(alpha: number, looks: number): EagerRule {
  const key = `${alpha} ${looks}`;
  const known = eagerRules.get(key) ?? designEagerRule(alpha, looks);
  eagerRules.set(key, known);
  return known;
}

function designEagerRule(alpha: number, looks: number): EagerRule {
  const spending: Spending = { gamma: -1 };
  const spends = (total: number) => {
    const spent = spendingFunction(total, spending);
    return Array.from({ length: looks }, (_, index) => {
      const share = (index + 1) / looks;
      return { information: share, spent: spent(share) };
    });
  };
  const { drift, inflation } = groupSequentialDesign(spends(alpha), spends(MISS_RATE));
  return { spending, futility: { beta: MISS_RATE, spending, drift }, inflation };
}

/**
 * After 5, 10, … 100 % of the cases; fewer looks under 400 cases, so that each brings 20 new cases at least: with fewer, the
 * normal approximation in the far tail that early looks need is poor, and little can be seen anyway.
 */
export function plannedLooks(cases: number): number[] {
  const count = Math.min(MOST_LOOKS, Math.max(1, Math.floor(cases / LEAST_BLOCK)));
  return Array.from({ length: count }, (_, index) => Math.ceil((cases * (index + 1)) / count));
}

const MOST_LOOKS = 20;
const LEAST_BLOCK = 20;
