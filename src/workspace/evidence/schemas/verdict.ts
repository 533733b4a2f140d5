import { z } from 'zod';
import type { Reason } from '../../../core/contracts/reason.ts';
import {
  type CallCount,
  type CellCounts,
  type CriticalLoss,
  type GateReliability,
  type Migration,
  type OtherVerdict,
  type Redraw,
  type ServedModels,
  type ServedReplies,
  type Stopping,
  VERDICTS,
  type Verdict,
} from '../../../core/contracts/verdict.ts';
import { LAYER_CHANGE, PLACE, PROBLEM, PROPOSED_CHANGE, UNCOVERED_CHANGE, WIRING_CHANGE } from './change.ts';
import { COMPARISON, FINDING } from './finding.ts';
import { HELD_PART, HOLD, HOLD_APPROVAL, ROLES, WAIVER_USE } from './governance.ts';
import { count, type Shape, share, side, texts } from './shape.ts';
import { YARDSTICK_PROPOSAL } from './yardstick-change.ts';

const verdictName = z.enum(VERDICTS);

const REASON = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all-pass'), findings: count }),
  z.object({ kind: z.literal('finding'), application: z.string(), finding: FINDING, others: count }),
  z.object({ kind: z.literal('critical'), application: z.string(), caseIds: texts }),
  z.object({ kind: z.literal('uncovered'), change: UNCOVERED_CHANGE, others: count }),
  z.object({ kind: z.literal('problem'), problem: PROBLEM, others: count }),
  z.object({
    kind: z.literal('failed-cells'),
    application: z.string(),
    side,
    failed: count,
    planned: count,
    limit: z.number(),
  }),
  z.object({ kind: z.literal('nothing-changed') }),
  z.object({
    kind: z.literal('not-evaluated'),
    what: z.enum(['removed', 'proposed', 'wiring', 'yardstick', 'same-requests', 'not-reached']),
  }),
  z.object({ kind: z.literal('sample'), application: z.string(), cases: count, of: count, lost: count }),
  z.object({ kind: z.literal('waived'), application: z.string(), by: texts, until: z.string() }),
  z.object({ kind: z.literal('held'), parts: z.array(HELD_PART), missing: ROLES, objections: texts }),
  z.object({ kind: z.literal('no-blocking-criterion'), application: z.string() }),
  z.object({ kind: z.literal('not-measured'), application: z.string(), missing: count, unrepeated: count }),
  z.object({ kind: z.literal('break-glass'), by: z.string(), until: z.string(), because: z.string() }),
]) satisfies z.ZodType<Reason>;

const CALLS = z.object({ planned: count, made: count, cached: count, failed: count } satisfies Shape<CallCount>);

const COUNTS = z.object({
  planned: count,
  replied: count,
  rejected: count,
  failed: count,
  truncated: count,
  refused: count,
  guarded: count,
  retried: count,
  replayed: count,
  errors: z.record(z.string(), count),
} satisfies Shape<CellCounts>) satisfies z.ZodType<CellCounts>;

const CRITICAL_LOSS = z.object({
  caseId: z.string(),
  confirmation: z.enum(['confirmed', 'not-confirmed', 'recorded, not repeated', 'not repeated']),
} satisfies Shape<CriticalLoss>) satisfies z.ZodType<CriticalLoss>;

const RELIABILITY = z.object({
  passRate: share,
  basis: z.enum(['observed', 'assumed']),
  weakest: z
    .object({ metric: z.string(), slice: z.string().exactOptional(), threshold: z.number(), passRate: share })
    .exactOptional(),
  casesFor90: count.exactOptional(),
} satisfies Shape<GateReliability>) satisfies z.ZodType<GateReliability>;

const STOPPING = z.object({
  cases: count,
  of: count,
  looks: count,
  why: z.enum(['decided', 'futile', 'all-cases']),
  savedCalls: count,
} satisfies Shape<Stopping>) satisfies z.ZodType<Stopping>;

const SERVED_MODELS = z.object({
  model: z.string(),
  provider: z.string(),
  count,
  replies: z.array(
    z.object({ side, servedModel: z.string(), replies: count, kept: count } satisfies Shape<ServedReplies>),
  ),
} satisfies Shape<ServedModels>) satisfies z.ZodType<ServedModels>;

/** What a variant is called by; absent on a side that has none. */
export const IDENTITY = z.object({ model: z.string(), provider: z.string() }).exactOptional();

const MIGRATION = z.object({
  application: z.string(),
  kind: z.enum(['changed', 'added', 'removed', 'proposed']),
  verdict: verdictName,
  reason: REASON,
  changed: z.array(LAYER_CHANGE),
  source: IDENTITY,
  target: IDENTITY,
  cases: count,
  trials: count,
  calls: CALLS,
  costUsd: z.number().min(0).exactOptional(),
  findings: z.array(FINDING),
  comparisons: z.array(COMPARISON),
  lost: texts,
  won: texts,
  same: count,
  criticalLosses: z.array(CRITICAL_LOSS),
  unparsed: z.object({ source: count, target: count }),
  counts: z.object({ source: COUNTS, target: COUNTS }),
  untimed: count.exactOptional(),
  served: z.array(SERVED_MODELS).exactOptional(),
  outage: z.literal(true).exactOptional(),
  reliability: RELIABILITY.exactOptional(),
  stopping: STOPPING.exactOptional(),
  problems: z.array(PROBLEM),
  warnings: z.array(PROBLEM),
  variants: z.string().exactOptional(),
  evidence: z.string().exactOptional(),
  waivers: z.array(WAIVER_USE).exactOptional(),
  excused: texts.exactOptional(),
} satisfies Shape<Migration>) satisfies z.ZodType<Migration>;

/** A layer whose file is another, with the same content. */
export const MOVED = z.object({ application: z.string(), layer: z.string(), from: PLACE, to: PLACE });

const DIGESTS = z.object({ suite: z.string(), policy: z.string() });

const OTHER_VERDICT = z.object({
  verdict: verdictName,
  reason: REASON,
  mode: z.enum(['enforce', 'observe']),
  onInconclusive: z.enum(['fail', 'warn']),
  onUncovered: z.enum(['fail', 'warn']),
  migrations: z.array(MIGRATION),
  digests: DIGESTS,
} satisfies Shape<OtherVerdict>) satisfies z.ZodType<OtherVerdict>;

/** `verdict.json`. */
export const VERDICT = z.object({
  schema: z.literal('changeover/verdict@1'),
  verdict: verdictName,
  reason: REASON,
  mode: z.enum(['enforce', 'observe']),
  base: z.string(),
  head: z.string(),
  source: z.string(),
  attempt: count,
  earlier: z.array(verdictName).exactOptional(),
  earlierFrom: z.literal('statuses').exactOptional(),
  redraw: z.object({ fresh: count, kept: count } satisfies Shape<Redraw>).exactOptional(),
  scope: z.literal('draft').exactOptional(),
  migrations: z.array(MIGRATION),
  wiring: z.array(WIRING_CHANGE),
  proposed: z.array(PROPOSED_CHANGE),
  yardstickChanges: YARDSTICK_PROPOSAL.exactOptional(),
  uncovered: z.array(UNCOVERED_CHANGE),
  moved: z.array(MOVED),
  problems: z.array(PROBLEM),
  costUsd: z.number().min(0).exactOptional(),
  yardstickSha: z.string().exactOptional(),
  digests: DIGESTS.exactOptional(),
  onInconclusive: z.enum(['fail', 'warn']),
  onUncovered: z.enum(['fail', 'warn']),
  preview: z.boolean(),
  underProposed: OTHER_VERDICT.exactOptional(),
  underBase: OTHER_VERDICT.exactOptional(),
  hold: HOLD.exactOptional(),
  approval: HOLD_APPROVAL.exactOptional(),
  governanceSha256: z.string().exactOptional(),
} satisfies Shape<Verdict>) satisfies z.ZodType<Verdict>;
