import type { Model } from '../core/contracts/ports.ts';
import { ANTHROPIC_TYPES, anthropicBody, readAnthropicError, readAnthropicReply } from './anthropic-wire.ts';
import { type JsonModelOptions, jsonModel } from './json-model.ts';

const API_VERSION = '2023-06-01';

/** Where and with what an Anthropic Messages endpoint is reached. */
export interface AnthropicOptions extends Omit<JsonModelOptions, 'url' | 'headers' | 'secrets'> {
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
      kindOfCode: ANTHROPIC_TYPES,
    },
    {
      ...rest,
      url: new URL(`${root}/v1/messages`),
      headers: { 'anthropic-version': API_VERSION, ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }) },
      secrets: apiKey === undefined ? [] : [apiKey],
    },
  );
}
