import type { Analysis } from '../comparison/analysis.ts';
import type { Cause } from '../contracts/finding.ts';
import type { Inference } from '../contracts/inference.ts';
import { impliedVariance, moreCasesToDecide } from '../plan/power.ts';
import { type Bound, slack } from './bound.ts';

/**
 * Why an interval did not decide: about how many more cases would, if estimate and spread stayed as observed, or that the
 * estimate lies on the bound, where no number of cases decides. `undefined` when the interval has no end to reckon from.
 */
export function whyUndecided(
  analysis: Analysis,
  inference: Inference,
  bound: Bound,
  alpha: number,
  size: number,
): Cause | undefined {
  if (Math.abs(inference.estimate - bound.value) <= slack(bound, size)) return { kind: 'on-the-bound' };
  const { estimate, distanceTo, variance } =
    bound.basis === 'ratio' ? onLogScale(inference, bound, alpha) : onOwnScale(analysis, inference, bound, alpha);
  if (![estimate, distanceTo, variance].every(Number.isFinite)) return undefined;
  return moreCasesToDecide({ n: inference.n, estimate, bound: distanceTo, variance, alpha });
}

interface Reckoning {
  readonly estimate: number;
  readonly distanceTo: number;
  readonly variance: number;
}

function onLogScale(inference: Inference, bound: Bound, alpha: number): Reckoning {
  return {
    estimate: Math.log(inference.estimate),
    distanceTo: Math.log(bound.value),
    variance: impliedVariance(inference, alpha, 'log'),
  };
}

/** Means in units of the largest difference that a case can show, so that dollars and scores are reckoned alike. */
function onOwnScale(analysis: Analysis, inference: Inference, bound: Bound, alpha: number): Reckoning {
  const unit = analysis.metric.statistic.kind === 'mean' && analysis.scale > 0 ? analysis.scale : 1;
  return {
    estimate: inference.estimate / unit,
    distanceTo: bound.value / unit,
    variance: varianceOfACase(analysis, inference, bound, alpha) / unit ** 2,
  };
}

/** Of yes/no differences the observed ψ − δ², of all else what the interval implies. */
function varianceOfACase(analysis: Analysis, inference: Inference, bound: Bound, alpha: number): number {
  if (inference.method !== 'tango' || bound.basis !== 'difference') return impliedVariance(inference, alpha, 'linear');
  return (analysis.wins + analysis.losses) / analysis.n - inference.estimate ** 2;
}
