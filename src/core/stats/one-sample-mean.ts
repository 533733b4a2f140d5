import type { Method } from '../contracts/finding.ts';
import type { Inference } from '../contracts/inference.ts';
import { within } from './bounds.ts';
import { isSmoothMean, type MeanOptions, meanBounds } from './mean-inference.ts';

/**
 * Inference on the mean of graded scores of one side, each in [0, 1], as for differences (BCa, with t under 100 cases).
 * All scores 1: the lower bound is Wilson's, n/(n + z²). For yes/no scores use `proportionInference`.
 * @throws RangeError when there are no scores, or one is not in [0, 1].
 */
export function meanScore(scores: readonly number[], options: { readonly seed: number }): Inference {
  const outside = scores.find((score) => score < 0 || score > 1);
  if (outside !== undefined) throw new RangeError(`a score lies in [0, 1]: ${outside}`);
  const bounds = within(meanBounds(scores, { seed: options.seed, scale: 1 }), 0, 1);
  return { method: oneSampleMethod(scores), n: scores.length, ...bounds };
}

/**
 * Inference on the mean of an operational figure of one side (tokens, dollars a call).
 * @throws RangeError when there are no values, one is not finite, or the scale is negative.
 */
export function meanFigure(values: readonly number[], options: MeanOptions): Inference {
  return { method: oneSampleMethod(values), n: values.length, ...meanBounds(values, options) };
}

function oneSampleMethod(values: readonly number[]): Method {
  return isSmoothMean(values) ? 'large-sample' : 'one-sample-bootstrap';
}
