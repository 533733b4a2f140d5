import type { ConverseCommandOutput, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';

/** A streamed Converse reply put together to what it would have been in one piece. */
export interface AssembledConverse {
  readonly reply: Pick<ConverseCommandOutput, 'output' | 'stopReason' | 'usage' | 'serviceTier' | 'trace'>;
  /** When the first piece of output text came, by the clock given; absent when there was none. */
  readonly firstAt?: number;
}

/**
 * Reads a Converse stream to its end. A reply whose `messageStop` never came is left without a stop reason, as a Converse
 * reply with parts missing. Reasoning and tool calls are no output.
 *
 * @param now milliseconds of a clock that never goes back
 * @throws what the SDK throws for an event that is an error, or none, and for a connection that breaks
 */
export async function assembleConverse(
  events: AsyncIterable<ConverseStreamOutput> | Iterable<ConverseStreamOutput>,
  now: () => number,
): Promise<AssembledConverse> {
  const texts: string[] = [];
  let firstAt: number | undefined;
  let stopReason: ConverseCommandOutput['stopReason'];
  let metadata: ConverseStreamOutput.MetadataMember['metadata'] | undefined;
  for await (const event of events) {
    const text = event.contentBlockDelta?.delta?.text;
    if (typeof text === 'string' && text !== '') {
      firstAt ??= now();
      texts.push(text);
    }
    stopReason = event.messageStop?.stopReason ?? stopReason;
    metadata = event.metadata ?? metadata;
  }
  const message = { role: 'assistant' as const, content: [{ text: texts.join('') }] };
  const { usage, serviceTier, trace } = metadata ?? {};
  const reply = { output: { message }, stopReason, usage, serviceTier, trace };
  return { reply, ...(firstAt === undefined ? {} : { firstAt }) };
}
