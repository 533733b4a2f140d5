import type { Place } from '../../contracts/layer.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { ProviderDefinition } from '../../contracts/yardstick.ts';
import { nearest } from '../../scoring/nearest.ts';
import { parseBedrockArn } from './bedrock-id.ts';
import { recogniseModelId } from './recognise.ts';

/** What a model's value and the wiring say about where it is called. */
export interface ProviderQuestion {
  /** The model as written, perhaps with a provider's name before a colon. Checked by `checkModelId`. */
  readonly value: string;
  /** The wiring's `provider:`, where there is one. */
  readonly wired: string | undefined;
  /** The yardstick's. */
  readonly providers: readonly ProviderDefinition[];
  /** Where the model is written. */
  readonly place: Place;
}

export interface ResolvedModel {
  /** Name of a definition. */
  readonly provider: string;
  /** The ID without prefix. */
  readonly model: string;
  /** Region that an ARN names. */
  readonly region?: string;
}

/** Presets that serve their own models only; every other OpenAI-compatible definition may serve open weights. */
const OWN_MODELS_ONLY = new Set(['openai', 'google', 'mistral']);

/**
 * Where a model is called: a prefix that is the name of a provider wins over `provider:`, which wins over what the ID
 * suggests. Colons of Bedrock and Ollama are no prefix, because what stands before them is no provider's name.
 */
export function resolveProvider(question: ProviderQuestion): ResolvedModel | Problem {
  const { value, wired, providers, place } = question;
  const names = new Set(providers.map((provider) => provider.name));
  const region = parseBedrockArn(value)?.region;
  const regional = region === undefined ? {} : { region };
  const colon = value.indexOf(':');
  const prefix = value.slice(0, Math.max(colon, 0));
  if (names.has(prefix)) {
    const model = value.slice(colon + 1);
    if (model === '')
      return problem(place, `the model "${value}" names a provider and no model`, `Write ${prefix}:<model ID>.`);
    const inner = parseBedrockArn(model)?.region;
    return { provider: prefix, model, ...(inner === undefined ? {} : { region: inner }) };
  }
  if (wired !== undefined) {
    if (names.has(wired)) return { provider: wired, model: value, ...regional };
    return undefinedProvider(wired, names, place, `the provider "${wired}" is not defined`);
  }
  return suggested(question, names, regional);
}

function suggested(
  { value, providers, place }: ProviderQuestion,
  names: ReadonlySet<string>,
  regional: { readonly region?: string },
): ResolvedModel | Problem {
  const recognised = recogniseModelId(value);
  if (!recognised) return unknownModel(value, names, place);
  const hosts = recognised.anywhere ? providers.filter(mayServeAnything).map(({ name }) => name) : [];
  const fitting = [...new Set([...recognised.providers.filter((name) => names.has(name)), ...hosts])];
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return { provider: only, model: value, ...regional };
  if (only !== undefined) {
    const hint = `Write provider: with one of them, or the model as ${only}:${value}.`;
    return problem(place, `the model "${value}" fits several providers: ${fitting.join(', ')}`, hint);
  }
  const [expected] = recognised.providers;
  if (expected === undefined) {
    const hint = 'Define the endpoint under providers: with type: openai and its base-url, and name it with provider:.';
    return problem(
      place,
      `the model "${value}" is served by many, and no OpenAI-compatible endpoint is defined for it`,
      hint,
    );
  }
  return undefinedProvider(
    expected,
    names,
    place,
    `the model "${value}" is ${expected}'s, and no provider "${expected}" is defined`,
  );
}

function mayServeAnything(provider: ProviderDefinition): boolean {
  return provider.type === 'openai' && !OWN_MODELS_ONLY.has(provider.name);
}

function unknownModel(value: string, names: ReadonlySet<string>, place: Place): Problem {
  const prefix = value.slice(0, Math.max(value.indexOf(':'), 0));
  const near = prefix === '' ? undefined : nearest(prefix, [...names]);
  const hint =
    near === undefined
      ? `Write provider: with one of ${[...names].sort().join(', ')}.`
      : `Did you mean ${near}:${value.slice(prefix.length + 1)}? Otherwise write provider: with one of ${[...names].sort().join(', ')}.`;
  return problem(place, `the model ID "${value}" does not say which provider has it`, hint);
}

function undefinedProvider(wanted: string, names: ReadonlySet<string>, place: Place, message: string): Problem {
  const near = nearest(wanted, [...names]);
  const define = `Define it on the base branch under providers: ("${wanted}": { type: openai, base-url: https://… }), or write provider: with one of ${[...names].sort().join(', ')}.`;
  return { code: 'provider', message, place, hint: near === undefined ? define : `Did you mean "${near}"? ${define}` };
}

function problem(place: Place, message: string, hint: string): Problem {
  return { code: 'model-id', message, place, hint };
}
