import type { LongContextPrice, Price } from '../contracts/yardstick.ts';

/** Prices are for so many tokens. */
export const TOKENS_PER_PRICE = 1_000_000;

/**
 * A cache write at a model without a rate of its own for it: twice the input rate, the dearest that the price table holds
 * for any model (one-hour entries).
 */
const DEAREST_CACHE_WRITE = 2;

/** The rates that hold for a whole request, as the price table has them. */
type Tier = Price | LongContextPrice;

/** What `TOKENS_PER_PRICE` tokens cost by what is done with them, in US dollars. */
export interface TokenRates {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** The tier of a request of so many input tokens: beyond the start of a long context others hold for all of it. */
export function tierOf(price: Price, inputTokens: number): Tier {
  return price.longContext?.findLast((tier) => inputTokens > tier.above) ?? price;
}

/** The tiers that a request of at most so many input tokens can be in. */
export function tiersUpTo(price: Price, inputTokens: number): readonly Tier[] {
  return [price, ...(price.longContext?.filter((tier) => inputTokens > tier.above) ?? [])];
}

/**
 * A rate for every kind of token: those read from a cache without a rate of their own count as plain input, written ones as
 * twice that: never too little.
 */
export function tokenRates({ input, output, cacheRead, cacheWrite }: Tier): TokenRates {
  return { input, output, cacheRead: cacheRead ?? input, cacheWrite: cacheWrite ?? input * DEAREST_CACHE_WRITE };
}
