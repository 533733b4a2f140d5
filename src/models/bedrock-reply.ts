import type { ConverseCommandOutput, CountTokensCommandOutput, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import type { ModelReply } from '../core/contracts/ports.ts';
import type { Redact } from '../core/redaction/secrets.ts';
import type { Told, ToldUsage } from './charged-usage.ts';
import { plainId } from './http-errors.ts';
import { stopReasonOf } from './stop-reasons.ts';

/** What is read of a Converse reply, in one piece or put together from a stream. */
export type ConverseReply = Pick<
  ConverseCommandOutput,
  'output' | 'stopReason' | 'usage' | 'serviceTier' | 'trace' | '$metadata'
>;

/**
 * Reads a Converse reply: its text blocks joined; reasoning and tool calls are no output. `undefined` when the parts that
 * every reply has are missing: the SDK does not check what it deserialises.
 */
export function readConverse(
  reply: ConverseReply,
  redact: Redact,
): Told<Omit<ModelReply, 'latencyMs' | 'ttftMs'>> | undefined {
  const content = reply.output?.message?.content;
  if (!Array.isArray(content) || typeof reply.stopReason !== 'string') return undefined;
  const requestId = plainId(reply.$metadata.requestId ?? '', redact);
  const servedModel = reply.trace?.promptRouter?.invokedModelId;
  return {
    output: content.map((block) => (typeof block?.text === 'string' ? block.text : '')).join(''),
    stopReason: stopReasonOf(reply.stopReason),
    usage: usageOf(reply),
    ...(requestId === undefined ? {} : { requestId }),
    ...(typeof servedModel === 'string' ? { servedModel } : {}),
  };
}

/** Converse counts cached tokens apart from `inputTokens`; here they are part of them. */
function usageOf({ usage, serviceTier }: ConverseReply): ToldUsage {
  const read = countOf(usage?.cacheReadInputTokens) ?? 0;
  const lives = cacheLives(usage?.cacheDetails);
  const written = Math.max(countOf(usage?.cacheWriteInputTokens) ?? 0, lives.total);
  const input = countOf(usage?.inputTokens);
  const output = countOf(usage?.outputTokens);
  return {
    ...(input === undefined ? {} : { inputTokens: input + read + written }),
    ...(output === undefined ? {} : { outputTokens: output }),
    ...(read > 0 ? { cacheReadTokens: read } : {}),
    ...(written > 0 ? { cacheWriteTokens: written } : {}),
    ...(lives.long > 0 ? { cacheWrite1hTokens: lives.long } : {}),
    ...(lives.total > 0 && lives.total === written ? { tellsCacheLife: true } : {}),
    ...(typeof serviceTier?.type === 'string' ? { serviceTier: serviceTier.type } : {}),
  };
}

/** Tokens written to a cache: all that are told by how long they are kept, and of these the ones beyond five minutes. */
function cacheLives(details: TokenUsage['cacheDetails']): { readonly total: number; readonly long: number } {
  let [total, long] = [0, 0];
  for (const detail of Array.isArray(details) ? details : []) {
    const tokens = countOf(detail?.inputTokens) ?? 0;
    total += tokens;
    if (detail?.ttl !== '5m') long += tokens;
  }
  return { total, long };
}

/** Input tokens; `undefined` when the reply does not say. */
export function readCount({ inputTokens }: CountTokensCommandOutput): number | undefined {
  return countOf(inputTokens);
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
