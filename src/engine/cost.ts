import type { Usage } from '../core/contracts/cell.ts';
import type { Price } from '../core/contracts/yardstick.ts';
import { TOKENS_PER_PRICE, tierOf, tokenRates } from '../core/plan/rates.ts';

/** US dollars that a call cost; `undefined` when the service did not report its usage. `costBound` is at least as much. */
export function costOf(usage: Usage, price: Price): number | undefined {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const rates = tokenRates(tierOf(price, inputTokens));
  const plain = Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens);
  const dollars =
    plain * rates.input +
    cacheReadTokens * rates.cacheRead +
    cacheWriteTokens * rates.cacheWrite +
    outputTokens * rates.output;
  return dollars / TOKENS_PER_PRICE;
}
