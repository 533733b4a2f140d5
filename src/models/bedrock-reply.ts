import type { ConverseCommandOutput, CountTokensCommandOutput, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import type { Usage } from '../core/contracts/cell.ts';
import type { ModelReply } from '../core/contracts/ports.ts';
import type { Redact } from '../core/redaction/secrets.ts';
import { plainId } from './http-errors.ts';
import { stopReasonOf } from './stop-reasons.ts';

/** What is read of a Converse reply, in one piece or put together from a stream. */
export type ConverseReply = Pick<ConverseCommandOutput, 'output' | 'stopReason' | 'usage' | 'trace' | '$metadata'>;

/**
 * Reads a Converse reply: its text blocks joined; reasoning and tool calls are no output. `undefined` when the parts that
 * every reply has are missing: the SDK does not check what it deserialises.
 */
export function readConverse(
  reply: ConverseReply,
  redact: Redact,
): Omit<ModelReply, 'latencyMs' | 'ttftMs'> | undefined {
  const content = reply.output?.message?.content;
  if (!Array.isArray(content) || typeof reply.stopReason !== 'string') return undefined;
  const requestId = plainId(reply.$metadata.requestId ?? '', redact);
  const servedModel = reply.trace?.promptRouter?.invokedModelId;
  return {
    output: content.map((block) => (typeof block?.text === 'string' ? block.text : '')).join(''),
    stopReason: stopReasonOf(reply.stopReason),
    usage: usageOf(reply.usage),
    ...(requestId === undefined ? {} : { requestId }),
    ...(typeof servedModel === 'string' ? { servedModel } : {}),
  };
}

/** Converse counts cached tokens apart from `inputTokens`; here they are part of them. */
function usageOf(usage: TokenUsage | undefined): Usage {
  const read = countOf(usage?.cacheReadInputTokens) ?? 0;
  const written = countOf(usage?.cacheWriteInputTokens) ?? 0;
  const input = countOf(usage?.inputTokens);
  const output = countOf(usage?.outputTokens);
  return {
    ...(input === undefined ? {} : { inputTokens: input + read + written }),
    ...(output === undefined ? {} : { outputTokens: output }),
    ...(read > 0 ? { cacheReadTokens: read } : {}),
    ...(written > 0 ? { cacheWriteTokens: written } : {}),
  };
}

/** Input tokens; `undefined` when the reply does not say. */
export function readCount({ inputTokens }: CountTokensCommandOutput): number | undefined {
  return countOf(inputTokens);
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
