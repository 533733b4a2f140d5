import { calcPrice, type ModelPrice, type TieredPrices } from '@pydantic/genai-prices';
import type { PriceOf } from '../core/contracts/ports.ts';
import type { LongContextPrice, Price, ProviderDefinition } from '../core/contracts/yardstick.ts';
import { namedModelId } from './bedrock-model-id.ts';

/** Day on which the bundled price table was published: `@pydantic/genai-prices` 0.1.8. */
export const PRICE_TABLE_DATE = '2026-09-23';

const SOURCE = `genai-prices 0.1.8, ${PRICE_TABLE_DATE}`;

/**
 * Prices that change by date or by hour are read as of the table's own day, at noon UTC, outside every off-peak tariff: the
 * same table always gives the same figures, and never the cheaper of two.
 */
const AS_OF = new Date(`${PRICE_TABLE_DATE}T12:00:00Z`);

/** Public services whose prices the table holds, by the name that a provider of ours goes by → the table's name. */
const PUBLIC_SERVICES: ReadonlyMap<string, string> = new Map([
  ['bedrock', 'aws'],
  ['openai', 'openai'],
  ['anthropic', 'anthropic'],
  ['google', 'google'],
  ['mistral', 'mistral'],
]);

/** Who sells a model that comes without its provider, as in a recording: its maker before those who resell it. */
const MAKERS_FIRST = ['openai', 'anthropic', 'mistral', 'google'] as const;
const BEDROCK_ID =
  /^arn:|^(?:[a-z-]+\.)?(?:ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral|moonshot|nvidia|openai|qwen|stability|twelvelabs|writer|zai)\./;

type Definition = Pick<ProviderDefinition, 'name' | 'type' | 'baseUrl'>;

/**
 * Looks prices up: first in the overrides, by model ID as written, then in the bundled table, which never asks a network.
 * A model that neither knows has no price, never zero; nor has an endpoint with a name and an address of its own, whatever
 * its models are called.
 *
 * @param overrides US dollars per million tokens, by model ID
 * @param providers definitions in force; those that are missing go by their names
 */
export function priceTable(overrides: Readonly<Record<string, Price>>, providers: readonly Definition[] = []): PriceOf {
  const definitions = new Map(providers.map((definition) => [definition.name, definition]));
  const known = new Map<string, ReturnType<PriceOf>>();
  return (provider, model) => {
    const override = Object.hasOwn(overrides, model) ? overrides[model] : undefined;
    if (override) return { ...override, source: 'configuration' };
    const key = `${provider}\u0000${model}`;
    if (!known.has(key)) known.set(key, fromSellers(sellersOf(provider, model, definitions.get(provider)), model));
    return known.get(key);
  };
}

/** The table's providers to ask for a price, in this order. */
function sellersOf(provider: string, model: string, definition: Definition | undefined): readonly string[] {
  const type = definition?.type ?? provider;
  if (type === 'recorded') return BEDROCK_ID.test(model) ? ['aws'] : MAKERS_FIRST;
  const service = PUBLIC_SERVICES.get(provider);
  if (service) return [service];
  const isPublic = type === 'bedrock' || (definition !== undefined && definition.baseUrl === undefined);
  const sold = isPublic ? PUBLIC_SERVICES.get(type) : undefined;
  return sold === undefined ? [] : [sold];
}

function fromSellers(sellers: readonly string[], model: string): ReturnType<PriceOf> {
  for (const seller of sellers) {
    const price = fromTable(seller, model);
    if (price) return price;
  }
  return undefined;
}

function fromTable(seller: string, model: string): ReturnType<PriceOf> {
  const id = seller === 'aws' ? namedModelId(model) : model;
  if (id === undefined) return undefined;
  const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, id, { providerId: seller, timestamp: AS_OF });
  // The table falls back to other sellers of a model; their prices are not this seller's.
  if (!found || found.provider.id !== seller) return undefined;
  const price = priceFrom(found.model_price, found.model.context_window);
  return price && { ...price, source: SOURCE };
}

/** `undefined` when the table has no rate for both input and output: such a price would count a part of the call as free. */
function priceFrom(rates: ModelPrice, contextWindow: number | undefined): Price | undefined {
  const at = ratesAt(rates, 0);
  if (!at) return undefined;
  const longContext = tierStarts(rates).flatMap((above) => {
    const tier = ratesAt(rates, above);
    return tier ? [{ above, ...tier } satisfies LongContextPrice] : [];
  });
  return {
    ...at,
    ...(longContext.length > 0 ? { longContext } : {}),
    ...(contextWindow === undefined ? {} : { contextWindow }),
  };
}

function ratesAt(rates: ModelPrice, above: number): Omit<Price, 'longContext' | 'contextWindow'> | undefined {
  const input = rateAt(rates['input_mtok'], above);
  const output = rateAt(rates['output_mtok'], above);
  if (input === undefined || output === undefined) return undefined;
  const cacheRead = rateAt(rates['cache_read_mtok'], above);
  const cacheWrite = rateAt(rates['cache_write_mtok'], above);
  return {
    input,
    output,
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
  };
}

function rateAt(rate: number | TieredPrices | undefined, above: number): number | undefined {
  if (rate === undefined || typeof rate === 'number') return rate;
  const reached = rate.tiers.filter((tier) => tier.start <= above).sort((a, b) => a.start - b.start);
  return reached.at(-1)?.price ?? rate.base;
}

function tierStarts(rates: ModelPrice): number[] {
  const starts = ['input_mtok', 'output_mtok', 'cache_read_mtok', 'cache_write_mtok'].flatMap((unit) => {
    const rate = rates[unit];
    return rate === undefined || typeof rate === 'number' ? [] : rate.tiers.map((tier) => tier.start);
  });
  return [...new Set(starts)].sort((a, b) => a - b);
}
