import type { Method } from '../contracts/finding.ts';
import { abcMean, isSmooth } from './abc.ts';
import { accelerationOf, bcaBounds, biasOf } from './bca.ts';
import { type Bounds, widest } from './bounds.ts';
import { pairedT } from './paired-t.ts';
import { type BootstrapDistribution, resample, totalAt, unmoved } from './resample.ts';
import { isConstant, largestSize, mean, requireSample } from './sample.ts';
import { unseenChange } from './unseen-change.ts';

/** From this many cases on the BCa bootstrap stands alone; below, each side takes the wider of it and the t interval. */
export const BCA_STANDS_ALONE = 100;

export const MEAN_DRAWS = 4_000;

export interface MeanOptions {
  /** Unsigned 32-bit integer. */
  readonly seed: number;
  /** The largest difference that one case can show, in the figure's unit: 1 for scores and rates. */
  readonly scale: number;
}

/**
 * Bounds of a mean over cases: the BCa bootstrap of 4,000 draws, from 100 cases alone, below with the t interval, and never
 * narrower than what so many cases can exclude at all (`unseenChange`). From 5,000 cases on the ABC formula stands for the
 * bootstrap where the values allow it.
 * @throws RangeError when there are no values, one is not finite, or the scale is negative.
 */
export function meanBounds(values: ArrayLike<number>, { seed, scale }: MeanOptions): Bounds {
  requireSample('mean', values);
  if (!(scale >= 0)) throw new RangeError(`the largest difference of a case cannot be ${scale}`);
  const n = values.length;
  const unseen = unseenChange(n, mean(values), scale);
  if (n === 1) return unseen;
  const bootstrap = isSmoothMean(values) ? abcMean(values) : bootstrapMean(values, seed);
  return n < BCA_STANDS_ALONE ? widest(bootstrap, pairedT(values), unseen) : widest(bootstrap, unseen);
}

/** How the interval of such values is labelled. */
export function meanMethod(values: ArrayLike<number>): Extract<Method, 'large-sample' | 'bca' | 'small-sample'> {
  if (isSmoothMean(values)) return 'large-sample';
  return values.length < BCA_STANDS_ALONE ? 'small-sample' : 'bca';
}

/** Whether there are so many values, and none so extreme, that the bootstrap's limit stands for it. */
export function isSmoothMean(values: ArrayLike<number>): boolean {
  return isSmooth(values, mean(values));
}

/** BCa bounds of a mean alone. */
export function bootstrapMean(values: ArrayLike<number>, seed: number): Bounds {
  const centre = mean(values);
  const distribution = resampledMeans(values, centre, seed);
  const tie = 1e-12 * largestSize(values);
  const acceleration = accelerationOf(values, centre);
  return bcaBounds(distribution, { bias: biasOf(distribution, tie), acceleration });
}

function resampledMeans(values: ArrayLike<number>, estimate: number, seed: number): BootstrapDistribution {
  if (isConstant(values)) return unmoved({ draws: MEAN_DRAWS, estimate });
  const typed = Float64Array.from(values);
  const n = typed.length;
  return resample({ n, draws: MEAN_DRAWS, seed, estimate }, (picked) => totalAt(picked, typed) / n);
}
