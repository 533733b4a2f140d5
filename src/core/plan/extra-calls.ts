import { CONFIRMATIONS } from '../contracts/cell.ts';
import type { ExtraCalls } from '../contracts/plan.ts';
import type { ApplicationYardstick } from '../contracts/yardstick.ts';
import { TIMED_CASES, wantedTimes } from './timing-cells.ts';

const SIDES = 2;

/**
 * The most calls that may come on top of an application's planned ones: every critical case may be lost, and repeated; and
 * where replies of earlier runs are reused, times may have to be measured again. `undefined` when there can be none.
 *
 * @param kept share of the planned calls whose replies are kept, 0 to 1
 */
export function extraCalls(
  application: ApplicationYardstick,
  { hasSource, kept }: { readonly hasSource: boolean; readonly kept: number },
): ExtraCalls | undefined {
  if (!hasSource) return undefined;
  const { cases } = application.suite;
  const { latency, ttft } = wantedTimes(application);
  const confirmations = cases.filter(({ critical }) => critical).length * CONFIRMATIONS * SIDES;
  const timings = kept > 0 && (latency || ttft) ? Math.min(TIMED_CASES, cases.length) * SIDES : 0;
  return confirmations + timings === 0 ? undefined : { confirmations, timings };
}
