import type { Cause } from '../contracts/finding.ts';
import type { Inference } from '../contracts/inference.ts';
import { switchPoint } from '../stats/bisection.ts';
import { criticalZ, normalQuantile } from '../stats/normal.ts';
import { scoreVariance } from '../stats/tango.ts';

/** Share of the cases whose outcome flips between two runs, until a run has shown it. */
export const ASSUMED_DISCORDANCE = 0.15;

/** Error rate and power of a one-sided test. */
export interface Test {
  /** One-sided, in (0, 0.5). */
  readonly alpha: number;
  /** Chance to decide when nothing changed, in [0.5, 1). */
  readonly power: number;
}

/**
 * Cases needed to show that yes/no scores dropped by less than `margin` when nothing changed:
 * n = (z₁₋α·√(ψ − m²) + z₁₋β·√ψ)² / m², never fewer than pass without a flip. `psi` is the share of cases that flip.
 * Source: the normal approximation of the score test for paired proportions (Tango 1998; the variance is ψ − δ²).
 * @throws RangeError when a number is out of its range.
 */
export function casesForMargin({ psi, margin, alpha, power }: Test & { psi: number; margin: number }): number {
  requireMargin(margin);
  requireFlipShare(psi);
  const needed = (scoreReach({ psi, alpha, power }, margin) / margin) ** 2;
  return Math.max(Math.ceil(needed), casesToPassWithoutFlip(margin, alpha));
}

/**
 * The smallest drop of yes/no scores that n cases tell from none with this power when nothing changed, in (0, 1]: the least m
 * with m·√n ≥ z₁₋α·√(2q̃ − m(1 + m)) + z₁₋β·√ψ, q̃ being the restricted estimate of the losing probability at −m, from as many
 * gains as losses. That counts the losses that a drop brings with it: with rare flips, or few cases, m is nearly as large as ψ,
 * and `casesForMargin`, which takes ψ for given, would promise a power of 0.7.
 * Source: the score test of Tango 1998 (Stat. Med. 17:891) with the expected counts put in.
 * @throws RangeError when a number is out of its range.
 */
export function smallestDetectableDrop({ n, psi, alpha, power }: Test & { n: number; psi: number }): number {
  requireCases(n);
  requireFlipShare(psi);
  const reach = (margin: number): number => {
    const counts = { gains: psi / 2, losses: psi / 2, n: 1 };
    return criticalZ(alpha) * Math.sqrt(scoreVariance(counts, -margin)) + powerZ(power) * Math.sqrt(psi);
  };
  const tooFew = (margin: number): boolean => margin * Math.sqrt(n) < reach(margin) || n < flipless(margin, alpha);
  return switchPoint(tooFew, 0, 1);
}

/** Standard deviations that a margin must span at n = 1. A drop of m implies at least as many flips: ψ ≥ m at the margin. */
function scoreReach({ psi, alpha, power }: Test & { psi: number }, margin: number): number {
  const atMargin = Math.sqrt(Math.max(psi, margin) - margin * margin);
  return criticalZ(alpha) * atMargin + powerZ(power) * Math.sqrt(psi);
}

/**
 * Cases needed to show that a mean dropped by less than `margin` when nothing changed: n = (z₁₋α + z₁₋β)²·ω²/m², ω the
 * standard deviation of a case's difference (`sd`).
 * Source: Miller 2024, "Adding error bars to evals" (arXiv 2411.00640), section 5, for trials already averaged by case.
 * @throws RangeError when a number is out of its range.
 */
export function casesForMeanMargin({ sd, margin, alpha, power }: Test & { sd: number; margin: number }): number {
  requireSpread(sd);
  if (!(margin > 0)) throw new RangeError(`a margin must be above 0: ${margin}`);
  return Math.max(1, Math.ceil((((criticalZ(alpha) + powerZ(power)) * sd) / margin) ** 2));
}

/**
 * The fewest cases with which a suite can pass `max-drop: margin` at all, without a single flip: the smallest n with
 * z²/(n + z²) < m (Tango's interval in closed form). 133 for 0.02, 52 for 0.05, 25 for 0.10 at alpha 0.05.
 * @throws RangeError when the margin is not in (0, 1] or alpha not in (0, 0.5).
 */
export function casesToPassWithoutFlip(margin: number, alpha: number): number {
  requireMargin(margin);
  return Math.floor(flipless(margin, alpha)) + 1;
}

function flipless(margin: number, alpha: number): number {
  return (criticalZ(alpha) ** 2 * (1 - margin)) / margin;
}

/**
 * A criterion that was not decided, on a scale where its estimate is about normal (ratios: logarithms) and one case can
 * show a difference of about 1 (dollars, tokens: divided by the largest figure seen).
 */
export interface Undecided {
  readonly n: number;
  readonly estimate: number;
  readonly bound: number;
  /** Variance of one case's contribution: the observed ψ − δ² for yes/no scores, s² of the differences for means. */
  readonly variance: number;
  readonly alpha: number;
  /** Chance that the larger suite decides it; 0.8 when not given. */
  readonly power?: number;
}

/**
 * About how many more cases would decide it, if the observed estimate and spread are the true ones:
 * (z₁₋α + z₁₋β)²·variance/(estimate − bound)² in all, at least as many as pass without a flip. When that is more than a
 * hundred times the suite, the estimate lies on the bound for all practical purposes.
 * @throws RangeError when a number is out of its range.
 */
export function moreCasesToDecide(
  undecided: Undecided,
): Extract<Cause, { kind: 'needs-more-cases' } | { kind: 'on-the-bound' }> {
  const { n, estimate, bound, variance, alpha, power = 0.8 } = undecided;
  requireCases(n);
  if (!(variance >= 0)) throw new RangeError(`a variance cannot be ${variance}`);
  const distance = Math.abs(estimate - bound);
  const bySpread = (criticalZ(alpha) + powerZ(power)) ** 2 * (variance / distance ** 2);
  const needed = Math.max(bySpread, flipless(Math.min(1, distance), alpha));
  if (!(needed <= PRACTICAL_FACTOR * n)) return { kind: 'on-the-bound' };
  return { kind: 'needs-more-cases', more: Math.max(1, Math.ceil(needed) - n) };
}

/** Nobody collects a hundred times the cases to decide one bound. */
const PRACTICAL_FACTOR = 100;

/**
 * Variance of one case's contribution that an interval implies: n·(width/2z)². For means, ratios and percentiles alike, where
 * nothing simpler gives it. `scale: 'log'` for ratios, whose logarithm is about normal.
 * @throws RangeError when alpha is not in (0, 0.5).
 */
export function impliedVariance(inference: Inference, alpha: number, scale: 'linear' | 'log'): number {
  const onScale = scale === 'log' ? Math.log : (value: number) => value;
  const width = onScale(inference.upper(alpha)) - onScale(inference.lower(alpha));
  return inference.n * (width / (2 * criticalZ(alpha))) ** 2;
}

function powerZ(power: number): number {
  if (!(power >= 0.5 && power < 1)) throw new RangeError(`a power must lie between 0.5 and 1: ${power}`);
  return normalQuantile(power);
}

function requireMargin(margin: number): void {
  if (!(margin > 0 && margin <= 1)) throw new RangeError(`a margin must be above 0 and at most 1: ${margin}`);
}

function requireFlipShare(psi: number): void {
  if (!(psi >= 0 && psi <= 1)) throw new RangeError(`a share of flips must lie between 0 and 1: ${psi}`);
}

function requireSpread(sd: number): void {
  if (!(sd >= 0 && sd < Infinity)) throw new RangeError(`a standard deviation cannot be ${sd}`);
}

function requireCases(n: number): void {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`not a number of cases: ${n}`);
}
