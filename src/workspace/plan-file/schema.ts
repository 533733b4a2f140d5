import { z } from 'zod';
import type { MigrationSubject } from '../../core/contracts/assessment.ts';
import { LAYER_NAMES, type Variant } from '../../core/contracts/layer.ts';
import type { PlanFile, PlannedRecording, PlannedSubject } from '../../core/contracts/plan-file.ts';
import type { RecordedReply } from '../../core/contracts/recording.ts';
import {
  LAYER,
  LAYER_CHANGE,
  PROBLEM,
  PROPOSED_CHANGE,
  UNCOVERED_CHANGE,
  WIRING_CHANGE,
} from '../evidence/schemas/change.ts';
import { count, jsonObject, type Shape, side } from '../evidence/schemas/shape.ts';
import { IDENTITY, MOVED } from '../evidence/schemas/verdict.ts';
import { POLICY, YARDSTICK } from '../evidence/schemas/yardstick.ts';

const sha = z.string().regex(/^[0-9a-f]{40}$/, 'not a full SHA of a commit');
const text = z.string().exactOptional();
const figure = z.number().min(0).exactOptional();

const LAYERS = z.strictObject(Object.fromEntries(LAYER_NAMES.map((name) => [name, LAYER.exactOptional()])));

const VARIANT = z.strictObject({
  side,
  commit: sha,
  model: z.string(),
  provider: z.string(),
  layers: LAYERS,
} satisfies Shape<Variant>);

const SUBJECT = z.strictObject({
  application: z.string(),
  source: VARIANT.exactOptional(),
  target: VARIANT,
} satisfies Shape<PlannedSubject>);

const REPLY = z.strictObject({
  model: z.string(),
  system: text,
  input: z.string(),
  output: z.string(),
  latencyMs: figure,
  inputTokens: figure,
  outputTokens: figure,
  stopReason: text,
  costUsd: figure,
  layers: jsonObject.exactOptional(),
  line: count,
} satisfies Shape<RecordedReply>);

const RECORDING = z.strictObject({
  provider: z.string(),
  replies: z.array(REPLY),
} satisfies Shape<PlannedRecording>);

const JUDGED = z.strictObject({
  application: z.string(),
  kind: z.enum(['changed', 'added', 'removed', 'proposed']),
  changed: z.array(LAYER_CHANGE),
  source: IDENTITY,
  target: IDENTITY,
  problems: z.array(PROBLEM),
  warnings: z.array(PROBLEM),
  variants: text,
} satisfies Shape<MigrationSubject>);

/** `plan.json`. Strict: what nobody here knows, nobody here has checked. */
export const PLAN_FILE = z.strictObject({
  schema: z.literal('changeover/plan@1'),
  base: sha,
  source: sha,
  target: sha,
  draft: z.boolean(),
  calls: count,
  policy: POLICY,
  yardstick: YARDSTICK.exactOptional(),
  recordings: z.array(RECORDING),
  subjects: z.array(SUBJECT),
  judged: z.array(JUDGED),
  wiring: z.array(WIRING_CHANGE),
  proposed: z.array(PROPOSED_CHANGE),
  uncovered: z.array(UNCOVERED_CHANGE),
  moved: z.array(MOVED),
  problems: z.array(PROBLEM),
} satisfies Shape<PlanFile>) satisfies z.ZodType<PlanFile>;
