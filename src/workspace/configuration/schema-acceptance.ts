import { z } from 'zod';
import { text } from './schema-wiring.ts';

const bound = z.number().optional();

const bounds = z
  .strictObject({
    min: bound.describe('The target’s metric is at least this.'),
    max: bound.describe('The target’s metric is at most this.'),
    'max-drop': bound.describe('The target’s metric is not lower than the source’s by more than this (absolute).'),
    'max-rise': bound.describe('The target’s metric is not higher than the source’s by more than this (absolute).'),
    'max-ratio': bound.describe('Target divided by source is at most this.'),
    'min-ratio': bound.describe('Target divided by source is at least this.'),
    enforce: z
      .enum(['block', 'report'])
      .default('block')
      .describe('block: the finding decides. report: it is shown and never decides.'),
    evidence: z
      .enum(['interval', 'point'])
      .optional()
      .describe(
        'interval: the whole confidence interval must lie inside the bound (default of the relative keys). point: the observed figure (default of min and max).',
      ),
    slices: z
      .union([z.literal('all'), z.array(text(200)).min(1)])
      .optional()
      .describe('Apply the criterion to each slice as well: all, or a list of names.'),
    because: text().optional().describe('Why the bound is what it is.'),
  })
  .describe('Bounds on one metric; each is one criterion.');

export type WrittenBounds = z.output<typeof bounds>;

export const acceptance = z
  .object({
    'any-of': z
      .array(z.record(z.string(), bounds).describe('One set of criteria.'))
      .min(1)
      .optional()
      .describe('Alternative sets of criteria; one set that passes as a whole is enough.'),
  })
  .catchall(bounds)
  .describe('Bounds by metric: a scorer’s name, or an operational metric such as latency-p95 or cost.');

export type WrittenAcceptance = z.output<typeof acceptance>;
