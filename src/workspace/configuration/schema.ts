import { z } from 'zod';
import { acceptance } from './schema-acceptance.ts';
import { suite } from './schema-suite.ts';
import { plainName, text, wiringKeys } from './schema-wiring.ts';

export const PROVIDER_TYPES = ['bedrock', 'openai', 'anthropic', 'recorded'] as const;

/** Most that one list may name: each of them may have to be asked about. */
const MOST_OWNERS = 100;

const ownerList = z
  .array(
    z
      .string()
      // Managed users have an underscore before their organisation's short name.
      .regex(
        /^@[A-Za-z0-9][A-Za-z0-9_-]{0,99}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$/,
        'must be a user (@name) or a team (@organisation/team)',
      ),
  )
  .max(MOST_OWNERS);

const owners = z
  .union([
    ownerList,
    z.strictObject({
      model: ownerList
        .optional()
        .describe('Who decides about scores, errors and truncation; cases, scorers, providers.'),
      safety: ownerList
        .optional()
        .describe('Who decides about refusals, guardrails, critical cases and safety scorers.'),
      cost: ownerList.optional().describe('Who decides about cost, tokens and latency; prices.'),
    }),
  ])
  .default([]);

const provider = z
  .strictObject({
    type: z.enum(PROVIDER_TYPES).optional().describe('How the provider is spoken to. Default: the name.'),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, 'must be an AWS region, such as us-east-1')
      .optional()
      .describe('bedrock: AWS region. Default: that of the environment.'),
    'base-url': text()
      .optional()
      .describe('openai, anthropic: address of the endpoint; https, or http on this machine.'),
    'private-network': z
      .boolean()
      .optional()
      .describe('openai, anthropic: true when the endpoint is in a private network. Default: on the internet.'),
    'api-key-env': z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be the name of an environment variable, never the key itself')
      .optional()
      .describe('openai, anthropic: name of the environment variable that holds the key.'),
    'requests-per-minute': z
      .number()
      .gt(0)
      .optional()
      .describe('Requests a minute that the account may make, to each model. Default: found out by the answers.'),
    'tokens-per-minute': z
      .number()
      .gt(0)
      .optional()
      .describe('Tokens a minute that the account may use, of each model: input and max-tokens of every request.'),
    concurrency: z.int().min(1).max(256).default(8).describe('Calls in flight at most.'),
    'timeout-seconds': z.number().min(1).max(3600).default(120).describe('Seconds after which one attempt is aborted.'),
    file: text().optional().describe('recorded: path of the recorded replies (JSONL).'),
  })
  .describe('How models are reached.');

export type WrittenProvider = z.output<typeof provider>;

const dollars = z.number().min(0);

const rates = {
  input: dollars.describe('US dollars per million input tokens.'),
  output: dollars.describe('US dollars per million output tokens.'),
};

const price = z.strictObject({
  ...rates,
  'service-tiers': z
    .record(
      z
        .string()
        .regex(/^[a-z0-9_-]{1,40}$/, 'must be lower-case letters, digits, dashes and underscores, such as priority'),
      z.strictObject(rates),
    )
    .optional()
    .describe('Prices at service tiers that cost more than the standard one, such as priority.'),
});

const policy = z
  .strictObject({
    mode: z
      .enum(['enforce', 'observe'])
      .default('enforce')
      .describe('observe: comment and evidence as always, the status never blocks, and says so.'),
    confidence: z.number().gt(0.5).lt(1).default(0.95).describe('One-sided confidence of each decision.'),
    'on-inconclusive': z
      .enum(['fail', 'warn'])
      .default('fail')
      .describe('The status of a verdict that is not decided.'),
    'on-uncovered': z
      .enum(['fail', 'warn'])
      .default('fail')
      .describe('What a changed model ID that belongs to no application does.'),
    'max-cost-usd': dollars.optional().describe('Hard cap of one run in US dollars. Default: 20.'),
    'max-cost-usd-per-pull-request': dollars
      .optional()
      .describe('Cap over all runs of one pull request, in US dollars. Default: none.'),
    'max-cost-usd-per-month': dollars
      .optional()
      .describe('Cap over all runs of one calendar month (UTC), in US dollars. Default: none.'),
    'max-minutes': z
      .number()
      .gt(0)
      .max(10_000)
      .optional()
      .describe('Longest that the calls of one run may take, in minutes. Default: no bound.'),
    'on-draft': z
      .enum(['smoke', 'full'])
      .default('smoke')
      .describe('What a draft pull request is evaluated on. smoke: a sample of every suite; full: all of it.'),
    'max-error-rate': z
      .number()
      .min(0)
      .max(1)
      .default(0.01)
      .describe('Share of failed cells, on either side, past which the verdict is invalid.'),
    waivers: z
      .strictObject({
        'max-days': z.int().min(1).max(366).optional().describe('Days that a waiver may last. Default: 90.'),
      })
      .optional()
      .describe('Exceptions from acceptance criteria.'),
    commands: z
      .strictObject({
        'runs-per-day': z
          .int()
          .min(0)
          .max(1000)
          .optional()
          .describe('Runs that comments may ask for, a pull request and day (UTC). Default: 5.'),
      })
      .optional()
      .describe('Commands in comments.'),
    owners: owners.describe('Users and teams who own the yardstick: one list, or one a role.'),
  })
  .describe('How verdicts are reached and what they do.');

export type WrittenPolicy = z.output<typeof policy>;

const application = z
  .strictObject({
    ...wiringKeys,
    suite,
    acceptance: acceptance.optional(),
    owners: owners.describe('Owners of this application, beside policy.owners.'),
  })
  .describe('One use of a model: where its layers live, its suite, its acceptance criteria.');

export type WrittenApplication = z.output<typeof application>;

/**
 * The one definition of `.github/changeover.yml`, keys as users write them. The parser, the messages about unknown keys and
 * `changeover.schema.json` all come from it.
 */
export const configurationSchema = z
  .strictObject({
    version: z.literal(1).describe('Version of this format.'),
    providers: z.record(plainName, provider).default({}).describe('Providers by name; the usual ones need no entry.'),
    prices: z
      .record(text(300), price)
      .default({})
      .describe('Prices by model ID; they override the bundled, dated table.'),
    applications: z
      .record(plainName, application)
      .refine((all) => Object.keys(all).length > 0, 'must name at least one application')
      .describe('Applications by name.'),
    policy: policy.prefault({}),
  })
  .describe('Configuration of Changeover.');

export type WrittenConfiguration = z.output<typeof configurationSchema>;
