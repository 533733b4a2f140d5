import type { Inference } from '../contracts/inference.ts';
import { within } from './bounds.ts';
import { type MeanOptions, meanBounds, meanMethod } from './mean-inference.ts';
import { largestSize } from './sample.ts';

/**
 * Inference on the mean of per-case score differences, target − source, each score in [0, 1]; the method is `bca` from 100
 * cases, else `small-sample`. Bounds stay in [−1, 1].
 * @throws RangeError when there are no differences, or one is not in [−1, 1].
 */
export function meanScoreDifference(differences: ArrayLike<number>, options: { readonly seed: number }): Inference {
  const largest = largestSize(differences);
  if (largest > 1) throw new RangeError(`a difference of scores lies in [-1, 1]: one has the size ${largest}`);
  const bounds = within(meanBounds(differences, { seed: options.seed, scale: 1 }), -1, 1);
  return { method: meanMethod(differences), n: differences.length, ...bounds };
}

/**
 * Inference on the mean of per-case differences of an operational figure (tokens, dollars), target − source. `scale` is the
 * largest difference that one case can show: for figures without a limit take the largest value seen on either side.
 * @throws RangeError when there are no differences, one is not finite, or the scale is negative.
 */
export function meanDifference(differences: ArrayLike<number>, options: MeanOptions): Inference {
  return { method: meanMethod(differences), n: differences.length, ...meanBounds(differences, options) };
}
