import type { ModelRequest } from '../contracts/cell.ts';
import { isJsonObject, type Json, type JsonObject } from '../contracts/json.ts';
import type { Variant } from '../contracts/layer.ts';
import { remembered } from '../contracts/remembered.ts';
import { bareWord } from './bare-word.ts';

/** What a request asks of a service beside its model, as far as it changes what the call costs. */
export interface ServiceTerms {
  /** The tier asked for, where it may cost more than the list price; see `dearerTier`. */
  readonly serviceTier?: string;
  /** What asks the service to run tools of its own: what they cost depends on what they find, and nothing bounds it. */
  readonly serviceTool?: string;
  /** What all rates are multiplied by, for where the request asks to be computed; see `surchargeOf`. */
  readonly surcharge?: number;
  /** Cache entries are to be kept for an hour. */
  readonly cachesForAnHour?: true;
}

/**
 * Tiers that cost no more than the list price. `auto` and `standard_only` leave the choice to the service; `flex` and `batch`
 * are cheaper; capacity that is `reserved`, or on a `scale` tier, is paid for beforehand, and what goes beyond it is served
 * at the list price (Amazon Bedrock, "Service tiers"; OpenAI, `service_tier`; Anthropic, "Service tiers").
 */
const NO_DEARER: ReadonlySet<string> = new Set([
  '',
  'auto',
  'default',
  'standard',
  'standard_only',
  'on_demand',
  'flex',
  'batch',
  'reserved',
  'scale',
]);

/** Characters that are taken of a name; a pull request or a service could write anything. */
const LONGEST_NAME = 40;

/**
 * A tier by its name in lower case, where it may cost more than the list price: `priority`, `fast`, and any that is not
 * known. `undefined` for the others, and where none is named.
 */
export function dearerTier(named: unknown): string | undefined {
  if (named === undefined || named === null) return undefined;
  const tier = typeof named === 'string' ? named.toLowerCase().slice(0, LONGEST_NAME) : 'unknown';
  return NO_DEARER.has(tier) ? undefined : tier;
}

/** Places of inference that cost nothing extra; a model for which none can be chosen says `not_available`. */
const NO_SURCHARGE: ReadonlySet<unknown> = new Set([undefined, null, '', 'global', 'not_available']);

/** Anthropic multiplies all its rates by this where inference stays in one country ("Pricing", data residency). */
const RESIDENCY_SURCHARGE = 1.1;

/** What all rates are multiplied by for inference in a place, as Anthropic's `inference_geo` names it; `undefined`: 1. */
export function surchargeOf(inferenceGeo: unknown): number | undefined {
  return NO_SURCHARGE.has(inferenceGeo) ? undefined : RESIDENCY_SURCHARGE;
}

/** What a request's parameters and deployment ask for; the deployment's tier before that of the parameters. */
export function askedTerms({ parameters, deployment }: Pick<ModelRequest, 'parameters' | 'deployment'>): ServiceTerms {
  const asked = termsOf(parameters);
  const deployed = memberOf(deployment, 'servicetier');
  if (deployed === undefined) return asked;
  const { serviceTier = dearerTier(deployed), ...others } = asked;
  return { ...others, ...(serviceTier === undefined ? {} : { serviceTier }) };
}

/** What all requests of a variant ask for. */
export function termsOfVariant({ layers }: Pick<Variant, 'layers'>): ServiceTerms {
  const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
  return askedTerms({
    parameters: objectOf(layers.parameters?.value),
    deployment: objectOf(layers.deployment?.value),
  });
}

/** All requests of a variant have the same parameters. */
const termsOf = remembered((parameters: JsonObject): ServiceTerms => {
  const serviceTier = dearerTier(memberOf(parameters, 'speed')) ?? dearerTier(memberOf(parameters, 'servicetier'));
  const serviceTool = serviceToolOf(parameters);
  const surcharge = surchargeOf(memberOf(parameters, 'inferencegeo'));
  return {
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(serviceTool === undefined ? {} : { serviceTool: serviceTool.slice(0, LONGEST_NAME) }),
    ...(surcharge === undefined ? {} : { surcharge }),
    ...(asksForAnHour(parameters) ? { cachesForAnHour: true } : {}),
  };
});

/** `"ttl": "1h"` at any depth: of `cache_control` (Anthropic) and of `cachePoint` (Amazon Bedrock). */
function asksForAnHour(parameters: JsonObject): boolean {
  return /"ttl":"(?!5m")/i.test(JSON.stringify(parameters));
}

/** Parameters that have the service look things up or call other servers by itself. */
const SERVICE_TOOLS: ReadonlySet<string> = new Set([
  'websearchoptions', // OpenAI
  'mcpservers', // Anthropic
  'container', // Anthropic
  'searchparameters', // xAI
  'plugins', // OpenRouter
]);

/**
 * Kinds of tools that the caller runs: those it describes itself, and those whose description a service knows
 * (`bash_20250124` …). All others are run by the service.
 */
const CALLERS_TOOL = /^(?:function|custom|(?:bash|text_editor|computer|memory)(?:_\d+)?)$/;

function serviceToolOf(parameters: JsonObject): string | undefined {
  const parameter = Object.keys(parameters).find((key) => SERVICE_TOOLS.has(bareWord(key)));
  if (parameter !== undefined) return parameter;
  const tools = memberOf(parameters, 'tools');
  if (!Array.isArray(tools)) return undefined;
  return tools.map(kindOfTool).find((kind) => kind !== undefined && !CALLERS_TOOL.test(kind));
}

function kindOfTool(tool: Json): string | undefined {
  if (!isJsonObject(tool) || !Object.hasOwn(tool, 'type')) return undefined;
  return typeof tool['type'] === 'string' ? tool['type'] : 'unknown';
}

function memberOf(object: JsonObject, word: string): Json | undefined {
  return Object.entries(object).find(([key]) => bareWord(key) === word)?.[1];
}
