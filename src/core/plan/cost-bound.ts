import type { ModelRequest } from '../contracts/cell.ts';
import type { JsonObject } from '../contracts/json.ts';
import type { Price } from '../contracts/yardstick.ts';
import { sentMaxTokens } from './output-limit.ts';
import { ratesFor, TOKENS_PER_PRICE } from './rates.ts';

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
  const rates = ratesFor(price, input);
  const dearestInput = Math.max(rates.input, rates.cacheWrite ?? 0);
  return (input * dearestInput + output * rates.output) / TOKENS_PER_PRICE;
}

function inputBound(request: ModelRequest): number {
  const texts = [request.system ?? '', ...request.messages.map((m) => m.content)];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), bytesOf(request.parameters));
  return bytes + TEMPLATE_TOKENS + MESSAGE_TOKENS * request.messages.length;
}

/** All requests of a variant have the same parameters. */
const known = new WeakMap<JsonObject, number>();

function bytesOf(parameters: JsonObject): number {
  const bytes = known.get(parameters) ?? Buffer.byteLength(JSON.stringify(parameters));
  known.set(parameters, bytes);
  return bytes;
}
