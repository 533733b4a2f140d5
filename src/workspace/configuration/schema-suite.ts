import { z } from 'zod';
import { NORMALISATIONS } from '../../core/contracts/suite.ts';
import { CASE_FIELDS } from '../datasets/case-fields.ts';
import { anyJson, plainName, text } from './schema-wiring.ts';

const extract = z
  .union([
    z.enum(['last-line', 'code-block']),
    z.strictObject({
      regex: text().describe('Regular expression (RE2) with one capture group.'),
      match: z.enum(['first', 'last']).default('first').describe('Which match counts.'),
    }),
    z.strictObject({ json: text().describe('Dotted path in the output, read as JSON.') }),
  ])
  .describe('The part of the output that is judged. Nothing found scores 0 and is counted as unparsed.');

export type WrittenExtract = z.output<typeof extract>;

const scorer = z
  .object({
    type: text(64).describe(
      'exact-match, contains, regex, one-of, numeric, json-schema, json-fields, length or refusal. Further keys are the type’s own.',
    ),
    extract: extract.optional(),
    normalise: z
      .array(z.enum(NORMALISATIONS))
      .default([])
      .describe('What is done to output and expected before they are compared, in this order.'),
    'pass-at': z.number().gt(0).max(1).default(1).describe('Score from which a case passes under this scorer.'),
  })
  .catchall(anyJson);

export type WrittenScorer = z.output<typeof scorer>;

const fields = z
  .strictObject(
    Object.fromEntries(
      CASE_FIELDS.map((name) => [name, text(200).optional().describe(`Field of the dataset that holds ${name}.`)]),
    ) as Record<(typeof CASE_FIELDS)[number], z.ZodOptional<z.ZodString>>,
  )
  .describe('Names of the fields of a case → names of the fields in the dataset, where they differ.');

const spelledOutSuite = z.strictObject({
  cases: text().describe('Path of the dataset: JSONL, JSON, CSV or YAML.'),
  trials: z.int().min(1).max(100).default(1).describe('Repetitions of every case.'),
  stop: z
    .enum(['fixed', 'sequential'])
    .optional()
    .describe(
      'When a run ends. fixed: after all cases; sequential: after as few as the decision needs. Default: sequential from 200 cases up.',
    ),
  source: z.literal('fresh').default('fresh').describe('Where replies of the source come from. fresh: from the model.'),
  scorers: z
    .record(plainName, scorer)
    .optional()
    .describe(
      'What judges an output, by name; the name is the metric. Default: accuracy, an exact match of the trimmed output.',
    ),
  fields: fields.optional(),
});

export const suite = z
  .union([text().describe('Path of the dataset.'), spelledOutSuite])
  .describe('The cases, and how an output is judged.');

export type WrittenSuite = z.output<typeof spelledOutSuite>;
