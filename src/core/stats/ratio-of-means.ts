import type { Inference } from '../contracts/inference.ts';
import { abcRatio, isSmooth } from './abc.ts';
import { accelerationOf, bcaBounds, biasOf } from './bca.ts';
import { type Bounds, exponentiated, widest, within } from './bounds.ts';
import { BCA_STANDS_ALONE, MEAN_DRAWS } from './mean-inference.ts';
import { pairedT } from './paired-t.ts';
import { type BootstrapDistribution, resample, totalAt, unmoved } from './resample.ts';
import { mapped, mean, requireNonNegative, requirePairs } from './sample.ts';
import { unseenChange } from './unseen-change.ts';

/**
 * Inference on mean(target) / mean(source) of a figure that is never negative (cost, tokens, rates), pairs kept together:
 * bootstrap of the log ratio (BCa, 4,000 draws), under 100 cases the wider of it and the t interval of the linearised log
 * ratio, from 5,000 cases on the ABC formula where the values allow it, and never narrower than what so many can exclude: that a share z²/(n + z²) of them costs the target twice
 * as much as an average case, or nothing.
 *
 * Few cases with a source above zero leave the ratio open: the upper bound is then Infinity.
 * @throws RangeError when there are no pairs, a value is negative or not finite, or all source values are zero.
 */
export function ratioOfMeans(
  source: ArrayLike<number>,
  target: ArrayLike<number>,
  options: { readonly seed: number },
): Inference {
  requirePairs('ratio of means', source, target);
  requireNonNegative('ratio of means, source', source);
  requireNonNegative('ratio of means, target', target);
  const n = source.length;
  const sourceMean = mean(source);
  const targetMean = mean(target);
  if (sourceMean === 0) throw new RangeError('ratio of means: all source values are zero');
  const ratio = targetMean / sourceMean;
  /** Influence of each case on the log ratio (delta method). */
  const influences = mapped(source, (value, i) => (target[i] ?? 0) / (targetMean || 1) - value / sourceMean);
  const smooth = ratio > 0 && isSmooth(influences);
  const parts: Bounds[] = [
    smooth ? abcRatio(source, target) : bootstrapRatio(source, target, ratio, influences, options.seed),
  ];
  if (n > 1 && n < BCA_STANDS_ALONE && ratio > 0) {
    parts.push(exponentiated(pairedT(mapped(influences, (influence) => Math.log(ratio) + influence))));
  }
  const unseen = unseenChange(n, ratio, Math.max(1, ratio));
  return {
    method: smooth ? 'large-sample' : 'log-ratio-bootstrap',
    n,
    ...within(widest(unseen, ...parts), 0, Infinity),
  };
}

/** BCa bounds of the ratio itself: the method respects transformations, so they are those of the log ratio, exponentiated. */
function bootstrapRatio(
  source: ArrayLike<number>,
  target: ArrayLike<number>,
  ratio: number,
  influences: Float64Array,
  seed: number,
): Bounds {
  const distribution = influences.every((influence) => Math.abs(influence) <= ROUNDING)
    ? unmoved({ draws: MEAN_DRAWS, estimate: ratio })
    : resampledRatios(source, target, ratio, seed);
  return bcaBounds(distribution, {
    bias: biasOf(distribution, ROUNDING * ratio),
    acceleration: accelerationOf(influences),
  });
}

/** Share of a figure that the order of a sum can make out. */
const ROUNDING = 1e-12;

function resampledRatios(
  source: ArrayLike<number>,
  target: ArrayLike<number>,
  ratio: number,
  seed: number,
): BootstrapDistribution {
  const sources = Float64Array.from(source);
  const targets = Float64Array.from(target);
  return resample({ n: sources.length, draws: MEAN_DRAWS, seed, estimate: ratio }, (picked) => {
    const sourceTotal = totalAt(picked, sources);
    const targetTotal = totalAt(picked, targets);
    if (sourceTotal === 0 && targetTotal === 0) return ratio; // such a resample says nothing about the ratio
    return targetTotal / sourceTotal;
  });
}
