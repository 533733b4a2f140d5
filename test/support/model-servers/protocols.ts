import type { Scripted, ScriptedBytes, ScriptedError, ScriptedReply, ServedCall } from './script.ts';
import { encodeStream, type StreamedPieces } from './streams.ts';

type Body = Readonly<Record<string, unknown>>;
type Understood = Pick<ServedCall, 'protocol' | 'asks' | 'model' | 'system' | 'messages'>;

/** What a request means, by its path; `undefined` for a path that no protocol has. */
export function understand(path: string, body: Body): Understood | undefined {
  const [, modelId, operation] = /^\/model\/([^/]+)\/(converse|converse-stream|count-tokens)$/.exec(path) ?? [];
  if (modelId !== undefined && operation !== undefined) return converse(decodeURIComponent(modelId), operation, body);
  const asks = body['stream'] === true ? 'stream' : 'reply';
  if (path.endsWith('/chat/completions')) return openai(asks, body);
  if (path.endsWith('/v1/messages/count_tokens')) return anthropic('count', body);
  return path.endsWith('/v1/messages') ? anthropic(asks, body) : undefined;
}

function converse(model: string, operation: string, whole: Body): Understood {
  const counted = operation === 'count-tokens';
  const body = counted ? (whole['input'] as { converse: Body }).converse : whole;
  const messages = (body['messages'] as { role: string; content: { text: string }[] }[]).map((message) => ({
    role: message.role,
    content: message.content.map(({ text }) => text).join(''),
  }));
  const system = body['system'] as { text: string }[] | undefined;
  return {
    protocol: 'converse',
    asks: counted ? 'count' : operation === 'converse-stream' ? 'stream' : 'reply',
    model,
    messages,
    ...(system === undefined ? {} : { system: system.map(({ text }) => text).join('') }),
  };
}

function openai(asks: Understood['asks'], body: Body): Understood {
  const messages = body['messages'] as { role: string; content: string }[];
  const system = messages.find(({ role }) => role === 'system')?.content;
  return {
    protocol: 'openai',
    asks,
    model: String(body['model']),
    messages: messages.filter(({ role }) => role !== 'system'),
    ...(system === undefined ? {} : { system }),
  };
}

function anthropic(asks: Understood['asks'], body: Body): Understood {
  const system = body['system'];
  return {
    protocol: 'anthropic',
    asks,
    model: String(body['model']),
    messages: body['messages'] as { role: string; content: string }[],
    ...(typeof system === 'string' ? { system } : {}),
  };
}

/** The bytes of what was scripted, in the words of the call's protocol. */
export function encode(
  call: ServedCall,
  scripted: Exclude<Scripted, { connection: unknown }>,
): ScriptedBytes | StreamedPieces {
  if ('bytes' in scripted) return scripted;
  return 'status' in scripted ? encodeError(call, scripted) : encodeReply(call, scripted);
}

function encodeReply(call: ServedCall, reply: ScriptedReply): ScriptedBytes | StreamedPieces {
  const input = reply.inputTokens ?? Math.ceil(JSON.stringify(call.body).length / 4);
  const output = reply.outputTokens ?? Math.ceil(reply.text.length / 4);
  if (call.asks === 'stream') return encodeStream(call, reply, { input, output });
  if (call.asks === 'count') {
    const name = call.protocol === 'converse' ? 'inputTokens' : 'input_tokens';
    return { bytes: JSON.stringify({ [name]: input }) };
  }
  const { cacheReadTokens, cacheWriteTokens, text, stopReason, servedModel = call.model } = reply;
  const bodies = {
    converse: {
      output: { message: { role: 'assistant', content: [{ text }] } },
      stopReason: stopReason ?? 'end_turn',
      usage: {
        inputTokens: input,
        outputTokens: output,
        totalTokens: input + output,
        ...(cacheReadTokens === undefined ? {} : { cacheReadInputTokens: cacheReadTokens }),
        ...(cacheWriteTokens === undefined ? {} : { cacheWriteInputTokens: cacheWriteTokens }),
      },
      metrics: { latencyMs: 1 },
    },
    openai: {
      id: `chatcmpl-${call.count}`,
      object: 'chat.completion',
      model: servedModel,
      choices: [{ index: 0, finish_reason: stopReason ?? 'stop', message: { role: 'assistant', content: text } }],
      usage: {
        prompt_tokens: input,
        completion_tokens: output,
        ...(cacheReadTokens === undefined ? {} : { prompt_tokens_details: { cached_tokens: cacheReadTokens } }),
      },
    },
    anthropic: {
      type: 'message',
      model: servedModel,
      stop_reason: stopReason ?? 'end_turn',
      content: [{ type: 'text', text }],
      usage: {
        input_tokens: input,
        output_tokens: output,
        ...(cacheReadTokens === undefined ? {} : { cache_read_input_tokens: cacheReadTokens }),
        ...(cacheWriteTokens === undefined ? {} : { cache_creation_input_tokens: cacheWriteTokens }),
      },
    },
  };
  return { bytes: JSON.stringify(bodies[call.protocol]) };
}

function encodeError(call: ServedCall, error: ScriptedError): ScriptedBytes {
  const { status, type, code, headers = {}, message = `scripted ${status}` } = error;
  if (call.protocol === 'converse') {
    const errorType = type ?? EXCEPTIONS.get(status) ?? 'InternalServerException';
    return {
      status,
      bytes: JSON.stringify({ message }),
      headers: { 'x-amzn-errortype': `${errorType}:http://internal.amazon.com/coral/com.amazon.bedrock/`, ...headers },
    };
  }
  const told = { message, type: type ?? 'error', ...(code === undefined ? {} : { code }) };
  return { status, headers, bytes: JSON.stringify({ type: 'error', error: told }) };
}

/** Bedrock's own name for each status. */
const EXCEPTIONS: ReadonlyMap<number, string> = new Map([
  [400, 'ValidationException'],
  [403, 'AccessDeniedException'],
  [404, 'ResourceNotFoundException'],
  [408, 'ModelTimeoutException'],
  [424, 'ModelErrorException'],
  [429, 'ThrottlingException'],
  [500, 'InternalServerException'],
  [503, 'ServiceUnavailableException'],
]);
