import { z } from 'zod';
import {
  type Case,
  type Extract,
  type Message,
  NORMALISATIONS,
  type ScorerSpec,
  type Suite,
} from '../../../core/contracts/suite.ts';
import {
  type Acceptance,
  type ApplicationYardstick,
  CRITERION_KEYS,
  type Criterion,
  type LongContextPrice,
  type Policy,
  type Price,
  type ProviderDefinition,
  type Rates,
  type Yardstick,
} from '../../../core/contracts/yardstick.ts';
import { OWNERS } from './governance.ts';
import { count, json, jsonObject, type Shape, share, texts } from './shape.ts';

const MESSAGE = z.object({
  role: z.enum(['user', 'assistant']),
  content: z.string(),
} satisfies Shape<Message>) satisfies z.ZodType<Message>;

/** As many as a configuration may ask for. */
const MAX_TRIALS = 100;

/** One case of a suite. */
export const CASE = z.object({
  id: z.string(),
  input: z.string().exactOptional(),
  vars: jsonObject.exactOptional(),
  messages: z.array(MESSAGE).exactOptional(),
  expected: json.exactOptional(),
  context: z.string().exactOptional(),
  slices: texts,
  critical: z.boolean(),
  metadata: json.exactOptional(),
  line: count,
} satisfies Shape<Case>) satisfies z.ZodType<Case>;

const EXTRACT = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('regex'), pattern: z.string(), match: z.enum(['first', 'last']) }),
  z.object({ kind: z.literal('json'), path: z.string() }),
  z.object({ kind: z.literal('last-line') }),
  z.object({ kind: z.literal('code-block') }),
]) satisfies z.ZodType<Extract>;

const SCORER = z.object({
  name: z.string(),
  type: z.string(),
  extract: EXTRACT.exactOptional(),
  normalise: z.array(z.enum(NORMALISATIONS)),
  options: jsonObject,
  passAt: share,
} satisfies Shape<ScorerSpec>) satisfies z.ZodType<ScorerSpec>;

const SUITE = z.object({
  cases: z.array(CASE),
  trials: z.int().min(1).max(MAX_TRIALS),
  stop: z.literal('sequential').exactOptional(),
  scorers: z.array(SCORER),
  file: z.string(),
} satisfies Shape<Suite>) satisfies z.ZodType<Suite>;

const CRITERION = z.object({
  metric: z.string(),
  key: z.enum(CRITERION_KEYS),
  threshold: z.number(),
  enforce: z.enum(['block', 'report']),
  evidence: z.enum(['interval', 'point']),
  slices: z.union([z.literal('all'), texts]).exactOptional(),
  because: z.string().exactOptional(),
} satisfies Shape<Criterion>) satisfies z.ZodType<Criterion>;

const ACCEPTANCE = z.object({
  all: z.array(CRITERION),
  anyOf: z.array(z.array(z.array(CRITERION))),
} satisfies Shape<Acceptance>) satisfies z.ZodType<Acceptance>;

const APPLICATION = z.object({
  name: z.string(),
  suite: SUITE,
  acceptance: ACCEPTANCE,
  owners: OWNERS,
  standing: z.enum(['in-effect', 'proposed']),
  recorded: z.boolean(),
} satisfies Shape<ApplicationYardstick>) satisfies z.ZodType<ApplicationYardstick>;

const PROVIDER = z.object({
  name: z.string(),
  type: z.enum(['bedrock', 'openai', 'anthropic', 'recorded']),
  region: z.string().exactOptional(),
  baseUrl: z.string().exactOptional(),
  privateNetwork: z.literal(true).exactOptional(),
  apiKeyEnv: z.string().exactOptional(),
  concurrency: z.int().min(1),
  requestsPerMinute: z.number().min(0).exactOptional(),
  tokensPerMinute: z.number().min(0).exactOptional(),
  timeoutMs: z.number().min(0),
  file: z.string().exactOptional(),
  fileSha256: z.string().exactOptional(),
} satisfies Shape<ProviderDefinition>) satisfies z.ZodType<ProviderDefinition>;

const dollars = z.number().min(0);
const rates = {
  input: dollars,
  output: dollars,
  cacheRead: dollars.exactOptional(),
  cacheWrite: dollars.exactOptional(),
  cacheWrite1h: dollars.exactOptional(),
};
const LONG_CONTEXT_PRICE = z.object({ ...rates, above: count } satisfies Shape<LongContextPrice>);

const price = {
  ...rates,
  longContext: z.array(LONG_CONTEXT_PRICE).exactOptional(),
  contextWindow: count.exactOptional(),
  serviceTiers: z.record(z.string(), z.object(rates satisfies Shape<Rates>)).exactOptional(),
};

/** A price wherever it comes from. */
export const PRICE_RATES = z.object(price satisfies Shape<Price>) satisfies z.ZodType<Price>;

const PRICE = z.object({
  ...price,
  source: z.string(),
} satisfies Shape<Price & { readonly source: string }>);

/** The policy of a configuration. */
export const POLICY = z.object({
  mode: z.enum(['enforce', 'observe']),
  confidence: share,
  onInconclusive: z.enum(['fail', 'warn']),
  onUncovered: z.enum(['fail', 'warn']),
  maxCostUsd: dollars,
  capDefaulted: z.boolean(),
  maxCostUsdPerPullRequest: dollars.exactOptional(),
  maxCostUsdPerMonth: dollars.exactOptional(),
  maxMinutes: z.number().min(0).exactOptional(),
  onDraft: z.literal('full').exactOptional(),
  maxErrorRate: share,
  waiverMaxDays: count.exactOptional(),
  runsPerDay: count.exactOptional(),
  owners: OWNERS,
} satisfies Shape<Policy>) satisfies z.ZodType<Policy>;

/** `yardstick.json`. */
export const YARDSTICK = z.object({
  schema: z.literal('changeover/yardstick@1'),
  commit: z.string(),
  applications: z.array(APPLICATION),
  providers: z.array(PROVIDER),
  prices: z.record(z.string(), PRICE),
  policy: POLICY,
  digests: z.object({ suite: z.string(), policy: z.string() }),
  seed: z.int().min(0).max(0xffff_ffff),
  preview: z.boolean(),
} satisfies Shape<Yardstick>) satisfies z.ZodType<Yardstick>;
