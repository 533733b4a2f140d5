import type { PriceOf } from '../core/contracts/ports.ts';
import type { Rates } from '../core/contracts/yardstick.ts';

type ListPrice = NonNullable<ReturnType<PriceOf>>;

/**
 * OpenAI's endpoints for data residency take this much of the list price for models since March 2026 ("Pricing", regional
 * processing); older ones are counted so, too, because the table does not tell them apart.
 */
const REGIONAL_OPENAI = 1.1;

/**
 * What an endpoint takes of its service's list price, by its address; `undefined` when that cannot be told. Azure's prices
 * differ by the kind of a deployment, which its address does not show.
 */
export function surchargeAt(baseUrl: string | undefined): number | undefined {
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return 1;
  const { hostname } = new URL(baseUrl);
  if (hostname.endsWith('.azure.com')) return undefined;
  return hostname.endsWith('.api.openai.com') ? REGIONAL_OPENAI : 1;
}

/** More than any list price has; products of floats have more. */
const RATE_DIGITS = 12;

/** A price with all its rates so many times as high. */
export function dearerBy(factor: number, { longContext, contextWindow, source, ...rates }: ListPrice): ListPrice {
  const tiers = longContext?.map(({ above, ...each }) => ({ ...scaled(each, factor), above }));
  return {
    ...scaled(rates, factor),
    ...(tiers === undefined ? {} : { longContext: tiers }),
    ...(contextWindow === undefined ? {} : { contextWindow }),
    source: `${source}, × ${factor}`,
  };
}

function scaled({ input, output, cacheRead, cacheWrite, cacheWrite1h }: Rates, factor: number): Rates {
  const times = (rate: number) => Number((rate * factor).toPrecision(RATE_DIGITS));
  return {
    input: times(input),
    output: times(output),
    ...(cacheRead === undefined ? {} : { cacheRead: times(cacheRead) }),
    ...(cacheWrite === undefined ? {} : { cacheWrite: times(cacheWrite) }),
    ...(cacheWrite1h === undefined ? {} : { cacheWrite1h: times(cacheWrite1h) }),
  };
}
