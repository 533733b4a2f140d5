import type { LongContextPrice, Price } from '../contracts/yardstick.ts';

/** Prices are for so many tokens. */
export const TOKENS_PER_PRICE = 1_000_000;

/** The rates of a request of so many input tokens: beyond the start of a long context others hold for all of it. */
export function ratesFor(price: Price, inputTokens: number): Price | LongContextPrice {
  return price.longContext?.findLast((tier) => inputTokens > tier.above) ?? price;
}
