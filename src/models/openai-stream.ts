import { z } from 'zod';
import type { Assembly } from './streamed-reply.ts';

const text = z.string().nullish();

/** A piece of a streamed chat completion, as far as it is read. The usage comes in a last one, without choices. */
const chunk = z.object({
  model: text,
  service_tier: z.unknown().optional(),
  choices: z
    .array(
      z.object({
        index: z.number().nullish(),
        finish_reason: text,
        delta: z.object({ content: text, refusal: text }).nullish(),
      }),
    )
    .nullish(),
  usage: z.unknown().optional(),
});

type Choice = NonNullable<z.infer<typeof chunk>['choices']>[number];

/** Puts a streamed chat completion together. It is whole from the piece on that has its finish reason, or at the end mark. */
export function openaiAssembly(): Assembly {
  const content: string[] = [];
  const refusal: string[] = [];
  let model: string | undefined;
  let tier: unknown;
  let finishReason: string | undefined;
  let usage: unknown;
  let begun = false;

  const takeChoice = ({ delta, finish_reason }: Choice): boolean => {
    begun = true;
    if (delta?.content) content.push(delta.content);
    if (delta?.refusal) refusal.push(delta.refusal);
    finishReason = finish_reason ?? finishReason;
    return Boolean(delta?.content || delta?.refusal);
  };
  return {
    take(event) {
      const piece = chunk.parse(event);
      model = piece.model ?? model;
      tier = piece.service_tier ?? tier;
      usage = piece.usage ?? usage;
      const choice = piece.choices?.find(({ index }) => (index ?? 0) === 0);
      return choice === undefined ? false : takeChoice(choice);
    },
    body(ended) {
      if (finishReason === undefined && !ended) return undefined;
      const message = { content: joined(content), refusal: joined(refusal) };
      return { model, service_tier: tier, choices: begun ? [{ finish_reason: finishReason, message }] : [], usage };
    },
  };
}

function joined(pieces: readonly string[]): string | null {
  return pieces.length === 0 ? null : pieces.join('');
}
