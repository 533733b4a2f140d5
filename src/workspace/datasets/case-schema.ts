import { z } from 'zod';
import { anyJson } from '../configuration/schema-wiring.ts';

const message = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: z.string(),
});

const sliceName = z.string().min(1).max(200);

/** One entry of a dataset, under the names of a case's own fields. */
export const caseSchema = z.strictObject({
  id: z
    .union([z.string().regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,200}$/u, 'must be 1 to 200 visible characters'), z.int()])
    .optional(),
  input: z.string().optional(),
  vars: z.record(z.string(), anyJson).optional(),
  messages: z.array(message).min(1).optional(),
  expected: anyJson.optional(),
  context: z.string().optional(),
  slice: z.union([sliceName, z.array(sliceName)]).optional(),
  critical: z.boolean().optional(),
  metadata: anyJson.optional(),
});

export type WrittenCase = z.output<typeof caseSchema>;
