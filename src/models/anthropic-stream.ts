import { z } from 'zod';
import type { Assembly } from './streamed-reply.ts';

const text = z.string().nullish();
const counts = z.record(z.string(), z.unknown()).nullish();

/** What the events of a streamed message may say; new types may come at any time and are passed over. */
const event = z.object({
  type: z.string(),
  message: z.object({ model: text, usage: counts }).optional(),
  content_block: z.object({ type: z.string(), text }).optional(),
  delta: z.object({ type: text, text, stop_reason: text }).optional(),
  usage: counts,
});

type Event = z.infer<typeof event>;

/** Puts a streamed message together. It is whole from its `message_stop` on. Thinking and tool calls are no output. */
export function anthropicAssembly(): Assembly {
  const output: string[] = [];
  let model: string | null | undefined;
  let stopReason: string | null | undefined;
  let usage: Readonly<Record<string, unknown>> = {};
  let stopped = false;
  return {
    take(untrusted) {
      const taken = event.parse(untrusted);
      const piece = textOf(taken);
      if (piece) output.push(piece);
      model ??= taken.message?.model;
      stopReason = taken.delta?.stop_reason ?? stopReason;
      // The counts of `message_delta` are those of the whole so far; what they leave out stays as the start told it.
      usage = { ...usage, ...stated(taken.message?.usage), ...stated(taken.usage) };
      stopped ||= taken.type === 'message_stop';
      return Boolean(piece);
    },
    body() {
      if (!stopped) return undefined;
      return { model, stop_reason: stopReason, content: [{ type: 'text', text: output.join('') }], usage };
    },
  };
}

function textOf({ type, content_block: block, delta }: Event): string | null | undefined {
  if (type === 'content_block_start' && block?.type === 'text') return block.text;
  return type === 'content_block_delta' && delta?.type === 'text_delta' ? delta.text : undefined;
}

function stated(usage: z.infer<typeof counts>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(usage ?? {}).filter(([, count]) => count !== null));
}
