import type { Model } from '../core/contracts/ports.ts';
import { anthropicAssembly } from './anthropic-stream.ts';
import {
  ANTHROPIC_TYPES,
  anthropicBody,
  anthropicCountBody,
  readAnthropicCount,
  readAnthropicError,
  readAnthropicReply,
} from './anthropic-wire.ts';
import { type JsonModelOptions, jsonModel } from './json-model.ts';

const API_VERSION = '2023-06-01';

/** Where and with what an Anthropic Messages endpoint is reached. */
export interface AnthropicOptions extends Omit<JsonModelOptions, 'url' | 'headers'> {
  /** With or without its `/v1`. */
  readonly baseUrl: string;
  readonly apiKey?: string;
}

/** Anthropic's Messages API. */
export function anthropicModel({ baseUrl, apiKey, ...rest }: AnthropicOptions): Model {
  const root = baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
  return jsonModel(
    {
      type: 'anthropic',
      body: anthropicBody,
      reply: readAnthropicReply,
      error: readAnthropicError,
      assembly: anthropicAssembly,
      kindOfCode: ANTHROPIC_TYPES,
      counter: {
        url: new URL(`${root}/v1/messages/count_tokens`),
        body: anthropicCountBody,
        count: readAnthropicCount,
      },
    },
    {
      ...rest,
      url: new URL(`${root}/v1/messages`),
      headers: { 'anthropic-version': API_VERSION, ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }) },
      apiKey,
    },
  );
}
