import type { ModelRequest, Usage } from '../core/contracts/cell.ts';
import type { JsonObject } from '../core/contracts/json.ts';
import type { LongContextPrice, Price } from '../core/contracts/yardstick.ts';

const TOKENS_PER_PRICE = 1_000_000;

/**
 * A cache write at a model without a rate of its own for it: twice the input rate, the dearest that the price table holds
 * for any model (one-hour entries).
 */
const DEAREST_CACHE_WRITE = 2;

/** Output tokens when neither the request nor the price table bounds them: no current model writes more in one reply. */
const UNBOUNDED_OUTPUT_TOKENS = 131_072;

/** Tokens that chat templates add around a request and around each message; generous. */
const TEMPLATE_TOKENS = 256;
const MESSAGE_TOKENS = 16;

const MAX_TOKENS_NAMES: ReadonlySet<string> = new Set(['maxtokens', 'maxcompletiontokens']);

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

/**
 * US dollars that one attempt at this request can cost at most. Input tokens are bounded by the request's bytes, because no
 * tokeniser makes more tokens than bytes; output tokens by what the parameters allow, else by what the model can hold.
 */
export function costBound(request: ModelRequest, price: Price): number {
  const window = price.contextWindow ?? Number.POSITIVE_INFINITY;
  const input = Math.min(inputBound(request), window);
  const output = Math.min(statedMaxTokens(request.parameters) ?? UNBOUNDED_OUTPUT_TOKENS, window);
  const rates = ratesFor(price, input);
  const dearestInput = Math.max(rates.input, rates.cacheWrite ?? 0);
  return (input * dearestInput + output * rates.output) / TOKENS_PER_PRICE;
}

function ratesFor(price: Price, inputTokens: number): Price | LongContextPrice {
  return price.longContext?.findLast((tier) => inputTokens > tier.above) ?? price;
}

function inputBound(request: ModelRequest): number {
  const texts = [request.system ?? '', ...request.messages.map((m) => m.content)];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), boundsOf(request.parameters).bytes);
  return bytes + TEMPLATE_TOKENS + MESSAGE_TOKENS * request.messages.length;
}

/** What parameters bound: all requests of a variant have the same. */
interface ParameterBounds {
  readonly bytes: number;
  readonly maxTokens: number | undefined;
}

const known = new WeakMap<JsonObject, ParameterBounds>();

function boundsOf(parameters: JsonObject): ParameterBounds {
  const bounds = known.get(parameters) ?? {
    bytes: Buffer.byteLength(JSON.stringify(parameters)),
    maxTokens: largestMaxTokens(parameters),
  };
  known.set(parameters, bounds);
  return bounds;
}

/**
 * The output bound that the parameters state, in any spelling; the larger one where both names are used, because the bound
 * of a cost must never be the smaller of two. Other names (`max_gen_len` …) bound nothing that can be relied on.
 */
export function statedMaxTokens(parameters: JsonObject): number | undefined {
  return boundsOf(parameters).maxTokens;
}

function largestMaxTokens(parameters: JsonObject): number | undefined {
  const stated = Object.entries(parameters)
    .filter(([key]) => MAX_TOKENS_NAMES.has(key.toLowerCase().replaceAll(/[^a-z]/g, '')))
    .map(([, value]) => value)
    .filter((value) => typeof value === 'number' && value > 0) as number[];
  return stated.length > 0 ? Math.max(...stated) : undefined;
}
