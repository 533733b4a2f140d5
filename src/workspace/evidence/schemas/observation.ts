import { z } from 'zod';
import {
  type CallError,
  type CallErrorKind,
  CELL_PURPOSES,
  type Observation,
  type Reuse,
  type StopReason,
  type Usage,
} from '../../../core/contracts/cell.ts';
import { FAULT_RULES } from '../../../core/contracts/fault.ts';
import { count, enumOf, type Shape, side } from './shape.ts';

const tokens = count.exactOptional();

const USAGE = z.object({
  inputTokens: tokens,
  outputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWriteTokens: tokens,
  cacheWrite1hTokens: tokens,
  serviceTier: z.string().exactOptional(),
  surcharge: z.number().min(0).exactOptional(),
  ranServiceTools: z.literal(true).exactOptional(),
} satisfies Shape<Usage>) satisfies z.ZodType<Usage>;

const callErrorKind = z.enum(Object.keys(FAULT_RULES) as CallErrorKind[]);

const CALL_ERROR = z.object({
  kind: callErrorKind,
  message: z.string(),
  httpStatus: z.int().exactOptional(),
  requestId: z.string().exactOptional(),
} satisfies Shape<CallError>) satisfies z.ZodType<CallError>;

const stopReason = enumOf<StopReason>({
  end: true,
  'max-tokens': true,
  refusal: true,
  guardrail: true,
  'context-overflow': true,
  'tool-use': true,
  malformed: true,
  other: true,
});

const REUSE = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stored'), session: z.string() }),
  z.object({ kind: z.literal('same-request') }),
]) satisfies z.ZodType<Reuse>;

/** One line of `observations.jsonl`. */
export const OBSERVATION = z.object({
  application: z.string(),
  side,
  caseId: z.string(),
  trial: count,
  purpose: z.enum(CELL_PURPOSES),
  outcome: z.enum(['replied', 'rejected', 'failed']),
  output: z.string().exactOptional(),
  stopReason: stopReason.exactOptional(),
  usage: USAGE.exactOptional(),
  latencyMs: z.number().min(0).exactOptional(),
  ttftMs: z.number().min(0).exactOptional(),
  costUsd: z.number().min(0).exactOptional(),
  attempts: count,
  servedModel: z.string().exactOptional(),
  requestId: z.string().exactOptional(),
  error: CALL_ERROR.exactOptional(),
  requestSha256: z.string(),
  replayed: z.boolean().exactOptional(),
  reuse: REUSE.exactOptional(),
} satisfies Shape<Observation>) satisfies z.ZodType<Observation>;
