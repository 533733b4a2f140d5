import { z } from 'zod';
import { isJsonObject, type Json } from '../contracts/json.ts';
import { RIGHT, wrong } from './binary.ts';
import { readJsonReply } from './json-reply.ts';
import { normaliseTexts } from './normalise.ts';
import { compileSchema } from './schema-validator.ts';
import { defineScorer } from './scorer.ts';

const OPTIONS = z.strictObject({
  schema: z
    .custom<Json>((value) => isJsonObject(value) || typeof value === 'boolean', 'a JSON Schema is needed here')
    .describe('JSON Schema (draft 2020-12 or 7) that the output must satisfy; in the configuration, its file.'),
});

/**
 * `json-schema`: 1 when the output, read as JSON, satisfies the schema, else 0 with the first violation. An output that is
 * not JSON scores 0. Formats are checked; patterns are RE2; nothing outside the schema is read.
 * `normalise` applies to the texts inside, never to keys.
 */
export const jsonSchema = defineScorer({
  type: 'json-schema',
  summary: 'The output is JSON that satisfies a schema.',
  options: OPTIONS,
  readsPunctuation: false,
  check({ schema }) {
    const compiled = compileSchema(schema);
    if (compiled.ok) return [];
    return [{ message: `\`schema\` cannot be used: ${compiled.reason}`, hint: 'Correct the schema’s file.' }];
  },
  prepare({ schema }, normalise) {
    const compiled = compileSchema(schema);
    return (output) => {
      if (!compiled.ok) return wrong(compiled.reason);
      const reply = readJsonReply(output);
      if (!reply.ok) return wrong(reply.reason);
      const violation = compiled.validate(normaliseTexts(reply.value, normalise));
      return violation === undefined ? RIGHT : wrong(violation);
    };
  },
});
