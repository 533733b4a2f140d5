import type { Usage } from '../core/contracts/cell.ts';
import type { Price } from '../core/contracts/yardstick.ts';
import { priceAt, TOKENS_PER_PRICE, tierOf, tokenRates } from '../core/plan/rates.ts';

/**
 * US dollars that a call cost; `undefined` when the service did not report its usage, when the price of the tier that served
 * it is not known, and when the service ran tools, which cost more than their tokens. `costBound` is at least as much.
 */
export function costOf(usage: Usage, list: Price): number | undefined {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0, cacheWrite1hTokens = 0 } = usage;
  const price = usage.ranServiceTools ? undefined : priceAt(list, usage.serviceTier);
  if (price === undefined || inputTokens === undefined || outputTokens === undefined) return undefined;
  const rates = tokenRates(tierOf(price, inputTokens));
  const plain = Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens);
  const dollars =
    plain * rates.input +
    cacheReadTokens * rates.cacheRead +
    Math.max(0, cacheWriteTokens - cacheWrite1hTokens) * rates.cacheWrite +
    cacheWrite1hTokens * rates.cacheWrite1h +
    outputTokens * rates.output;
  return (dollars * (usage.surcharge ?? 1)) / TOKENS_PER_PRICE;
}
