import { z } from 'zod';
import type { Comparison } from '../../../core/contracts/comparison.ts';
import type { Cause, Finding, FindingStatus, Method } from '../../../core/contracts/finding.ts';
import { CRITERION_KEYS } from '../../../core/contracts/yardstick.ts';
import { count, enumOf, type Shape, share } from './shape.ts';

const method = enumOf<Method>({
  tango: true,
  'paired-t': true,
  bca: true,
  'small-sample': true,
  'large-sample': true,
  'log-ratio-bootstrap': true,
  'percentile-bootstrap': true,
  wilson: true,
  'clopper-pearson': true,
  'one-sample-bootstrap': true,
  observed: true,
});

const status = enumOf<FindingStatus>({ pass: true, fail: true, inconclusive: true, invalid: true, waived: true });

const CAUSE = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('no-source') }),
  z.object({ kind: z.literal('too-few-cases'), n: count, needed: count }),
  z.object({ kind: z.literal('needs-more-cases'), more: count }),
  z.object({ kind: z.literal('on-the-bound') }),
  z.object({ kind: z.literal('slice-too-small'), n: count, needed: count }),
  z.object({ kind: z.literal('slice-unknown') }),
  z.object({ kind: z.literal('not-measured'), measured: count, of: count }),
  z.object({ kind: z.literal('price-unknown'), model: z.string() }),
  z.object({ kind: z.literal('source-zero') }),
  z.object({ kind: z.literal('not-a-number'), where: z.string() }),
  z.object({ kind: z.literal('futile'), cases: count, of: count }),
  z.object({ kind: z.literal('left-open'), cases: count, of: count }),
  z.object({ kind: z.literal('holm'), slices: count }),
]) satisfies z.ZodType<Cause>;

const figure = z.number().exactOptional();
const text = z.string().exactOptional();
const interval = z.tuple([z.number(), z.number()]).exactOptional();

const measured = {
  metric: z.string(),
  slice: text,
  source: figure,
  target: figure,
  difference: figure,
  interval,
  intervalLevel: share,
  method,
  n: count,
  wins: count,
  losses: count,
  ties: count,
};

export const FINDING = z.object({
  ...measured,
  criterion: z.enum(CRITERION_KEYS),
  threshold: z.number(),
  alternative: text,
  confidence: share,
  enforce: z.enum(['block', 'report']),
  evidence: z.enum(['interval', 'point']),
  status,
  cause: CAUSE.exactOptional(),
  because: text,
  look: z.object({ cases: count, of: count }).exactOptional(),
} satisfies Shape<Finding>) satisfies z.ZodType<Finding>;

export const COMPARISON = z.object({
  ...measured,
  higherIsBetter: z.boolean(),
  leftOut: count,
} satisfies Shape<Comparison>) satisfies z.ZodType<Comparison>;
