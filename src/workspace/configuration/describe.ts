import { stringify } from 'yaml';
import type {
  ApplicationConfiguration,
  Configuration,
  Location,
  ScorerConfiguration,
} from '../../core/contracts/configuration.ts';
import type { Json, JsonObject } from '../../core/contracts/json.ts';
import type { Extract } from '../../core/contracts/suite.ts';
import type { Acceptance, Criterion, Policy, ProviderDefinition } from '../../core/contracts/yardstick.ts';
import { DEFAULT_RUNS_PER_DAY } from '../../core/governance/run-budget.ts';
import { DEFAULT_WAIVER_DAYS } from '../../core/governance/waivers.ts';
import { defaultEvidence } from './acceptance.ts';

/**
 * The whole configuration as YAML with every default spelled out. Reading it again gives the same configuration, but for
 * places and for `capDefaulted`, since the cap is then written.
 */
export function describeConfiguration(configuration: Configuration): string {
  const { providers, prices, applications, policy } = configuration;
  const written = {
    version: 1,
    providers: byName(providers, describeProvider),
    ...(Object.keys(prices).length === 0 ? {} : { prices }),
    applications: byName(applications, describeApplication),
    policy: describePolicy(policy),
  };
  return stringify(written, { aliasDuplicateObjects: false, lineWidth: 0 });
}

function byName<T extends { readonly name: string }>(
  items: readonly T[],
  describe: (item: T) => JsonObject,
): JsonObject {
  return Object.fromEntries(items.map((item) => [item.name, describe(item)]));
}

function describeProvider(provider: ProviderDefinition): JsonObject {
  const { type, region, baseUrl, privateNetwork, apiKeyEnv, concurrency, timeoutMs, file } = provider;
  const { requestsPerMinute, tokensPerMinute } = provider;
  return present({
    type,
    region,
    'base-url': baseUrl,
    'private-network': privateNetwork,
    'api-key-env': apiKeyEnv,
    file,
    concurrency,
    'requests-per-minute': requestsPerMinute,
    'tokens-per-minute': tokensPerMinute,
    'timeout-seconds': timeoutMs / 1000,
  });
}

function describeApplication({ wiring, suite, acceptance, owners }: ApplicationConfiguration): JsonObject {
  const layers = Object.entries(wiring.layers).map(([name, location]) => [name, describeLocation(location)]);
  return present({
    provider: wiring.provider && describeLocation(wiring.provider),
    ...Object.fromEntries(layers),
    suite: present({
      cases: suite.cases,
      trials: suite.trials,
      stop: suite.stop,
      source: 'fresh',
      scorers: byName(suite.scorers, describeScorer),
      fields: Object.keys(suite.fields).length === 0 ? undefined : suite.fields,
    }),
    acceptance: describeAcceptance(acceptance),
    owners,
  });
}

/** A location in the form in which configurations have it. */
function describeLocation(location: Location): Json {
  const { kind, place, ...keys } = location;
  return kind === 'fragments' ? location.parts.map(describeLocation) : (keys as JsonObject);
}

function describeScorer({ type, options, extract, normalise, passAt }: ScorerConfiguration): JsonObject {
  return present({ type, ...options, extract: extract && describeExtract(extract), normalise, 'pass-at': passAt });
}

function describeExtract(extract: Extract): Json {
  if (extract.kind === 'regex') return { regex: extract.pattern, match: extract.match };
  return extract.kind === 'json' ? { json: extract.path } : extract.kind;
}

function describeAcceptance({ all, anyOf }: Acceptance): JsonObject {
  const [sets] = anyOf;
  return present({ ...describeCriteria(all), 'any-of': sets?.map(describeCriteria) });
}

function describeCriteria(criteria: readonly Criterion[]): JsonObject {
  const metrics = [...new Set(criteria.map(({ metric }) => metric))];
  return Object.fromEntries(
    metrics.map((metric) => [metric, describeBounds(criteria.filter((one) => one.metric === metric))]),
  );
}

/** The criteria of one metric were written together and share their options. */
function describeBounds(criteria: readonly Criterion[]): JsonObject {
  const [first] = criteria;
  const isDefault = criteria.every(({ key, evidence }) => evidence === defaultEvidence(key));
  return present({
    ...Object.fromEntries(criteria.map(({ key, threshold }) => [key, threshold])),
    enforce: first?.enforce,
    evidence: isDefault && criteria.length > 1 ? undefined : first?.evidence,
    slices: first?.slices,
    because: first?.because,
  });
}

function describePolicy(policy: Policy): JsonObject {
  return present({
    mode: policy.mode,
    confidence: policy.confidence,
    'on-inconclusive': policy.onInconclusive,
    'on-uncovered': policy.onUncovered,
    'max-cost-usd': policy.maxCostUsd,
    'max-cost-usd-per-pull-request': policy.maxCostUsdPerPullRequest,
    'max-cost-usd-per-month': policy.maxCostUsdPerMonth,
    'max-minutes': policy.maxMinutes,
    'on-draft': policy.onDraft ?? 'smoke',
    'max-error-rate': policy.maxErrorRate,
    waivers: { 'max-days': policy.waiverMaxDays ?? DEFAULT_WAIVER_DAYS },
    commands: { 'runs-per-day': policy.runsPerDay ?? DEFAULT_RUNS_PER_DAY },
    owners: policy.owners,
  });
}

/** The members that have a value. */
function present(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;
}
