import type { ModelRequest } from '../contracts/cell.ts';
import type { JsonObject } from '../contracts/json.ts';
import type { Price } from '../contracts/yardstick.ts';
import { sentMaxTokens } from './output-limit.ts';
import { TOKENS_PER_PRICE, tiersUpTo, tokenRates } from './rates.ts';

/** Output tokens when neither the request nor the price table bounds them: no current model writes more in one reply. */
const UNBOUNDED_OUTPUT_TOKENS = 131_072;

/** Tokens that chat templates add around a request and around each message; generous. */
const TEMPLATE_TOKENS = 256;
const MESSAGE_TOKENS = 16;

/**
 * US dollars that one attempt at this request can cost at most. Input tokens are bounded by the request's bytes, because no
 * tokeniser makes more tokens than bytes; output tokens by the bound that the request is sent with, else by what the model
 * can hold.
 *
 * @param unasked output tokens that the provider's requests ask for where their parameters name no bound; absent: none
 */
export function costBound(request: ModelRequest, price: Price, unasked?: number): number {
  const window = price.contextWindow ?? Number.POSITIVE_INFINITY;
  const input = Math.min(inputBound(request), window);
  const output = Math.min(sentMaxTokens(request.parameters, unasked) ?? UNBOUNDED_OUTPUT_TOKENS, window);
  const tiers = tiersUpTo(price, input);
  const mayWrite = tiers.some(({ cacheWrite }) => cacheWrite !== undefined) || asksForCache(request);
  const dollars = tiers.map(tokenRates).map((rates) => {
    const dearestInput = Math.max(rates.input, rates.cacheRead, mayWrite ? rates.cacheWrite : 0);
    return input * dearestInput + output * rates.output;
  });
  return Math.max(...dollars) / TOKENS_PER_PRICE;
}

/**
 * Whether a request may have tokens written to a cache for money, where the price table has no rate for that. Its parameters
 * alone can ask for it, because its messages are plain text, and services that use a cache unasked take no more for a token
 * that they write than for any other. To reckon with it always would set aside twice as much for input, for nothing, at most
 * models.
 */
function asksForCache({ parameters }: ModelRequest): boolean {
  return readParameters(parameters).mentionsCache;
}

function inputBound(request: ModelRequest): number {
  const texts = [request.system ?? '', ...request.messages.map((m) => m.content)];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), readParameters(request.parameters).bytes);
  return bytes + TEMPLATE_TOKENS + MESSAGE_TOKENS * request.messages.length;
}

/** What of its parameters bounds the input of a request. */
interface ReadParameters {
  /** Of their JSON. */
  readonly bytes: number;
  /** Whether anything in them, at any depth, has to do with a cache: `cache_control`, `cachePoint` … */
  readonly mentionsCache: boolean;
}

/** All requests of a variant have the same parameters. */
const known = new WeakMap<JsonObject, ReadParameters>();

function readParameters(parameters: JsonObject): ReadParameters {
  const read = known.get(parameters) ?? readJson(JSON.stringify(parameters));
  known.set(parameters, read);
  return read;
}

function readJson(text: string): ReadParameters {
  return { bytes: Buffer.byteLength(text), mentionsCache: /cache/i.test(text) };
}
