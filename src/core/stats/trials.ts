import { mean, variance } from './sample.ts';

/**
 * One figure a case: the mean over its trials. Cases, not trials, are independent, so everything that follows takes these
 * (Miller 2024, "Adding error bars to evals", on clustered standard errors; treating trials as independent passes a bad
 * target up to five times too often).
 * @throws RangeError when a case has no trial.
 */
export function caseMeans(trialsByCase: readonly (readonly number[])[]): number[] {
  return trialsByCase.map((trials, index) => {
    if (trials.length === 0) throw new RangeError(`case ${index} has no trial`);
    return mean(trials);
  });
}

/** How much one variant differs from itself when it is run again. */
export interface NoiseFloor {
  /** Mean within-case variance of one trial. */
  readonly withinCaseVariance: number;
  /** Standard deviation of the difference between two whole runs of the same variant on the same cases. */
  readonly rerunDeviation: number;
}

/**
 * The noise floor of a variant, from the cases that have at least two trials; `undefined` when there is none.
 * Two runs with kᵢ trials of case i differ by √(2·σ²·Σ(1/kᵢ))/n, σ² the mean within-case variance.
 */
export function noiseFloor(trialsByCase: readonly (readonly number[])[]): NoiseFloor | undefined {
  const repeated = trialsByCase.filter((trials) => trials.length >= 2);
  if (repeated.length === 0) return undefined;
  const withinCaseVariance = mean(repeated.map((trials) => variance(trials)));
  const measured = trialsByCase.filter((trials) => trials.length > 0);
  const shares = measured.reduce((sum, trials) => sum + 1 / trials.length, 0);
  return {
    withinCaseVariance,
    rerunDeviation: Math.sqrt(2 * withinCaseVariance * shares) / measured.length,
  };
}
