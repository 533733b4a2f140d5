import type { Inference } from '../contracts/inference.ts';
import { widest } from './bounds.ts';
import { normalQuantile } from './normal.ts';
import { type MeanSummary, summaryT } from './paired-t.ts';
import type { Evidence, LookDecision } from './sequential-test.ts';

/** Which side of a value is the good one. */
export interface Demand {
  readonly good: 'at-least' | 'at-most';
  readonly value: number;
}

/**
 * What an inference says about a demand, as normal deviations: −Φ⁻¹ of its two one-sided p-values. For Tango's inference this
 * is his Z itself; for a t interval the deviate with the same tail (the significance-level approach of Jennison & Turnbull
 * 2000, section 4.4).
 */
export function evidenceFrom(inference: Inference, { good, value }: Demand): Evidence {
  const above = deviationOf(inference.pAbove(value));
  const below = deviationOf(inference.pBelow(value));
  return good === 'at-least' ? { good: above, bad: below } : { good: below, bad: above };
}

/** A p-value that cannot be computed proves nothing; one that rounding put outside its range is at its end. */
function deviationOf(p: number): number {
  return Number.isNaN(p) ? -Infinity : -normalQuantile(Math.min(1, Math.max(0, p)));
}

/**
 * Inference on a mean of graded differences at a look: on each side the wider of the t interval and what a single test would
 * rest on (`meanBounds`: the BCa bootstrap, and what so many cases can exclude at all).
 *
 * Why not t alone: where a rare crash makes the differences skew it passes a target at the margin in up to 13 % of simulated
 * runs at a nominal 5 % (300 cases, 3 % crashes), this in 7 % (t and BCa; smooth and spiky grades: 3 to 6 %).
 * @throws RangeError with fewer than two differences.
 */
export function meanAtLook(single: Inference, summary: MeanSummary): Inference {
  return { method: 'small-sample', n: single.n, ...widest(single, summaryT(summary)) };
}

/**
 * The repeated confidence interval: valid at every look together, whatever made the run stop there, and in agreement with
 * the decision (a pass is an interval that lies on the good side of the bound).
 * Jennison & Turnbull 1989, "Interim analyses: the repeated confidence interval approach" (J. R. Stat. Soc. B 51:305).
 */
export function repeatedInterval(
  inference: Inference,
  good: Demand['good'],
  { intervalAlpha }: Pick<LookDecision, 'intervalAlpha'>,
): readonly [number, number] {
  const [below, above] =
    good === 'at-least' ? [intervalAlpha.good, intervalAlpha.bad] : [intervalAlpha.bad, intervalAlpha.good];
  return [inference.lower(below), inference.upper(above)];
}
