import { z } from 'zod';
import type { CallErrorKind, ModelRequest } from '../core/contracts/cell.ts';
import { isJsonObject } from '../core/contracts/json.ts';
import type { ModelReply } from '../core/contracts/ports.ts';
import { unaskedMaxTokens } from '../core/plan/output-limit.ts';
import { surchargeOf } from '../core/plan/service-terms.ts';
import type { Told, ToldUsage } from './charged-usage.ts';
import { snakeCaseMembers } from './parameters.ts';
import { stopReasonOf } from './stop-reasons.ts';

const RESERVED: ReadonlySet<string> = new Set(['model', 'messages', 'system', 'stream']);

const NAMES: ReadonlyMap<string, string> = new Map([
  ['maxtokens', 'max_tokens'],
  ['topp', 'top_p'],
  ['topk', 'top_k'],
  ['stop', 'stop_sequences'],
  ['stopsequences', 'stop_sequences'],
  ['servicetier', 'service_tier'],
]);

/** Error types that say more than the status does. */
export const ANTHROPIC_TYPES: ReadonlyMap<string, CallErrorKind> = new Map([
  ['authentication_error', 'no-access'],
  ['permission_error', 'no-access'],
  ['billing_error', 'no-access'],
  ['not_found_error', 'no-such-model'],
  ['request_too_large', 'context-overflow'],
  ['rate_limit_error', 'throttled'],
  ['timeout_error', 'timed-out'],
  ['overloaded_error', 'throttled'],
  ['api_error', 'unavailable'],
]);

/**
 * The body of a Messages call.
 *
 * @throws ModelError `invalid-request` for parameters that cannot be sent
 */
export function anthropicBody(request: ModelRequest, stream: boolean): string {
  return JSON.stringify({
    // The API demands a bound.
    max_tokens: unaskedMaxTokens('anthropic'),
    ...snakeCaseMembers(request, { reserved: RESERVED, names: NAMES }),
    ...(request.system ? { system: request.system } : {}),
    model: request.model,
    messages: request.messages,
    ...(stream ? { stream: true } : {}),
  });
}

/** What a count of tokens takes beside the messages; it refuses all that only shapes the output. */
const COUNTED = ['thinking', 'tools', 'tool_choice'] as const;

/**
 * The body of a count of input tokens.
 *
 * @throws ModelError `invalid-request` for parameters that cannot be sent
 */
export function anthropicCountBody(request: ModelRequest): string {
  const members = snakeCaseMembers(request, { reserved: RESERVED, names: NAMES });
  return JSON.stringify({
    ...Object.fromEntries(COUNTED.flatMap((name) => (Object.hasOwn(members, name) ? [[name, members[name]]] : []))),
    ...(request.system ? { system: request.system } : {}),
    model: request.model,
    messages: request.messages,
  });
}

const tokenCount = z.object({ input_tokens: z.number().int().nonnegative() });

/** Reads a count of input tokens. Throws when the body is none. */
export function readAnthropicCount(body: unknown): number {
  return tokenCount.parse(body).input_tokens;
}

const count = z.number().int().nonnegative().nullish();

const cacheCreation = z.object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count });

const message = z.object({
  model: z.string().nullish(),
  stop_reason: z.string().nullish(),
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  usage: z
    .object({
      input_tokens: count,
      output_tokens: count,
      cache_read_input_tokens: count,
      cache_creation_input_tokens: count,
      cache_creation: cacheCreation.nullish().catch(undefined),
      speed: z.unknown().optional(),
      inference_geo: z.unknown().optional(),
      server_tool_use: z.unknown().optional(),
    })
    .nullish(),
});

export type AnthropicReply = Told<Pick<ModelReply, 'output' | 'stopReason' | 'usage' | 'servedModel'>>;

/** Reads a Messages reply: its text blocks joined; thinking and tool calls are no output. */
export function readAnthropicReply(body: unknown): AnthropicReply {
  const { content, model, stop_reason, usage } = message.parse(body);
  return {
    output: content.map((block) => (block.type === 'text' ? (block.text ?? '') : '')).join(''),
    stopReason: stopReasonOf(stop_reason ?? ''),
    usage: usageOf(usage ?? {}),
    ...(model ? { servedModel: model } : {}),
  };
}

/**
 * The API counts cached tokens apart from `input_tokens`; here they are part of them. Its `service_tier` tells whether
 * capacity was paid for beforehand, which makes no call dearer; its `speed` does.
 */
function usageOf(usage: NonNullable<z.infer<typeof message>['usage']>): ToldUsage {
  const read = usage.cache_read_input_tokens ?? 0;
  const { ephemeral_5m_input_tokens: short, ephemeral_1h_input_tokens: long } = usage.cache_creation ?? {};
  const told = (short ?? 0) + (long ?? 0);
  const written = Math.max(usage.cache_creation_input_tokens ?? 0, told);
  const surcharge = surchargeOf(usage.inference_geo);
  return {
    ...(typeof usage.input_tokens === 'number' ? { inputTokens: usage.input_tokens + read + written } : {}),
    ...(typeof usage.output_tokens === 'number' ? { outputTokens: usage.output_tokens } : {}),
    ...(read > 0 ? { cacheReadTokens: read } : {}),
    ...(written > 0 ? { cacheWriteTokens: written } : {}),
    ...(long ? { cacheWrite1hTokens: long } : {}),
    ...(told > 0 && told === written ? { tellsCacheLife: true } : {}),
    serviceTier: usage.speed ?? undefined,
    ...(surcharge === undefined ? {} : { surcharge }),
    ...(ranTools(usage.server_tool_use) ? { ranServiceTools: true } : {}),
  };
}

/** Whether any of the counts of tools that the service ran is more than zero: `web_search_requests` … */
function ranTools(counts: unknown): boolean {
  return isJsonObject(counts) && Object.values(counts).some((count) => typeof count === 'number' && count > 0);
}

const serviceError = z.object({
  error: z.object({ type: z.string().nullish(), message: z.string().nullish() }),
});

/** The error that a body tells of; empty when it tells of none. */
export function readAnthropicError(body: unknown): { message?: string; code?: string } {
  const told = serviceError.safeParse(body);
  if (!told.success) return {};
  const { type, message: text } = told.data.error;
  return { ...(text ? { message: text } : {}), ...(type ? { code: type } : {}) };
}
