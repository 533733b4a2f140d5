import type { Inference } from '../contracts/inference.ts';
import { switchPoint } from './bisection.ts';
import { criticalZ, normalCdf } from './normal.ts';

/** Paired yes/no outcomes: cases that only the target gets right, only the source, and all cases. */
export interface PairedCounts {
  readonly gains: number;
  readonly losses: number;
  readonly n: number;
}

/**
 * The score statistic Z(Δ) of the hypothesis that target − source is Δ (−1 ≤ Δ ≤ 1). It decreases in Δ and is 0 at the
 * observed difference. Non-inferior at margin m with error rate α when Z(−m) > z₁₋α.
 * Tango 1998, "Equivalence test and confidence interval for the difference in proportions for the paired-sample design"
 * (Stat. Med. 17:891–908), with p = gains, q = losses and q̃ the restricted estimate of the losing probability.
 * @throws RangeError when the counts or Δ are not possible.
 */
export function tangoZ(counts: PairedCounts, delta: number): number {
  requireCounts(counts);
  if (!(delta >= -1 && delta <= 1)) throw new RangeError(`a difference of proportions lies in [-1, 1]: ${delta}`);
  return scoreStatistic(counts, delta);
}

function scoreStatistic({ gains, losses, n }: PairedCounts, delta: number): number {
  const excess = gains - losses - n * delta;
  if (excess === 0) return 0;
  const spread = n * scoreVariance({ gains, losses, n }, delta);
  return spread > 0 ? excess / Math.sqrt(spread) : Math.sign(excess) * Infinity;
}

/**
 * Variance of one case's difference if target − source were Δ, as near to the counts as that allows: 2q̃ + Δ(1 − Δ), q̃ being the
 * restricted estimate of the losing probability. The counts need not be whole: shares with n = 1 are as good.
 */
export function scoreVariance({ gains, losses, n }: PairedCounts, delta: number): number {
  const b = -gains - losses + (2 * n - gains + losses) * delta;
  const c = -losses * delta * (1 - delta);
  const root = Math.sqrt(Math.max(0, b * b - 8 * n * c));
  // The textbook form (root − b) / 2a cancels when b > 0; then the product of the two roots, c / a, gives it exactly.
  const losing = b > 0 ? (-2 * c) / (root + b) : (root - b) / (4 * n);
  return 2 * losing + delta * (1 - delta);
}

/**
 * Two-sided score interval of target − source, each end at one-sided error rate `alpha` (level 1 − 2·alpha): all Δ with
 * |Z(Δ)| < z₁₋α. Values in [−1, 1].
 * @throws RangeError when the counts are not possible or alpha is not in (0, 0.5).
 */
export function tangoInterval(counts: PairedCounts, alpha: number): readonly [number, number] {
  const inference = tangoInference(counts);
  return [inference.lower(alpha), inference.upper(alpha)];
}

/**
 * Inference on the difference of paired proportions, target − source.
 * @throws RangeError when the counts are not possible.
 */
export function tangoInference(counts: PairedCounts): Inference {
  requireCounts(counts);
  const { gains, losses, n } = counts;
  const estimate = (gains - losses) / n;
  const flipless = gains + losses === 0;
  const z = (bound: number): number => {
    if (bound < -1) return Infinity;
    return bound > 1 ? -Infinity : scoreStatistic(counts, bound);
  };
  return {
    method: 'tango',
    n,
    estimate,
    lower: (alpha) => {
      const critical = criticalZ(alpha);
      return flipless ? -unseenShare(n, critical) : switchPoint((delta) => z(delta) > critical, -1, estimate);
    },
    upper: (alpha) => {
      const critical = criticalZ(alpha);
      return flipless ? unseenShare(n, critical) : switchPoint((delta) => z(delta) > -critical, estimate, 1);
    },
    pBelow: (bound) => normalCdf(z(bound)),
    pAbove: (bound) => normalCdf(-z(bound)),
  };
}

/**
 * The largest share of flipped cases, all one way, that n cases without a flip cannot exclude: z²/(n + z²), Tango's
 * interval when gains and losses are both 0, and Wilson's when all cases agree.
 */
export function unseenShare(n: number, critical: number): number {
  return (critical * critical) / (n + critical * critical);
}

function requireCounts({ gains, losses, n }: PairedCounts): void {
  const whole = [gains, losses, n].every((count) => Number.isInteger(count) && count >= 0);
  if (!whole || n === 0 || gains + losses > n) {
    throw new RangeError(`not possible counts: ${gains} gains and ${losses} losses of ${n} cases`);
  }
}
