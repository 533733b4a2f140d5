import type { Method } from '../contracts/finding.ts';
import type { Inference } from '../contracts/inference.ts';
import { within } from './bounds.ts';
import { isSmoothMean, type MeanOptions, meanBounds } from './mean-inference.ts';
import { largestSize, requireNonNegative } from './sample.ts';

/**
 * Inference on the mean of graded scores of one side, each in [0, 1], as for differences (BCa, with t under 100 cases).
 * All scores 1: the lower bound is Wilson's, n/(n + z²). For yes/no scores use `proportionInference`.
 * @throws RangeError when there are no scores, or one is not in [0, 1].
 */
export function meanScore(scores: ArrayLike<number>, options: { readonly seed: number }): Inference {
  requireNonNegative('scores', scores);
  const largest = largestSize(scores);
  if (largest > 1) throw new RangeError(`a score lies in [0, 1]: ${largest}`);
  const bounds = within(meanBounds(scores, { seed: options.seed, scale: 1 }), 0, 1);
  return { method: oneSampleMethod(scores), n: scores.length, ...bounds };
}

/**
 * Inference on the mean of an operational figure of one side (tokens, dollars a call).
 * @throws RangeError when there are no values, one is not finite, or the scale is negative.
 */
export function meanFigure(values: ArrayLike<number>, options: MeanOptions): Inference {
  return { method: oneSampleMethod(values), n: values.length, ...meanBounds(values, options) };
}

function oneSampleMethod(values: ArrayLike<number>): Method {
  return isSmoothMean(values) ? 'large-sample' : 'one-sample-bootstrap';
}
