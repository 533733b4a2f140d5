import { type Model, ModelError } from '../core/contracts/ports.ts';
import { type JsonModelOptions, jsonModel } from './json-model.ts';
import { openaiAssembly } from './openai-stream.ts';
import { OPENAI_CODES, openaiBody, readOpenaiError, readOpenaiReply } from './openai-wire.ts';

/** Where and with what an OpenAI-compatible endpoint is reached. */
export interface OpenaiOptions extends Omit<JsonModelOptions, 'url' | 'headers'> {
  /** Without `/chat/completions`. */
  readonly baseUrl: string;
  /** Absent for endpoints that ask for none. */
  readonly apiKey?: string;
}

/**
 * Any endpoint that speaks OpenAI's chat completions: OpenAI, vLLM, Ollama, LiteLLM …
 *
 * A stream of OpenAI's tells its tokens only when it is asked to; some of those that speak like it tell them anyway, and
 * refuse to be asked. Such a refusal is no fault of what is evaluated: the request is sent again without the question, which
 * is not put to that endpoint any more.
 */
export function openaiModel({ baseUrl, apiKey, ...rest }: OpenaiOptions): Model {
  let asksForUsage = true;
  const model = jsonModel(
    {
      type: 'openai',
      body: (request, stream) => openaiBody(request, { stream, asksForUsage }),
      reply: readOpenaiReply,
      error: readOpenaiError,
      assembly: openaiAssembly,
      kindOfCode: OPENAI_CODES,
    },
    {
      ...rest,
      url: completionsUrl(baseUrl),
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      apiKey,
    },
  );
  return {
    ...model,
    async call(request, repetition, signal, stream = false) {
      const asked = stream && asksForUsage;
      try {
        return await model.call(request, repetition, signal, stream);
      } catch (error) {
        if (!asked || !refusesQuestion(error)) throw error;
        asksForUsage = false;
        return model.call(request, repetition, signal, stream);
      }
    },
  };
}

function refusesQuestion(error: unknown): boolean {
  if (!(error instanceof ModelError)) return false;
  const { httpStatus, message } = error.detail;
  return (httpStatus === 400 || httpStatus === 422) && /stream_options|include_usage/.test(message);
}

/** A query of the base URL, such as Azure's `api-version`, stays. */
function completionsUrl(baseUrl: string): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  return url;
}
