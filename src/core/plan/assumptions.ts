import type { Metric } from '../comparison/metrics.ts';
import type { Assumption } from '../contracts/plan.ts';
import { normalDensity, normalQuantile } from '../stats/normal.ts';
import { ASSUMED_DISCORDANCE } from './power.ts';

/** What is taken for granted of a suite until a run has shown it. `docs/spending.md` lists all of it for users. */

/** Share of the cases in which one side alone fails, is refused or is cut off: each side in about 1 % of them. */
const ASSUMED_RARE_FLIPS = 0.02;

/** Mean score of the source, where a ratio of scores needs one. */
const ASSUMED_SCORE = 0.85;

/** Standard deviation of the logarithm of one call's time, tokens or cost. */
const ASSUMED_LOG_DEVIATION = 0.6;

/** Standard deviation of a case's difference in tokens or cost, as a share of the mean; a prompt has about as many on both sides. */
const ASSUMED_AMOUNT_DIFFERENCE = 0.6;
const ASSUMED_PROMPT_DIFFERENCE = 0.1;

/** Correlation of two trials of one case: a changed model goes wrong on the same cases again, but not on all of them. */
const ASSUMED_TRIAL_CORRELATION = 0.5;

/** How much the figure of one case varies, on the scale that a bound is decided on. */
export interface Noise {
  /** `yes-or-no`: single outcomes, decided by their counts. `mean`: averaged. `percentile`: of all calls. */
  readonly kind: 'yes-or-no' | 'mean' | 'percentile';
  /** Standard deviation of a case's contribution; of yes/no differences √ψ. Above 0. */
  readonly deviation: number;
  readonly assumed: readonly Assumption[];
}

/** Noise of the difference between the sides: of shares in points, of amounts as the logarithm of their ratio. */
export function noiseOfChange(metric: Metric, trials: number): Noise {
  if (metric.statistic.kind === 'percentile') return noiseOfPercentile(metric.statistic.q, trials, 2);
  if (metric.unit === 'amount') {
    const isPrompt = metric.name === 'input-tokens';
    const deviation = isPrompt ? ASSUMED_PROMPT_DIFFERENCE : ASSUMED_AMOUNT_DIFFERENCE;
    const noise: Noise = { kind: 'mean', deviation, assumed: [{ kind: 'case-difference', deviation }] };
    // The same prompt has the same number of tokens in every trial.
    return isPrompt ? noise : averaged(noise, trials);
  }
  const share = metric.higherIsBetter ? ASSUMED_DISCORDANCE : ASSUMED_RARE_FLIPS;
  const kind = trials === 1 ? 'yes-or-no' : 'mean';
  return averaged({ kind, deviation: Math.sqrt(share), assumed: [{ kind: 'flips', share }] }, trials);
}

/** Noise of the logarithm of the ratio of two mean scores: a flip moves it by one part in n of the mean. */
export function noiseOfScoreRatio(metric: Metric, trials: number): Noise {
  const { deviation, assumed } = noiseOfChange(metric, trials);
  return {
    kind: 'mean',
    deviation: deviation / ASSUMED_SCORE,
    assumed: [...assumed, { kind: 'mean-score', share: ASSUMED_SCORE }],
  };
}

/** Noise of the target's own amount, on the scale of its logarithm. */
export function noiseOfAmount(metric: Metric, trials: number): Noise {
  if (metric.statistic.kind === 'percentile') return noiseOfPercentile(metric.statistic.q, trials, 1);
  // Coefficient of variation of a lognormal figure: √(e^σ² − 1).
  const deviation = Math.sqrt(Math.expm1(ASSUMED_LOG_DEVIATION ** 2));
  const noise: Noise = { kind: 'mean', deviation, assumed: [{ kind: 'lognormal', deviation: ASSUMED_LOG_DEVIATION }] };
  return metric.name === 'input-tokens' ? noise : averaged(noise, trials);
}

/** Noise of the target's own mean score or rate when that is `rate`: yes/no outcomes vary by √(p(1 − p)), graded ones by less. */
export function noiseOfRate(metric: Metric, rate: number, trials: number): Noise {
  const deviation = Math.sqrt(rate * (1 - rate));
  const assumed: readonly Assumption[] = metric.higherIsBetter ? [{ kind: 'yes-or-no' }] : [];
  return averaged({ kind: trials === 1 ? 'yes-or-no' : 'mean', deviation, assumed }, trials);
}

/**
 * Standard deviation of one case's contribution to the logarithm of a q percentile of lognormal figures, or to the ratio of
 * those of two independent samples: √(sides·q(1 − q))·σ/φ(z_q), from the asymptotic variance q(1 − q)/(n·f²) of a sample
 * quantile.
 */
export function percentileDeviation(q: number, sides: 1 | 2): number {
  return (Math.sqrt(sides * q * (1 - q)) * ASSUMED_LOG_DEVIATION) / normalDensity(normalQuantile(q));
}

function noiseOfPercentile(q: number, trials: number, sides: 1 | 2): Noise {
  const assumed: readonly Assumption[] = [{ kind: 'lognormal', deviation: ASSUMED_LOG_DEVIATION }];
  return averaged({ kind: 'percentile', deviation: percentileDeviation(q, sides), assumed }, trials);
}

/**
 * The same with every case tried so often: the variance of its mean is (1 + (k − 1)ρ)/k of one trial's (the design effect of
 * clusters: Kish 1965, "Survey sampling", section 5.4).
 */
function averaged(noise: Noise, trials: number): Noise {
  if (trials === 1) return noise;
  const effect = (1 + (trials - 1) * ASSUMED_TRIAL_CORRELATION) / trials;
  return {
    ...noise,
    deviation: noise.deviation * Math.sqrt(effect),
    assumed: [...noise.assumed, { kind: 'trials', correlation: ASSUMED_TRIAL_CORRELATION }],
  };
}
