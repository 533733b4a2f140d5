import { CONFIRMATIONS } from '../contracts/cell.ts';
import type { ExtraCalls } from '../contracts/plan.ts';
import type { ApplicationYardstick } from '../contracts/yardstick.ts';

const SIDES = 2;

/**
 * The most calls that may come on top of an application's planned ones: every critical case may be lost, and repeated; and
 * where replies of earlier runs are reused, times have to be measured again. `undefined` when there can be none.
 *
 * @param timings calls that measure times again, as far as what is kept tells
 */
export function extraCalls(
  application: ApplicationYardstick,
  { hasSource, timings }: { readonly hasSource: boolean; readonly timings: number },
): ExtraCalls | undefined {
  if (!hasSource) return undefined;
  const { cases } = application.suite;
  const confirmations = cases.filter(({ critical }) => critical).length * CONFIRMATIONS * SIDES;
  return confirmations + timings === 0 ? undefined : { confirmations, timings };
}
