import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';

/** The yardstick that a verdict's figures and findings are by: the base's, or the proposed one once it is approved. */
export function decidingYardstick({
  verdict,
  yardstick,
  proposedYardstick,
}: {
  readonly verdict: Pick<Verdict, 'underBase'>;
  readonly yardstick?: Yardstick;
  readonly proposedYardstick?: Yardstick;
}): Yardstick | undefined {
  return verdict.underBase === undefined ? yardstick : (proposedYardstick ?? yardstick);
}
