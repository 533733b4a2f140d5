import { z } from 'zod';
import type { LayerChange, ProposedChange, UncoveredChange, WiringChange } from '../../../core/contracts/change.ts';
import { LAYER_NAMES, type Layer, type Place } from '../../../core/contracts/layer.ts';
import type { Problem, ProblemCode } from '../../../core/contracts/problem.ts';
import { count, enumOf, json, type Shape, side } from './shape.ts';

const line = count.exactOptional();

export const PLACE = z.object({
  file: z.string(),
  line,
  column: line,
  endLine: line,
} satisfies Shape<Place>) satisfies z.ZodType<Place>;

const layerName = z.enum(LAYER_NAMES);

export const LAYER = z.object({
  name: layerName,
  value: json,
  places: z.array(PLACE),
} satisfies Shape<Layer>) satisfies z.ZodType<Layer>;

export const LAYER_CHANGE = z.object({
  layer: layerName,
  source: LAYER.exactOptional(),
  target: LAYER.exactOptional(),
} satisfies Shape<LayerChange>) satisfies z.ZodType<LayerChange>;

const text = z.string().exactOptional();

export const WIRING_CHANGE = z.object({
  application: z.string(),
  key: z.string(),
  kind: z.enum(['changed', 'added', 'removed']),
  source: text,
  target: text,
  place: PLACE.exactOptional(),
} satisfies Shape<WiringChange>) satisfies z.ZodType<WiringChange>;

export const PROPOSED_CHANGE = z.object({
  kind: z.enum(['configuration', 'suite', 'scorer-file', 'recording', 'waivers']),
  subject: z.string(),
  source: text,
  target: text,
  place: PLACE.exactOptional(),
} satisfies Shape<ProposedChange>) satisfies z.ZodType<ProposedChange>;

export const UNCOVERED_CHANGE = z.object({
  place: PLACE,
  side,
  source: text,
  target: text,
} satisfies Shape<UncoveredChange>) satisfies z.ZodType<UncoveredChange>;

const problemCode = enumOf<ProblemCode>({
  usage: true,
  'not-built': true,
  'config-missing': true,
  'config-syntax': true,
  'config-invalid': true,
  'layer-missing': true,
  'layer-invalid': true,
  'model-id': true,
  provider: true,
  path: true,
  suite: true,
  template: true,
  scorer: true,
  price: true,
  recording: true,
  conditions: true,
  'model-access': true,
  budget: true,
  repository: true,
  github: true,
  permission: true,
  evidence: true,
  io: true,
  cancelled: true,
  internal: true,
});

export const PROBLEM = z.object({
  code: problemCode,
  message: z.string(),
  place: PLACE.exactOptional(),
  application: text,
  side: z.enum(['source', 'target', 'yardstick']).exactOptional(),
  caseId: text,
  hint: text,
} satisfies Shape<Problem>) satisfies z.ZodType<Problem>;
