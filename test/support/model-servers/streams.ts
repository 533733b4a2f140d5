import { converseEvent } from './event-frames.ts';
import type { ScriptedReply, ServedCall } from './script.ts';

/** A reply as it is streamed: each piece is written by itself. */
export interface StreamedPieces {
  readonly contentType: string;
  readonly pieces: readonly Buffer[];
}

interface Counts {
  readonly input: number;
  readonly output: number;
}

/** A scripted reply as a stream of events in the words of the call's protocol, its text cut into words. */
export function encodeStream(call: ServedCall, reply: ScriptedReply, counts: Counts): StreamedPieces {
  const texts = reply.text === '' ? [] : (reply.text.match(/\S*\s*/g) ?? []).filter((text) => text !== '');
  const encoders = { converse: converseStream, openai: openaiStream, anthropic: anthropicStream };
  return encoders[call.protocol](call, reply, texts, counts);
}

function converseStream(_call: ServedCall, reply: ScriptedReply, texts: readonly string[], { input, output }: Counts) {
  const { stopReason = 'end_turn', cacheReadTokens, cacheWriteTokens } = reply;
  const usage = {
    inputTokens: input,
    outputTokens: output,
    totalTokens: input + output,
    ...(cacheReadTokens === undefined ? {} : { cacheReadInputTokens: cacheReadTokens }),
    ...(cacheWriteTokens === undefined ? {} : { cacheWriteInputTokens: cacheWriteTokens }),
  };
  const pieces = [
    converseEvent('messageStart', { role: 'assistant' }),
    ...texts.map((text) => converseEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })),
    converseEvent('contentBlockStop', { contentBlockIndex: 0 }),
    converseEvent('messageStop', { stopReason }),
    converseEvent('metadata', { usage, metrics: { latencyMs: 1 } }),
  ];
  return { contentType: 'application/vnd.amazon.eventstream', pieces };
}

function openaiStream(call: ServedCall, reply: ScriptedReply, texts: readonly string[], { input, output }: Counts) {
  const { stopReason = 'stop', cacheReadTokens, servedModel = call.model } = reply;
  const common = { id: `chatcmpl-${call.count}`, object: 'chat.completion.chunk', model: servedModel };
  const choice = (delta: object, finish_reason: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason }],
  });
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    ...(cacheReadTokens === undefined ? {} : { prompt_tokens_details: { cached_tokens: cacheReadTokens } }),
  };
  const asked = (call.body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage;
  const chunks = [
    choice({ role: 'assistant', content: '' }),
    ...texts.map((content) => choice({ content })),
    choice({}, stopReason),
    ...(asked ? [{ choices: [], usage }] : []),
  ];
  const pieces = [...chunks.map((chunk) => sse({ ...common, ...chunk })), Buffer.from('data: [DONE]\n\n')];
  return { contentType: 'text/event-stream; charset=utf-8', pieces };
}

function anthropicStream(call: ServedCall, reply: ScriptedReply, texts: readonly string[], { input, output }: Counts) {
  const { stopReason = 'end_turn', cacheReadTokens, cacheWriteTokens, servedModel = call.model } = reply;
  const usage = {
    input_tokens: input,
    output_tokens: 1,
    ...(cacheReadTokens === undefined ? {} : { cache_read_input_tokens: cacheReadTokens }),
    ...(cacheWriteTokens === undefined ? {} : { cache_creation_input_tokens: cacheWriteTokens }),
  };
  const events = [
    { type: 'message_start', message: { type: 'message', model: servedModel, content: [], stop_reason: null, usage } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    ...texts.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null },
      usage: { output_tokens: output },
    },
    { type: 'message_stop' },
  ];
  return { contentType: 'text/event-stream', pieces: events.map((event) => sse(event, event.type)) };
}

/** A server-sent event. */
export function sse(data: unknown, name?: string): Buffer {
  return Buffer.from(`${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`);
}
