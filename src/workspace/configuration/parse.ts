import type { ApplicationConfiguration, Configuration, Location, Wiring } from '../../core/contracts/configuration.ts';
import type { Json, JsonObject } from '../../core/contracts/json.ts';
import type { BUILT_LAYERS } from '../../core/contracts/layer.ts';
import { OWNER_ROLES, type Owners } from '../../core/contracts/people.ts';
import { throwIfAny } from '../../core/contracts/problem.ts';
import type { Policy, Price } from '../../core/contracts/yardstick.ts';
import { DEFAULT_RUNS_PER_DAY } from '../../core/governance/run-budget.ts';
import { DEFAULT_WAIVER_DAYS } from '../../core/governance/waivers.ts';
import { acceptanceCriteria } from './acceptance.ts';
import { explainIssues } from './explain-issues.ts';
import { hintFor } from './hints.ts';
import { spotLocation, textLocation } from './locations.ts';
import { notBuilt } from './not-built.ts';
import { openProblemLog, type ProblemLog } from './problem-log.ts';
import { providerDefinitions } from './providers.ts';
import {
  configurationSchema,
  type WrittenApplication,
  type WrittenConfiguration,
  type WrittenPolicy,
} from './schema.ts';
import { suiteConfiguration } from './suite.ts';
import { quoted, suggestion } from './words.ts';
import { readYaml } from './yaml-document.ts';

const LIMITS = { characters: 256 * 1024, values: 20_000 };
const DEFAULT_CAP_USD = 20;

/**
 * Reads a configuration: defaults filled in, every location, range and name checked, nothing read from other files.
 * `file` is its path in the repository, for messages. Throws a ChangeoverError with all problems of the text, each with
 * line and column.
 */
export function parseConfiguration(text: string, file: string): Configuration {
  const document = readYaml(text, file, LIMITS, 'config-syntax');
  const log = openProblemLog(document);
  const written = checkShape(document.data, log);
  const configuration = assemble(written, document.data as JsonObject, file, log);
  throwIfAny(log.problems());
  return configuration;
}

/** Keys, kinds and plain ranges, by the one definition. */
function checkShape(data: Json, log: ProblemLog): WrittenConfiguration {
  const parsed = configurationSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  for (const one of explainIssues(parsed.error, data, configurationSchema, { notBuilt, hint: hintFor })) log.add(one);
  throwIfAny(log.problems());
  throw parsed.error; // an issue without an explanation is still an error
}

function assemble(written: WrittenConfiguration, document: JsonObject, file: string, log: ProblemLog): Configuration {
  const providers = providerDefinitions(written.providers, log);
  const providerNames = [...new Set([...Object.keys(written.providers), ...providers.map(({ name }) => name)])];
  return {
    file,
    applications: Object.entries(written.applications).map(([name, application]) =>
      applicationOf(name, application, providerNames, log),
    ),
    providers,
    prices: pricesOf(written.prices),
    policy: policyOf(written.policy),
    document,
  };
}

function pricesOf(written: WrittenConfiguration['prices']): Configuration['prices'] {
  const prices: Record<string, Price> = Object.create(null); // a model named `constructor` has no price by accident
  for (const [model, { 'service-tiers': serviceTiers, ...rates }] of Object.entries(written)) {
    prices[model] = { ...rates, ...(serviceTiers === undefined ? {} : { serviceTiers }) };
  }
  return prices;
}

function applicationOf(
  name: string,
  written: WrittenApplication,
  providerNames: readonly string[],
  log: ProblemLog,
): ApplicationConfiguration {
  const path = ['applications', name];
  const suite = suiteConfiguration(written.suite, [...path, 'suite'], log);
  const scorers = suite.scorers.map((scorer) => scorer.name);
  return {
    name,
    wiring: wiringOf(name, written, providerNames, log),
    suite,
    acceptance: acceptanceCriteria(written.acceptance, scorers, [...path, 'acceptance'], log),
    owners: ownersOf(written.owners),
    place: log.placeOf(path, 'key'),
  };
}

type BuiltLayers = Partial<Record<(typeof BUILT_LAYERS)[number], Location>>;

function wiringOf(
  application: string,
  written: WrittenApplication,
  providerNames: readonly string[],
  log: ProblemLog,
): Wiring {
  const path = ['applications', application];
  const layers: BuiltLayers = { model: spotLocation(written.model, 'text', [...path, 'model'], log) };
  for (const layer of ['deployment', 'parameters'] as const) {
    const spot = written[layer];
    if (spot !== undefined) layers[layer] = spotLocation(spot, 'object', [...path, layer], log);
  }
  for (const layer of ['system', 'prompt'] as const) {
    const source = written[layer];
    if (source !== undefined) layers[layer] = textLocation(source, [...path, layer], log);
  }
  const provider = providerLocation(application, written.provider, providerNames, log);
  return { application, ...(provider === undefined ? {} : { provider }), layers, place: log.placeOf(path, 'key') };
}

function providerLocation(
  application: string,
  written: WrittenApplication['provider'],
  providerNames: readonly string[],
  log: ProblemLog,
): Location | undefined {
  const path = ['applications', application, 'provider'];
  if (written === undefined) return undefined;
  if (typeof written !== 'string') return spotLocation(written, 'text', path, log);
  if (!providerNames.includes(written)) {
    const message = `the provider ${quoted(written)} is not defined`;
    const hint = `${suggestion(written, providerNames)} Others need an entry under providers.`;
    log.add({ path, code: 'provider', message, hint });
  }
  return { kind: 'value', value: written, place: log.placeOf(path) };
}

function policyOf(written: WrittenPolicy): Policy {
  return {
    mode: written.mode,
    confidence: written.confidence,
    onInconclusive: written['on-inconclusive'],
    onUncovered: written['on-uncovered'],
    maxCostUsd: written['max-cost-usd'] ?? DEFAULT_CAP_USD,
    capDefaulted: written['max-cost-usd'] === undefined,
    ...given('maxCostUsdPerPullRequest', written['max-cost-usd-per-pull-request']),
    ...given('maxCostUsdPerMonth', written['max-cost-usd-per-month']),
    ...given('maxMinutes', written['max-minutes']),
    ...(written['on-draft'] === 'full' ? { onDraft: 'full' } : {}),
    maxErrorRate: written['max-error-rate'],
    ...given('waiverMaxDays', unless(DEFAULT_WAIVER_DAYS, written.waivers?.['max-days'])),
    ...given('runsPerDay', unless(DEFAULT_RUNS_PER_DAY, written.commands?.['runs-per-day'])),
    owners: ownersOf(written.owners),
  };
}

function ownersOf(written: WrittenPolicy['owners']): Owners {
  if (Array.isArray(written)) return written;
  const named = OWNER_ROLES.flatMap((role) => (written[role] === undefined ? [] : [[role, written[role]] as const]));
  return Object.fromEntries(named);
}

/** A default that is written out means the same as one that is not, and measures the same. */
function unless(usual: number, value: number | undefined): number | undefined {
  return value === usual ? undefined : value;
}

/** A member that is there only when it has a value. */
function given<Name extends string>(name: Name, value: number | undefined): { readonly [Key in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: number });
}
