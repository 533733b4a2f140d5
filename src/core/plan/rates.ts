import type { LongContextPrice, Price, Rates } from '../contracts/yardstick.ts';
import type { ServiceTerms } from './service-terms.ts';

/** Prices are for so many tokens. */
export const TOKENS_PER_PRICE = 1_000_000;

/**
 * A cache write at a model without a rate of its own for it, as a multiple of the input rate: that of entries kept for an
 * hour, the dearest there are (Anthropic, "Prompt caching", pricing; Amazon Bedrock sells the same models).
 */
const DEAREST_CACHE_WRITE = 2;

/** The rates that hold for a whole request, as the price table has them. */
type Tier = Price | LongContextPrice;

/** What `TOKENS_PER_PRICE` tokens cost by what is done with them, in US dollars. */
export type TokenRates = Required<Rates>;

/**
 * The price at a service tier; `undefined` when it is not known. The list price is no substitute: it is the lower one.
 *
 * @param serviceTier as `Usage.serviceTier`; absent: the list price
 */
export function priceAt(price: Price, serviceTier: string | undefined): Price | undefined {
  if (serviceTier === undefined) return price;
  const { serviceTiers = {}, contextWindow } = price;
  const rates = Object.hasOwn(serviceTiers, serviceTier) ? serviceTiers[serviceTier] : undefined;
  if (rates === undefined || contextWindow === undefined) return rates;
  return { ...rates, contextWindow };
}

/** The price that a request is charged by; `undefined` when it is not known, or what it charges for is no token. */
export function askedPrice(price: Price, { serviceTier, serviceTool }: ServiceTerms): Price | undefined {
  return serviceTool === undefined ? priceAt(price, serviceTier) : undefined;
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
 * twice that, and ones written for an hour as no less than any others: never too little.
 */
export function tokenRates({ input, output, cacheRead, cacheWrite, cacheWrite1h }: Tier): TokenRates {
  const dearest = input * DEAREST_CACHE_WRITE;
  return {
    input,
    output,
    cacheRead: cacheRead ?? input,
    cacheWrite: cacheWrite ?? dearest,
    cacheWrite1h: cacheWrite1h ?? Math.max(dearest, cacheWrite ?? 0),
  };
}
