import type { ModelRequest } from '../core/contracts/cell.ts';
import type { Json, JsonObject } from '../core/contracts/json.ts';
import { ModelError } from '../core/contracts/ports.ts';
import { bareWord } from '../core/plan/bare-word.ts';
import { subject } from './attempt.ts';

/** A parameter as written, and the name under which a provider knows it. */
export interface NamedParameter {
  readonly key: string;
  readonly name: string;
  readonly value: Json;
}

/**
 * The parameters under the provider's own names.
 *
 * @param nameOf the provider's name for a key, or `undefined` for a key that parameters may not set
 * @throws ModelError `invalid-request` when a key is not for parameters to set, or when two spellings of one are there:
 *   which one counts would be chance.
 */
export function nameParameters(request: ModelRequest, nameOf: (key: string) => string | undefined): NamedParameter[] {
  const byName = new Map<string, string>();
  return Object.entries(request.parameters).map(([key, value]) => {
    const name = nameOf(key);
    if (name === undefined) throw unfit(request, `the parameters may not set \`${key}\``);
    const earlier = byName.get(name);
    if (earlier !== undefined) throw unfit(request, `the parameters \`${earlier}\` and \`${key}\` mean the same`);
    byName.set(name, key);
    return { key, name, value };
  });
}

/**
 * The service tier, the one thing beside provider and region that a deployment may say.
 *
 * @throws ModelError `invalid-request` for anything that this provider cannot honour: ignoring it would evaluate another
 *   deployment than the one proposed.
 */
export function serviceTierOf(request: ModelRequest, allowed: readonly string[]): string | undefined {
  let tier: string | undefined;
  for (const [key, value] of Object.entries(request.deployment)) {
    const word = bareWord(key);
    if (word === 'provider') continue;
    if (!allowed.includes(word)) throw unfit(request, `the deployment's \`${key}\` has no meaning for this provider`);
    if (typeof value !== 'string') throw unfit(request, `the deployment's \`${key}\` is not a text`);
    if (word === 'servicetier') tier = value;
  }
  return tier;
}

/** A request that cannot be sent as it stands: the variant's own fault. */
export function unfit(request: ModelRequest, what: string): ModelError {
  return new ModelError({ kind: 'invalid-request', message: `${subject(request)}: ${what}` }, { unsent: true });
}

/** How a JSON API in snake_case names its parameters. Words are bare: see `bareWord`. */
export interface SnakeCaseNames {
  /** What parameters may not set. */
  readonly reserved: ReadonlySet<string>;
  /** Names that are not the key in snake_case. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * The members of a request body in snake_case that come from the parameters, with the deployment's service tier.
 *
 * @throws ModelError `invalid-request` for parameters that cannot be sent, and when both name a service tier
 */
export function snakeCaseMembers(request: ModelRequest, { reserved, names }: SnakeCaseNames): JsonObject {
  const parameters = nameParameters(request, (key) => {
    const word = bareWord(key);
    return reserved.has(word) ? undefined : (names.get(word) ?? snakeCase(key));
  });
  const tier = serviceTierOf(request, ['servicetier']);
  if (tier !== undefined && parameters.some(({ name }) => name === 'service_tier')) {
    throw unfit(request, 'both the deployment and the parameters name a service tier');
  }
  return { ...objectOf(parameters), ...(tier === undefined ? {} : { service_tier: tier }) };
}

/** kebab-case to snake_case; other spellings stay. */
function snakeCase(key: string): string {
  return key.replaceAll('-', '_');
}

/** A plain copy whose members are all its own, `__proto__` included. */
export function objectOf(parameters: readonly NamedParameter[]): JsonObject {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}
