import type {
  ConverseCommandInput,
  CountTokensCommandInput,
  InferenceConfiguration,
  ServiceTierType,
} from '@aws-sdk/client-bedrock-runtime';
import type { ModelRequest } from '../core/contracts/cell.ts';
import type { Json } from '../core/contracts/json.ts';
import { bareWord } from '../core/plan/bare-word.ts';
import { foundationModelId } from './bedrock-model-id.ts';
import { type NamedParameter, nameParameters, objectOf, serviceTierOf, unfit } from './parameters.ts';

/** Converse's own inference parameters, by bare word; all others are the model's (`additionalModelRequestFields`). */
const INFERENCE: ReadonlyMap<string, keyof InferenceConfiguration> = new Map([
  ['maxtokens', 'maxTokens'],
  ['temperature', 'temperature'],
  ['topp', 'topP'],
  ['stopsequences', 'stopSequences'],
  ['stop', 'stopSequences'],
]);

/** A region is part of the endpoint's host name, and a pull request may propose one. */
const REGION = /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/;

/**
 * A request in Converse's words.
 *
 * @throws ModelError `invalid-request` for parameters that cannot be sent
 */
export function converseInput(request: ModelRequest): ConverseCommandInput {
  const parameters = nameParameters(request, (key) => INFERENCE.get(bareWord(key)) ?? key);
  const isInference = ({ name }: NamedParameter) => [...INFERENCE.values()].some((known) => known === name);
  const inference = parameters.filter(isInference);
  const additional = parameters.filter((parameter) => !isInference(parameter));
  const tier = serviceTierOf(request, ['servicetier', 'region']);
  return {
    modelId: request.model,
    messages: request.messages.map(({ role, content }) => ({ role, content: [{ text: content }] })),
    ...(request.system ? { system: [{ text: request.system }] } : {}),
    ...(inference.length > 0 ? { inferenceConfig: inferenceConfig(request, inference) } : {}),
    ...(additional.length > 0 ? { additionalModelRequestFields: objectOf(additional) as never } : {}),
    ...(tier === undefined ? {} : { serviceTier: { type: tier as ServiceTierType } }),
  };
}

/**
 * The same request for Bedrock's counter of input tokens, which takes foundation models only: a cross-region inference profile
 * is counted as the model that it stands for.
 *
 * @throws ModelError `invalid-request` for parameters that cannot be sent, and for IDs that do not name their model
 */
export function countInput(request: ModelRequest): CountTokensCommandInput {
  const modelId = foundationModelId(request.model);
  if (modelId === undefined)
    throw unfit(request, 'its tokens cannot be counted: the ARN does not name the model behind it');
  const { messages, system, additionalModelRequestFields } = converseInput(request);
  return { modelId, input: { converse: { messages, system, additionalModelRequestFields } } };
}

/**
 * The region that a request states or that is defined for it: the deployment's, else the provider definition's, else the one
 * that the model's ARN names; `undefined` leaves it to the environment. Not checked.
 */
export function statedRegion(request: ModelRequest, defined: string | undefined): Json | undefined {
  const [, proposed] = Object.entries(request.deployment).find(([key]) => bareWord(key) === 'region') ?? [];
  return proposed ?? defined ?? /^arn:[\w-]+:bedrock:([a-z0-9-]+):/.exec(request.model)?.[1];
}

/**
 * The region that a request goes to, checked.
 *
 * @throws ModelError `invalid-request` for what cannot be a region
 */
export function regionOf(request: ModelRequest, defined: string | undefined): string | undefined {
  const region = statedRegion(request, defined);
  if (region === undefined) return undefined;
  if (typeof region !== 'string' || !REGION.test(region)) {
    throw unfit(request, `${JSON.stringify(region).slice(0, 60)} is no AWS region`);
  }
  return region;
}

/** The SDK would send a wrong type as it stands or drop it; the refusal is worded here instead. */
function inferenceConfig(request: ModelRequest, parameters: readonly NamedParameter[]): InferenceConfiguration {
  for (const { key, name, value } of parameters) {
    if (name === 'stopSequences' ? !isTexts(value) : typeof value !== 'number') {
      throw unfit(
        request,
        `the parameter \`${key}\` is not ${name === 'stopSequences' ? 'a list of texts' : 'a number'}`,
      );
    }
  }
  const config = objectOf(parameters) as InferenceConfiguration;
  const { stopSequences } = config;
  return stopSequences === undefined ? config : { ...config, stopSequences: [stopSequences].flat() };
}

function isTexts(value: Json): boolean {
  return [value].flat().every((text) => typeof text === 'string');
}
