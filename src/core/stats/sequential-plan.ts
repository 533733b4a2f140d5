import { groupSequentialDesign } from './group-sequential.ts';
import { criticalZ, requireErrorRate } from './normal.ts';
import { hwangShihDeCani } from './spending.ts';

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
  /** How `alpha` and `failAlpha` are spent: γ of Hwang, Shih and DeCani. */
  readonly gamma: number;
  readonly failGamma: number;
  readonly futility: Futility;
}

/** When to give up: an unchanged target would be given up with probability `beta` in all. */
interface Futility {
  readonly beta: number;
  readonly gamma: number;
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
 * A suite up to about 1.27 times the size that a test without looks needs is stopped with reserve (`reservedRule`), so that
 * it loses at most 2 points of power. A larger one has power to spare, and spends it on stopping earlier (`eagerRule`).
 * `docs/how-changeover-decides.md` has the measured figures of both.
 * @throws RangeError when there is no case or an error rate is not in (0, 0.5).
 */
export function planSequentialTest({ cases, alpha, failAlpha = alpha, fixedSize }: PlanOptions): SequentialPlan {
  if (!Number.isInteger(cases) || cases < 1) throw new RangeError(`not a number of cases: ${cases}`);
  requireErrorRate(alpha);
  requireErrorRate(failAlpha);
  const looks = plannedLooks(cases);
  const common = { cases, looks, alpha, failAlpha, failGamma: FAIL_GAMMA };
  if (fixedSize !== undefined && cases > fixedSize) {
    const { inflation, ...rule } = eagerRule(alpha, looks.length);
    if (cases >= inflation * fixedSize) return { ...common, ...rule };
  }
  return { ...common, ...reservedRule(alpha) };
}

/**
 * The error rate of failing is spent nearly evenly, which comes near to Pocock's boundary: a plain regression fails at the first
 * looks, instead of being given up as futile. That costs an unchanged target neither power nor a call. Of targets four margins
 * worse 51 to 83 % fail, where with γ = −4 4 to 39 % did and the others were left undecided, after as many calls.
 */
const FAIL_GAMMA = 1;

type Rule = Pick<SequentialPlan, 'gamma' | 'futility'>;

/**
 * Little is spent early (γ = −4), and giving up may cost an unchanged target 5.5 points in all if the suite has a power of
 * 0.9 without looks; most of them would not have passed anyway. Chosen by the figures: on a suite of exactly that size it
 * keeps the power within 2 points, where γ = −1 on both boundaries loses 8, and γ = −2 loses 5.
 */
function reservedRule(alpha: number): Rule {
  return {
    gamma: -4,
    futility: { beta: 0.055, gamma: -1, drift: criticalZ(alpha) + criticalZ(MISS_RATE) },
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
  const gamma = -1;
  const spends = (total: number) => {
    const spent = hwangShihDeCani(total, gamma);
    return Array.from({ length: looks }, (_, index) => {
      const share = (index + 1) / looks;
      return { information: share, spent: spent(share) };
    });
  };
  const { drift, inflation } = groupSequentialDesign(spends(alpha), spends(MISS_RATE));
  return { gamma, futility: { beta: MISS_RATE, gamma, drift }, inflation };
}

/**
 * After 10, 20, … 100 % of the cases; fewer looks under 200 cases, so that each brings 20 new cases at least: with fewer, the
 * normal approximation in the far tail that early looks need is poor, and little can be seen anyway.
 */
export function plannedLooks(cases: number): number[] {
  const count = Math.min(MOST_LOOKS, Math.max(1, Math.floor(cases / LEAST_BLOCK)));
  return Array.from({ length: count }, (_, index) => Math.ceil((cases * (index + 1)) / count));
}

const MOST_LOOKS = 10;
const LEAST_BLOCK = 20;
