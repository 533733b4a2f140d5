import { criticalZ, normalCdf } from '../stats/normal.ts';
import { plannedBoundaries } from '../stats/sequential-test.ts';
import type { SimulatedCriterion } from '../stats/simulated-criterion.ts';
import { planForMargin } from './sequential/plan-for-margin.ts';

/**
 * One blocking criterion as far as its chance to pass an unchanged model goes. The model behind it: the estimate is about
 * normal around "no change", `room` away from the bound, with standard deviation `spread` / √cases.
 */
export interface GateCriterion {
  readonly metric: string;
  readonly slice?: string;
  readonly threshold: number;
  /** `group.alternative` of `any-of`. */
  readonly alternative?: string;
  /** Positions of its cases in the suite. */
  readonly members: readonly number[];
  /** `binary` and `graded`: simulated case by case. `normal`: by its estimate. `observed`: no interval is asked for. */
  readonly kind: 'binary' | 'graded' | 'normal' | 'observed';
  /** Cases behind the figure now. */
  readonly cases: number;
  /** With fewer cases than this there is no interval, and it cannot pass. */
  readonly fewest: number;
  /** With fewer cases than this it passes by luck alone: when the target happens to come out better. */
  readonly needed: number;
  /** From "no change" to the bound; negative when an unchanged model breaks it. On the log scale for ratios. */
  readonly room: number;
  /** Standard deviation of one case's contribution, on the scale of `room`; for yes/no differences √ψ. */
  readonly spread: number;
  /**
   * The same as the interval has it, where that is another: the interval of `min` and `max` is as wide as the cases differ
   * from each other, while a re-run moves the figure only as far as cases differ from themselves; that of dollars and tokens
   * also allows for the large case that was not drawn.
   */
  readonly reach?: number;
  readonly alpha: number;
}

/**
 * About how often the criterion alone passes an unchanged model, were the suite `factor` times as large; 0 to 1. Luck alone
 * is counted for nothing: nobody plans a suite for it.
 */
export function rateAt(criterion: GateCriterion, factor: number): number {
  const cases = criterion.cases * factor;
  return cases < criterion.needed ? 0 : normalRate(criterion, cases);
}

function normalRate(criterion: GateCriterion, cases: number): number {
  const { kind, room, spread, alpha } = criterion;
  const away = room * Math.sqrt(cases);
  const beyond = kind === 'observed' ? away : away - criticalZ(alpha) * spreadAtTheBound(criterion);
  if (spread === 0) return beyond > 0 || (beyond === 0 && kind === 'observed') ? 1 : 0;
  return normalCdf(beyond / spread);
}

/** Yes/no differences vary less at the bound than at no change: √(ψ − m²) (section 7 of the method's description). */
function spreadAtTheBound({ kind, room, spread, reach = spread }: GateCriterion): number {
  if (kind !== 'binary') return reach;
  return Math.sqrt(Math.max(0, Math.max(spread ** 2, room) - room ** 2));
}

/**
 * The criterion as the simulation takes it. `sequential`: yes/no scores are looked at on the way; what else could be is taken as
 * decided at the end, which is a few points too kind.
 */
export function simulated(criterion: GateCriterion, sequential: boolean): SimulatedCriterion {
  const { kind, metric, members, cases, fewest, room, spread, reach, alpha } = criterion;
  if (cases < fewest) return { kind: 'fixed', passRate: 0 };
  const onCases = room > 0 && room <= 1;
  if (kind === 'binary' && onCases) {
    const single = { kind: 'binary', metric, members, psi: Math.min(1, spread ** 2), margin: room, alpha } as const;
    if (!sequential) return single;
    const plan = planForMargin({ margin: room, alpha, trials: 1 }, members.length);
    return { ...single, looks: plannedBoundaries(plan) };
  }
  if (kind === 'graded' && onCases) return { kind: 'graded', metric, members, sd: spread, margin: room, alpha };
  if (kind === 'normal' && reach === undefined) {
    return { kind: 'normal', se: spread / Math.sqrt(cases), bound: room, alpha, side: 'upper' };
  }
  return { kind: 'fixed', passRate: normalRate(criterion, cases) };
}
