import type { Model } from '../core/contracts/ports.ts';
import { type JsonModelOptions, jsonModel } from './json-model.ts';
import { openaiAssembly } from './openai-stream.ts';
import { OPENAI_CODES, openaiBody, readOpenaiError, readOpenaiReply } from './openai-wire.ts';

/** Where and with what an OpenAI-compatible endpoint is reached. */
export interface OpenaiOptions extends Omit<JsonModelOptions, 'url' | 'headers' | 'secrets'> {
  /** Without `/chat/completions`. */
  readonly baseUrl: string;
  /** Absent for endpoints that ask for none. */
  readonly apiKey?: string;
}

/** Any endpoint that speaks OpenAI's chat completions: OpenAI, vLLM, Ollama, LiteLLM … */
export function openaiModel({ baseUrl, apiKey, ...rest }: OpenaiOptions): Model {
  return jsonModel(
    {
      type: 'openai',
      body: openaiBody,
      reply: readOpenaiReply,
      error: readOpenaiError,
      assembly: openaiAssembly,
      kindOfCode: OPENAI_CODES,
    },
    {
      ...rest,
      url: completionsUrl(baseUrl),
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      secrets: apiKey === undefined ? [] : [apiKey],
    },
  );
}

/** A query of the base URL, such as Azure's `api-version`, stays. */
function completionsUrl(baseUrl: string): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  return url;
}
