import type { ModelRequest } from '../contracts/cell.ts';
import type { JsonObject } from '../contracts/json.ts';
import { remembered } from '../contracts/remembered.ts';
import type { Price } from '../contracts/yardstick.ts';
import { sentMaxTokens } from './output-limit.ts';
import { askedPrice, TOKENS_PER_PRICE, type TokenRates, tiersUpTo, tokenRates } from './rates.ts';
import { askedTerms, type ServiceTerms } from './service-terms.ts';

/** Output tokens when neither the request nor the price table bounds them: no current model writes more in one reply. */
const UNBOUNDED_OUTPUT_TOKENS = 131_072;

/** Tokens that chat templates add around a request and around each message; generous. */
const TEMPLATE_TOKENS = 256;
const MESSAGE_TOKENS = 16;

/**
 * Tokens that a service adds where there are tools, and for each tool: its own words on how to use them, and the
 * descriptions of tools that a request names by their kind alone. The most that are documented are 804 and 735 (Anthropic,
 * "Pricing", tool use).
 */
const TOOLS_TOKENS = 1024;
const TOOL_TOKENS = 1024;

/**
 * US dollars that one attempt at this request can cost at most; `undefined` when nothing bounds it, because it asks for a
 * service tier whose price is not known, or for tools that the service runs. Input tokens are bounded by the request's
 * bytes, because no tokeniser makes more tokens than bytes; output tokens by the bound that the request is sent with, else
 * by what the model can hold.
 *
 * @param unasked output tokens that the provider's requests ask for where their parameters name no bound; absent: none
 */
export function costBound(request: ModelRequest, list: Price, unasked?: number): number | undefined {
  const asked = askedTerms(request);
  const price = askedPrice(list, asked);
  if (price === undefined) return undefined;
  const window = price.contextWindow ?? Number.POSITIVE_INFINITY;
  const input = Math.min(inputBound(request), window);
  const output = Math.min(outputBound(request, unasked), window);
  // A service without room on the tier that was asked for serves the request on the standard one.
  const tiers = (asked.serviceTier === undefined ? [price] : [price, list]).flatMap((each) => tiersUpTo(each, input));
  const mayWrite = tiers.some(({ cacheWrite }) => cacheWrite !== undefined) || asksForCache(request);
  const dollars = tiers.map(tokenRates).map((rates) => {
    const written = mayWrite ? writtenRate(rates, asked) : 0;
    return input * Math.max(rates.input, rates.cacheRead, written) + output * rates.output;
  });
  return (Math.max(...dollars) * (asked.surcharge ?? 1)) / TOKENS_PER_PRICE;
}

function writtenRate(rates: TokenRates, { cachesForAnHour }: ServiceTerms): number {
  return cachesForAnHour ? Math.max(rates.cacheWrite, rates.cacheWrite1h) : rates.cacheWrite;
}

function outputBound({ parameters }: ModelRequest, unasked: number | undefined): number {
  const { predictionBytes } = readParameters(parameters);
  // What of a prediction does not come true is billed as output, beside the reply (OpenAI, "Predicted outputs").
  return (sentMaxTokens(parameters, unasked) ?? UNBOUNDED_OUTPUT_TOKENS) + predictionBytes;
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
  const { bytes, toolTokens } = readParameters(request.parameters);
  const texts = [request.system ?? '', ...request.messages.map((m) => m.content)];
  const sent = texts.reduce((sum, text) => sum + Buffer.byteLength(text), bytes);
  return sent + TEMPLATE_TOKENS + MESSAGE_TOKENS * request.messages.length + toolTokens;
}

/** What of its parameters bounds the tokens of a request. */
interface ReadParameters {
  /** Of their JSON. */
  readonly bytes: number;
  /** Whether anything in them, at any depth, has to do with a cache: `cache_control`, `cachePoint` … */
  readonly mentionsCache: boolean;
  /** Tokens that their tools add beside their bytes. */
  readonly toolTokens: number;
  readonly predictionBytes: number;
}

/** All requests of a variant have the same parameters. */
const readParameters = remembered((parameters: JsonObject): ReadParameters => {
  const text = JSON.stringify(parameters);
  const { tools, prediction } = parameters;
  const count = Array.isArray(tools) ? tools.length : 0;
  return {
    bytes: Buffer.byteLength(text),
    mentionsCache: /cache/i.test(text),
    toolTokens: count === 0 ? 0 : TOOLS_TOKENS + TOOL_TOKENS * count,
    predictionBytes: prediction === undefined ? 0 : Buffer.byteLength(JSON.stringify(prediction)),
  };
});
