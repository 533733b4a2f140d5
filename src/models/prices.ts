import { calcPrice, type ModelPrice, type TieredPrices } from '@pydantic/genai-prices';
import type { PriceOf } from '../core/contracts/ports.ts';
import type { LongContextPrice, Price, ProviderDefinition, Rates } from '../core/contracts/yardstick.ts';
import { namedModelId } from './bedrock-model-id.ts';
import { dearerBy, surchargeAt } from './price-surcharge.ts';

/** Day on which the bundled price table was published: `@pydantic/genai-prices` 0.1.8. */
export const PRICE_TABLE_DATE = '2026-09-23';

const SOURCE = `genai-prices 0.1.8, ${PRICE_TABLE_DATE}`;

/**
 * Prices that change by the hour are read at noon UTC, outside every off-peak tariff, so that they are never the cheaper of
 * two. Prices that change by date are those of the day of the run: an introductory price that has ended would be too low.
 */
const NOON = 'T12:00:00Z';

/** Noon of a day, UTC; of the table's own day where a clock is behind it. */
function noonOf(day: Date): Date {
  const isBehind = Number.isNaN(day.getTime()) || day.toISOString() < PRICE_TABLE_DATE;
  return new Date(`${isBehind ? PRICE_TABLE_DATE : day.toISOString().slice(0, 10)}${NOON}`);
}

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
 * @param day of the run; absent: that of the table
 */
export function priceTable(
  overrides: Readonly<Record<string, Price>>,
  providers: readonly Definition[] = [],
  day: Date = new Date(PRICE_TABLE_DATE),
): PriceOf {
  const asOf = noonOf(day);
  const definitions = new Map(providers.map((definition) => [definition.name, definition]));
  const known = new Map<string, ReturnType<PriceOf>>();
  return (provider, model) => {
    const override = Object.hasOwn(overrides, model) ? overrides[model] : undefined;
    if (override) return { ...override, source: 'configuration' };
    const key = `${provider}\u0000${model}`;
    if (!known.has(key)) known.set(key, listPrice(model, asOf, { provider, definition: definitions.get(provider) }));
    return known.get(key);
  };
}

interface Served {
  readonly provider: string;
  readonly definition: Definition | undefined;
}

function listPrice(model: string, asOf: Date, { provider, definition }: Served): ReturnType<PriceOf> {
  const surcharge = surchargeAt(definition?.baseUrl);
  if (surcharge === undefined) return undefined;
  for (const seller of sellersOf(provider, model, definition)) {
    const price = fromTable(seller, model, asOf);
    if (price) return surcharge === 1 ? price : dearerBy(surcharge, price);
  }
  return undefined;
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

function fromTable(seller: string, model: string, asOf: Date): ReturnType<PriceOf> {
  const id = seller === 'aws' ? namedModelId(model) : model;
  if (id === undefined) return undefined;
  const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, id, { providerId: seller, timestamp: asOf });
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

/**
 * The table's names for what a reply is made of. A model that writes more than text is counted at the dearest of them, because
 * services that speak like OpenAI do not all tell which tokens were which.
 */
const OUTPUTS = [
  'output_mtok',
  'output_audio_mtok',
  'output_image_mtok',
  'output_video_mtok',
  'output_reasoning_mtok',
  'output_citation_mtok',
] as const;

function ratesAt(rates: ModelPrice, above: number): Rates | undefined {
  const input = rateAt(rates['input_mtok'], above);
  const outputs = OUTPUTS.flatMap((unit) => rateAt(rates[unit], above) ?? []);
  if (input === undefined || rates['output_mtok'] === undefined) return undefined;
  const cacheRead = rateAt(rates['cache_read_mtok'], above);
  const cacheWrite = rateAt(rates['cache_write_mtok'], above);
  const cacheWrite1h = rateAt(rates['cache_write_1h_mtok'], above);
  return {
    input,
    output: Math.max(...outputs),
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    ...(cacheWrite1h === undefined ? {} : { cacheWrite1h }),
  };
}

function rateAt(rate: number | TieredPrices | undefined, above: number): number | undefined {
  if (rate === undefined || typeof rate === 'number') return rate;
  const reached = rate.tiers.filter((tier) => tier.start <= above).sort((a, b) => a.start - b.start);
  return reached.at(-1)?.price ?? rate.base;
}

function tierStarts(rates: ModelPrice): number[] {
  const starts = Object.values(rates).flatMap((rate) => {
    return rate === undefined || typeof rate === 'number' ? [] : rate.tiers.map((tier) => tier.start);
  });
  return [...new Set(starts)].sort((a, b) => a - b);
}
