import { z } from 'zod';
import { OWNER_ROLES } from '../../../core/contracts/people.ts';
import { CRITERION_KEYS } from '../../../core/contracts/yardstick.ts';
import {
  type CaseList,
  CRITERION_OPTIONS,
  type YardstickChange,
  type YardstickProposal,
} from '../../../core/contracts/yardstick-change.ts';
import { PROBLEM } from './change.ts';
import { count, json, type Shape, texts } from './shape.ts';
import { PRICE_RATES } from './yardstick.ts';

const application = z.string();
const optional = z.string().exactOptional();
const direction = z.enum(['looser', 'stricter', 'neutral', 'other']);

const CASES = z.object({ count, critical: count, ids: texts } satisfies Shape<CaseList>);

const spot = { application, metric: z.string(), key: z.enum(CRITERION_KEYS), alternative: optional, direction };

const ACCEPTANCE_CHANGES = [
  z.object({ kind: z.literal('bound'), from: z.number(), to: z.number(), ...spot }),
  z.object({
    kind: z.enum(['criterion-added', 'criterion-removed']),
    threshold: z.number(),
    enforce: z.enum(['block', 'report']),
    ...spot,
  }),
  z.object({
    kind: z.literal('criterion-option'),
    option: z.enum(CRITERION_OPTIONS),
    from: json.exactOptional(),
    to: json.exactOptional(),
    ...spot,
  }),
  z.object({
    kind: z.enum(['alternative-added', 'alternative-removed']),
    application,
    alternative: z.string(),
    metrics: texts,
    group: z.boolean(),
    direction,
  }),
] as const;

const SUITE_CHANGES = [
  z.object({ kind: z.enum(['scorer-added', 'scorer-removed']), application, scorer: z.string(), direction }),
  z.object({ kind: z.literal('scorer-changed'), application, scorer: z.string(), keys: texts, direction }),
  z.object({
    kind: z.enum(['cases-removed', 'cases-added', 'expected-edited', 'critical-removed', 'critical-added']),
    application,
    cases: CASES,
    direction,
  }),
  z.object({ kind: z.literal('cases-edited'), application, cases: CASES, fields: texts, direction }),
  z.object({ kind: z.literal('deciding-scorers'), application, from: texts, to: texts, direction }),
  z.object({ kind: z.literal('trials'), application, from: count, to: count, direction }),
  z.object({ kind: z.literal('stop'), application, from: optional, to: optional, direction }),
  z.object({ kind: z.literal('suite-file'), application, from: z.string(), to: z.string(), direction }),
  z.object({ kind: z.literal('suite-unread'), application, side: z.enum(['base', 'proposed']), direction }),
] as const;

const setting = z.union([z.string(), z.number(), z.boolean()]).exactOptional();

const SETTING_CHANGES = [
  z.object({ kind: z.enum(['application-added', 'application-removed']), application, direction }),
  z.object({
    kind: z.literal('price'),
    model: z.string(),
    from: PRICE_RATES.exactOptional(),
    to: PRICE_RATES.exactOptional(),
    direction,
  }),
  z.object({
    kind: z.literal('policy'),
    key: z.string(),
    from: json.exactOptional(),
    to: json.exactOptional(),
    direction,
  }),
  z.object({ kind: z.enum(['provider-added', 'provider-removed']), provider: z.string(), direction }),
  z.object({
    kind: z.literal('provider'),
    provider: z.string(),
    key: z.string(),
    from: setting,
    to: setting,
    direction,
  }),
  z.object({
    kind: z.literal('owners'),
    application: optional,
    role: z.enum(OWNER_ROLES).exactOptional(),
    added: texts,
    removed: texts,
    direction,
  }),
] as const;

const YARDSTICK_CHANGE = z.union([
  ...ACCEPTANCE_CHANGES,
  ...SUITE_CHANGES,
  ...SETTING_CHANGES,
]) satisfies z.ZodType<YardstickChange>;

/** `yardstickChanges` of `verdict.json`. */
export const YARDSTICK_PROPOSAL = z.object({
  changes: z.array(YARDSTICK_CHANGE),
  looser: z.boolean(),
  unclear: z.boolean(),
  roles: z.array(z.enum(OWNER_ROLES)),
  outdated: z.literal(true).exactOptional(),
  warnings: z.array(PROBLEM),
} satisfies Shape<YardstickProposal>) satisfies z.ZodType<YardstickProposal>;
