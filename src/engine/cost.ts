import type { Usage } from '../core/contracts/cell.ts';
import type { Price } from '../core/contracts/yardstick.ts';
import { ratesFor, TOKENS_PER_PRICE } from '../core/plan/rates.ts';

/**
 * A cache write at a model without a rate of its own for it: twice the input rate, the dearest that the price table holds
 * for any model (one-hour entries).
 */
const DEAREST_CACHE_WRITE = 2;

/**
 * US dollars that a call cost; `undefined` when the service did not report its usage.
 * Tokens read from a cache without a rate of their own count as plain input, written ones as twice that: never too little.
 */
export function costOf(usage: Usage, price: Price): number | undefined {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const rates = ratesFor(price, inputTokens);
  const plain = Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens);
  const dollars =
    plain * rates.input +
    cacheReadTokens * (rates.cacheRead ?? rates.input) +
    cacheWriteTokens * (rates.cacheWrite ?? rates.input * DEAREST_CACHE_WRITE) +
    outputTokens * rates.output;
  return dollars / TOKENS_PER_PRICE;
}
