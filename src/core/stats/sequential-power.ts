import { crossings } from './group-sequential.ts';
import { criticalZ, normalQuantile } from './normal.ts';
import type { SequentialPlan } from './sequential-plan.ts';
import { plannedBoundaries } from './sequential-test.ts';

/**
 * By how much more a difference must stand out to be shown at some look of the plan than in a single test of all cases with
 * the same power (in [0.5, 1)): at least 1; the square of it is what the cases would have to grow by. Runs that are given up
 * count as not shown.
 *
 * Newton's steps on the normal scale, on which the power of a plan is nearly a straight line of the drift.
 */
export function costOfLooking(plan: SequentialPlan, power: number): number {
  const boundaries = plannedBoundaries(plan);
  if (boundaries.length === 1) return 1;
  const information = boundaries.map(({ cases }) => cases / plan.cases);
  const bounds = { upper: boundaries.map(({ pass }) => pass), lower: boundaries.map(({ futile }) => futile) };
  const fixed = criticalZ(plan.alpha) + normalQuantile(power);
  let drift = fixed;
  for (let step = 0; step < STEPS; step += 1) {
    const shown = crossings(information, bounds, drift).above.reduce((total, chance) => total + chance, 0);
    drift += normalQuantile(power) - normalQuantile(shown);
  }
  return Math.max(1, drift / fixed);
}

/** Each leaves about a tenth of the error: four decimals. */
const STEPS = 4;
