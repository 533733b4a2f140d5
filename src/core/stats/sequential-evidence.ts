import type { Inference } from '../contracts/inference.ts';
import { widest } from './bounds.ts';
import { normalQuantile } from './normal.ts';
import { pairedT } from './paired-t.ts';
import type { Evidence, LookDecision } from './sequential-test.ts';
import { unseenChange } from './unseen-change.ts';

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
  const above = -normalQuantile(inference.pAbove(value));
  const below = -normalQuantile(inference.pBelow(value));
  return good === 'at-least' ? { good: above, bad: below } : { good: below, bad: above };
}

/**
 * Inference on a mean of graded differences at a look: the t interval, never narrower than what so many cases can exclude
 * (`unseenChange`), without which a few identical differences would decide anything. `scale`: the largest difference that
 * one case can show.
 * @throws RangeError with fewer than two differences, or one that is not finite.
 */
export function meanAtLook(differences: readonly number[], scale: number): Inference {
  const t = pairedT(differences);
  return { method: 'paired-t', n: t.n, ...widest(t, unseenChange(t.n, t.estimate, scale)) };
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
