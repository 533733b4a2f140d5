import { z } from 'zod';
import type { CallErrorKind, ModelRequest } from '../core/contracts/cell.ts';
import type { ModelReply } from '../core/contracts/ports.ts';
import type { Told, ToldUsage } from './charged-usage.ts';
import { snakeCaseMembers } from './parameters.ts';
import { stopReasonOf } from './stop-reasons.ts';

/** What parameters may not set: the request itself, and what would make a call other than one reply in one piece. */
const RESERVED: ReadonlySet<string> = new Set(['model', 'messages', 'stream', 'streamoptions', 'n', 'bestof']);

/** Spellings that OpenAI does not know; its own names are sent as the user wrote them, in snake_case. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['maxtokens', 'max_tokens'],
  ['maxcompletiontokens', 'max_completion_tokens'],
  ['topp', 'top_p'],
  ['topk', 'top_k'],
  ['stopsequences', 'stop'],
  ['frequencypenalty', 'frequency_penalty'],
  ['presencepenalty', 'presence_penalty'],
  ['reasoningeffort', 'reasoning_effort'],
  ['responseformat', 'response_format'],
  ['servicetier', 'service_tier'],
]);

/** Error codes that say more than the status does. */
export const OPENAI_CODES: ReadonlyMap<string, CallErrorKind> = new Map([
  ['rate_limit_exceeded', 'throttled'],
  ['rate_limit_error', 'throttled'],
  ['insufficient_quota', 'no-access'],
  ['invalid_api_key', 'no-access'],
  ['model_not_found', 'no-such-model'],
  ['context_length_exceeded', 'context-overflow'],
  ['content_filter', 'refused'],
  ['content_policy_violation', 'refused'],
]);

/**
 * The body of a chat completion. `max_tokens` and `max_completion_tokens` are sent as written: which of them a model takes
 * is part of what is evaluated.
 *
 * @throws ModelError `invalid-request` for parameters that cannot be sent
 */
export function openaiBody(
  request: ModelRequest,
  { stream, asksForUsage }: { readonly stream: boolean; readonly asksForUsage: boolean },
): string {
  const system = request.system ? [{ role: 'system', content: request.system }] : [];
  return JSON.stringify({
    ...snakeCaseMembers(request, { reserved: RESERVED, names: NAMES }),
    model: request.model,
    messages: [...system, ...request.messages],
    ...(stream ? { stream: true } : {}),
    ...(stream && asksForUsage ? { stream_options: { include_usage: true } } : {}),
  });
}

const count = z.number().int().nonnegative().nullish();

/** A chat completion, as far as it is read. Servers that only speak like OpenAI leave much of it out. */
const completion = z.object({
  model: z.string().nullish(),
  service_tier: z.unknown().optional(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count,
      total_tokens: count.catch(undefined),
      prompt_tokens_details: z.object({ cached_tokens: count, cache_write_tokens: count.catch(undefined) }).nullish(),
    })
    .nullish(),
});

export type OpenaiReply = Told<Pick<ModelReply, 'output' | 'stopReason' | 'usage' | 'servedModel'>>;

/** Reads a chat completion. A reply cut off by the connection has no `finish_reason`; its stop reason is `other`. */
export function readOpenaiReply(body: unknown): OpenaiReply {
  const { choices, model, service_tier: tier, usage } = completion.parse(body);
  const choice = choices[0];
  if (!choice) throw new Error('no choice');
  const { content, refusal } = choice.message;
  return {
    output: content ?? refusal ?? '',
    stopReason: refusal ? 'refusal' : stopReasonOf(choice.finish_reason ?? ''),
    usage: { ...usageOf(usage ?? {}), serviceTier: tier ?? undefined },
    ...(model ? { servedModel: model } : {}),
  };
}

/**
 * Some that speak like OpenAI leave the tokens of the model's thoughts out of `completion_tokens`, and count them in the total
 * alone (Gemini, xAI); they are billed as output everywhere.
 */
function usageOf(usage: NonNullable<z.infer<typeof completion>['usage']>): ToldUsage {
  const { prompt_tokens: input, completion_tokens: completed, total_tokens: total } = usage;
  const isKnown = typeof input === 'number' && typeof completed === 'number';
  const output = isKnown ? Math.max(completed, (total ?? 0) - input) : completed;
  const { cached_tokens: cached, cache_write_tokens: written } = usage.prompt_tokens_details ?? {};
  return {
    ...(typeof input === 'number' ? { inputTokens: input } : {}),
    ...(typeof output === 'number' ? { outputTokens: output } : {}),
    ...(cached ? { cacheReadTokens: cached } : {}),
    ...(written ? { cacheWriteTokens: written } : {}),
  };
}

const serviceError = z.object({
  error: z.union([
    z.string(),
    z.object({
      message: z.string().nullish(),
      code: z.union([z.string(), z.number()]).nullish(),
      type: z.string().nullish(),
    }),
  ]),
});

/** The error that a body tells of, in the shapes of OpenAI and of servers that speak like it; empty when it tells of none. */
export function readOpenaiError(body: unknown): { message?: string; code?: string } {
  const told = serviceError.safeParse(body);
  if (!told.success) return {};
  const { error } = told.data;
  if (typeof error === 'string') return { message: error };
  const code = error.code ?? error.type;
  return {
    ...(error.message ? { message: error.message } : {}),
    ...(code === null || code === undefined ? {} : { code: String(code) }),
  };
}
