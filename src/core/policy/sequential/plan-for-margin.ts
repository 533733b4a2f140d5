import { ASSUMED_DISCORDANCE, casesForMargin, casesForMeanMargin } from '../../plan/power.ts';
import { planSequentialTest, type SequentialPlan } from '../../stats/sequential-plan.ts';

/** A margin that scores or rates are to keep. */
interface MarginTest {
  readonly margin: number;
  /** Error rate of the decision, one-sided. */
  readonly alpha: number;
  /** Repetitions of every case. */
  readonly trials: number;
}

/** The plan of a test at looks of so many cases. */
export function planForMargin(test: MarginTest, cases: number): SequentialPlan {
  const fixedSize = fixedSizeForMargin(test);
  return planSequentialTest({ cases, alpha: test.alpha, ...(fixedSize === undefined ? {} : { fixedSize }) });
}

/** Power that the size of a suite is compared with. */
const POWER = 0.9;

/**
 * Cases that a single test needs for a power of 0.9, reckoned with the defaults that `plan` names: 15 % of the cases flip; of
 * repeated cases, whose scores are means, a deviation of √(0.15 / trials). Whether a score is graded shows only in the run, so
 * it counts as yes or no. `undefined` for a margin that no number of cases could show.
 */
export function fixedSizeForMargin({ margin, alpha, trials }: MarginTest): number | undefined {
  if (!(margin > 0 && margin <= 1)) return undefined;
  const test = { margin, alpha, power: POWER };
  return trials === 1
    ? casesForMargin({ psi: ASSUMED_DISCORDANCE, ...test })
    : casesForMeanMargin({ sd: Math.sqrt(ASSUMED_DISCORDANCE / trials), ...test });
}
