import { z } from 'zod';
import { nearest } from './nearest.ts';
import type { ScorerFault } from './scorer.ts';

/** Says in plain words what is wrong with a scorer's options, naming each key and, for an unknown one, the nearest. */
export function optionFaults(error: z.ZodError, schema: z.ZodType): readonly ScorerFault[] {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, known));
    const at = issue.path.length > 0 ? `\`${issue.path.join('.')}\`: ` : '';
    return [{ message: `${at}${lowerFirst(issue.message)}` }];
  });
}

function unknownKey(key: string, known: readonly string[]): ScorerFault {
  const close = nearest(key, known);
  if (close !== undefined) return { message: `unknown key \`${key}\``, hint: `Did you mean \`${close}\`?` };
  const hint = known.length > 0 ? `Its keys are ${known.join(', ')}.` : 'It takes no keys of its own.';
  return { message: `unknown key \`${key}\``, hint };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
