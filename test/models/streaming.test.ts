import { afterEach, describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import { type Model, ModelError, type ModelReply } from '../../src/core/contracts/ports.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { anthropicModel } from '../../src/models/anthropic.ts';
import { bedrockModel } from '../../src/models/bedrock.ts';
import { openaiModel } from '../../src/models/openai.ts';
import { converseEvent, converseException, eventFrame } from '../support/model-servers/event-frames.ts';
import { signWithLocalKeys } from '../support/model-servers/local-keys.ts';
import type { Script, Scripted } from '../support/model-servers/script.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';
import { sse } from '../support/model-servers/streams.ts';

const API_KEY = 'a-key-of-this-test-alone';

const REQUEST: ModelRequest = {
  provider: 'p',
  model: 'm',
  system: 'Answer at length.',
  messages: [{ role: 'user', content: 'Is 7 prime?' }],
  parameters: { 'max-tokens': 64 },
  deployment: {},
};

type Protocol = 'bedrock' | 'openai' | 'anthropic';
const PROTOCOLS: readonly Protocol[] = ['bedrock', 'openai', 'anthropic'];

let server: ModelServer | undefined;

signWithLocalKeys();

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function open(protocol: Protocol, script: Script | Scripted, timeoutMs = 300_000): Promise<Model> {
  server = await startModelServer(typeof script === 'function' ? script : () => script);
  const limits = { concurrency: 2, timeoutMs, clock: systemClock };
  if (protocol === 'bedrock') return bedrockModel({ ...limits, endpoint: server.url });
  if (protocol === 'openai') return openaiModel({ ...limits, baseUrl: server.openaiUrl, apiKey: API_KEY });
  return anthropicModel({ ...limits, baseUrl: server.url, apiKey: API_KEY });
}

async function call(protocol: Protocol, script: Script | Scripted, timeoutMs?: number, stream = true) {
  const model = await open(protocol, script, timeoutMs);
  try {
    return await model.call(REQUEST, 0, new AbortController().signal, stream);
  } finally {
    model.close();
  }
}

async function failure(protocol: Protocol, script: Script | Scripted, timeoutMs?: number): Promise<ModelError> {
  const error = await call(protocol, script, timeoutMs).then(
    (reply) => expect.fail(`replied ${JSON.stringify(reply)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ModelError);
  return error as ModelError;
}

function untimed({ latencyMs: _latency, ttftMs: _ttft, ...rest }: ModelReply) {
  return rest;
}

/** Bytes of a stream that no reply script would give. */
function streamOf(protocol: Protocol, ...pieces: readonly (Buffer | string)[]): Scripted {
  const contentType = protocol === 'bedrock' ? 'application/vnd.amazon.eventstream' : 'text/event-stream';
  return { bytes: Buffer.concat(pieces.map((piece) => Buffer.from(piece))), headers: { 'content-type': contentType } };
}

/** The beginning of a reply, up to its first words. */
const BEGUN: Readonly<Record<Protocol, Buffer>> = {
  bedrock: Buffer.concat([
    converseEvent('messageStart', { role: 'assistant' }),
    converseEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Well, ' } }),
  ]),
  openai: sse({ model: 'm', choices: [{ index: 0, delta: { content: 'Well, ' }, finish_reason: null }] }),
  anthropic: Buffer.concat([
    sse({ type: 'message_start', message: { model: 'm', usage: { input_tokens: 5, output_tokens: 1 } } }),
    sse({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Well, ' } }),
  ]),
};

describe.each(PROTOCOLS)('a streamed reply of %s', (protocol) => {
  it.each([
    ['a long answer', { text: 'Yes, 7 is prime – größer als 5.', inputTokens: 12, outputTokens: 9 }],
    ['a cut answer', { text: 'Yes, 7', stopReason: protocol === 'openai' ? 'length' : 'max_tokens' }],
    ['an empty answer', { text: '' }],
    ['an answer from a cache', { text: 'Yes', inputTokens: 10, outputTokens: 1, cacheReadTokens: 9 }],
  ])('is the same as in one piece: %s', async (_what, reply) => {
    const script: Script = () => ({ inputTokens: 20, outputTokens: 2, ...reply });
    const streamed = await call(protocol, script);
    expect(server?.calls[0]?.asks).toBe('stream');
    await server?.close();
    const plain = await call(protocol, script, undefined, false);
    expect(server?.calls[0]?.asks).toBe('reply');
    expect(untimed(streamed)).toEqual(untimed(plain));
    expect(plain).not.toHaveProperty('ttftMs');
  });

  it('tells when its first words came, and when it was whole', async () => {
    const { ttftMs = Number.NaN, latencyMs = Number.NaN } = await call(protocol, {
      text: 'one two three four five',
      delayMs: 40,
      pieceDelayMs: 25,
    });
    // The head and two or three pieces without text come first, four words and the ending after.
    expect(ttftMs).toBeGreaterThanOrEqual(60);
    expect(latencyMs - ttftMs).toBeGreaterThanOrEqual(95);
  });

  it('has no first words when it has none', async () => {
    expect(await call(protocol, { text: '' })).not.toHaveProperty('ttftMs');
  });

  it('keeps its connection', async () => {
    const model = await open(protocol, { text: 'Yes, it is' });
    for (let i = 0; i < 4; i += 1) await model.call(REQUEST, 0, new AbortController().signal, true);
    expect(server?.connections()).toBe(1);
    model.close();
  });
});

describe.each(PROTOCOLS)('a streamed call of %s that fails', (protocol) => {
  it('before it begins is typed as any', async () => {
    const error = await failure(protocol, { status: 429, message: 'slow down', headers: { 'retry-after': '3' } });
    expect(error.detail).toMatchObject({ kind: 'throttled', httpStatus: 429, requestId: 'req-1' });
    expect(error.retryAfterMs).toBe(3_000);
  });

  it('is a network error when the connection breaks in its middle', async () => {
    const error = await failure(protocol, { connection: 'reset-mid-body' });
    expect(error.detail.kind).toBe('network');
    expect(error.unsent).toBe(false);
  });

  it('is aborted at the time-out although words came', async () => {
    const words = Array.from({ length: 100 }, () => 'word').join(' ');
    const error = await failure(protocol, { text: words, pieceDelayMs: 20 }, 150);
    expect(error.detail.kind).toBe('timed-out');
    // Too short for a slow machine to send the call at all; none is left open that was sent.
    await expect.poll(() => (server?.calls.length ?? 1) - (server?.abandoned() ?? 0)).toBeLessThanOrEqual(0);
  });

  it('is cancelled at once when the run stops in its middle', async () => {
    const words = Array.from({ length: 500 }, () => 'word').join(' ');
    const model = await open(protocol, { text: words, pieceDelayMs: 20 });
    const run = new AbortController();
    const pending = model.call(REQUEST, 0, run.signal, true).catch((reason: unknown) => reason);
    await expect.poll(() => server?.calls.length).toBe(1);
    run.abort();
    expect(((await pending) as ModelError).detail.kind).toBe('cancelled');
    await expect.poll(() => server?.abandoned()).toBe(1);
    model.close();
  });

  it('is malformed when it ends before its final event', async () => {
    const error = await failure(protocol, streamOf(protocol, BEGUN[protocol]));
    expect(error.detail).toMatchObject({ kind: 'malformed', httpStatus: 200, requestId: 'req-1' });
    expect(error.message).toContain('the body is no reply');
  });

  it('is malformed when it is empty', async () => {
    expect((await failure(protocol, streamOf(protocol))).detail.kind).toBe('malformed');
  });

  it('is malformed when an event is not JSON', async () => {
    const broken = protocol === 'bedrock' ? brokenEvent() : 'data: {"type": \n\n';
    const error = await failure(protocol, streamOf(protocol, BEGUN[protocol], broken));
    expect(error.detail).toMatchObject({ kind: 'malformed', httpStatus: 200, requestId: 'req-1' });
  });

  it('takes in no endless stream', async () => {
    const endless = Buffer.alloc(21 * 1024 * 1024, 'data: {"type":"ping","choices":[]}\n\n');
    const bytes = protocol === 'bedrock' ? endlessFrames(21 * 1024 * 1024) : endless;
    const error = await failure(protocol, streamOf(protocol, BEGUN[protocol], bytes));
    expect(error.detail.kind).toBe('malformed');
    expect(error.message).toContain('a reply of more than 20971520 bytes');
  });
});

/** A whole frame, sound by its checksums, whose payload is no JSON. */
function brokenEvent(): Buffer {
  return eventFrame({ ':message-type': 'event', ':event-type': 'contentBlockDelta' }, '{"delta": ', (text) => text);
}

function endlessFrames(length: number): Buffer {
  const frame = converseEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'x'.repeat(60_000) } });
  return Buffer.concat(Array.from({ length: Math.ceil(length / frame.length) }, () => frame));
}

describe('a Converse stream that breaks off', () => {
  describe.each([
    ['in its middle', BEGUN.bedrock],
    ['at its beginning', Buffer.alloc(0)],
  ])('%s', (_where, begun) => {
    it.each([
      ['throttlingException', 'throttled'],
      ['modelStreamErrorException', 'unavailable'],
      ['internalServerException', 'unavailable'],
      ['serviceUnavailableException', 'unavailable'],
      ['validationException', 'invalid-request'],
      ['somethingNewException', 'unavailable'],
    ])('with %s is %s', async (member, kind) => {
      const error = await failure('bedrock', streamOf('bedrock', begun, converseException(member, 'said so')));
      expect(error.detail).toMatchObject({ kind, httpStatus: 200, requestId: 'req-1' });
      expect(error.message).toContain('said so');
      expect(error.unsent).toBe(false);
    });
  });

  it('with an error that is no exception of the model is unavailable', async () => {
    const headers = { ':message-type': 'error', ':error-code': 'InternalFailure', ':error-message': 'lost it' };
    const error = await failure('bedrock', streamOf('bedrock', BEGUN.bedrock, eventFrame(headers, {})));
    expect(error.detail.kind).toBe('unavailable');
    expect(error.message).toContain('InternalFailure (request req-1): lost it');
  });

  it('with a frame of a wrong checksum is malformed', async () => {
    const frame = converseEvent('messageStop', { stopReason: 'end_turn' });
    frame[frame.length - 1] = (frame.at(-1) ?? 0) ^ 1;
    const error = await failure('bedrock', streamOf('bedrock', BEGUN.bedrock, frame));
    expect(error.detail.kind).toBe('malformed');
  });

  it('within a frame is malformed', async () => {
    const frame = converseEvent('messageStop', { stopReason: 'end_turn' });
    const error = await failure('bedrock', streamOf('bedrock', BEGUN.bedrock, frame.subarray(0, 20)));
    expect(error.detail.kind).toBe('malformed');
  });
});

describe('a Converse stream', () => {
  it('passes over reasoning, tool calls and events that it does not know', async () => {
    const reply = await call(
      'bedrock',
      streamOf(
        'bedrock',
        converseEvent('messageStart', { role: 'assistant' }),
        converseEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Hmm' } } }),
        converseEvent('contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'Yes' } }),
        converseEvent('contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input: '{}' } } }),
        converseEvent('somethingNew', { text: 'No' }),
        converseEvent('messageStop', { stopReason: 'tool_use' }),
        converseEvent('metadata', {
          usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 },
          serviceTier: { type: 'priority' },
          trace: { promptRouter: { invokedModelId: 'arn:aws:bedrock:us-east-1::foundation-model/x' } },
        }),
      ),
    );
    expect(reply).toMatchObject({
      output: 'Yes',
      stopReason: 'tool-use',
      usage: { inputTokens: 3, outputTokens: 4, serviceTier: 'priority' },
      servedModel: 'arn:aws:bedrock:us-east-1::foundation-model/x',
    });
  });
});

describe('a stream of chat completions', () => {
  const stop = sse({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });

  it.each([
    [{ message: 'slow down', code: 'rate_limit_exceeded' }, 'throttled'],
    [{ message: 'slow down', code: 429 }, 'throttled'],
    [{ message: 'busy', code: '503' }, 'unavailable'],
    [{ message: 'The server had an error', type: 'server_error' }, 'unavailable'],
    [{ message: 'blocked', code: 'content_filter' }, 'refused'],
    [{ message: 'maximum context length is 8192 tokens', type: 'invalid_request_error' }, 'context-overflow'],
    [{ message: 'odd', type: 'invalid_request_error' }, 'invalid-request'],
    ['upstream went away', 'unavailable'],
  ])('that breaks off with %j is %s', async (error, kind) => {
    const broken = await failure('openai', streamOf('openai', BEGUN.openai, sse({ error })));
    expect(broken.detail).toMatchObject({ kind, requestId: 'req-1' });
    expect(broken.message).toContain('the stream broke off with an error (request req-1)');
  });

  it('is whole at its finish reason, whether or not an end mark and a usage follow', async () => {
    expect(await call('openai', streamOf('openai', BEGUN.openai, stop))).toMatchObject({
      output: 'Well, ',
      stopReason: 'end',
      usage: {},
    });
  });

  it('tells the tier that served it, in whichever piece that comes', async () => {
    const tier = sse({ choices: [], service_tier: 'priority' });
    const reply = await call('openai', streamOf('openai', BEGUN.openai, tier, stop));
    expect(reply.usage).toEqual({ serviceTier: 'priority' });
  });

  it('is whole at its end mark, even without a finish reason', async () => {
    const reply = await call('openai', streamOf('openai', BEGUN.openai, 'data: [DONE]\n\n'));
    expect(reply).toMatchObject({ output: 'Well, ', stopReason: 'other' });
  });

  it('gives a refusal in words as output', async () => {
    const refusal = sse({ choices: [{ index: 0, delta: { refusal: 'I cannot help.' } }] });
    const reply = await call('openai', streamOf('openai', refusal, stop));
    expect(reply).toMatchObject({ output: 'I cannot help.', stopReason: 'refusal' });
    expect(reply.ttftMs).toBeGreaterThan(0);
  });

  it('takes nothing for output that only thinks, or belongs to another choice', async () => {
    const reply = await call(
      'openai',
      streamOf(
        'openai',
        sse({ choices: [], prompt_filter_results: [] }),
        sse({ choices: [{ index: 0, delta: { reasoning_content: 'Hmm' } }] }),
        sse({ choices: [{ index: 1, delta: { content: 'No' } }] }),
        BEGUN.openai,
        stop,
      ),
    );
    expect(reply.output).toBe('Well, ');
  });

  it('is malformed when an event is of another shape', async () => {
    const error = await failure('openai', streamOf('openai', BEGUN.openai, sse({ choices: 'none' })));
    expect(error.detail.kind).toBe('malformed');
    expect(error.message).toContain('an event is none of a reply');
  });

  it('is read in one piece when the endpoint does not stream', async () => {
    const body = { choices: [{ finish_reason: 'stop', message: { content: 'Yes' } }], usage: { prompt_tokens: 3 } };
    const reply = await call('openai', { bytes: JSON.stringify(body) });
    expect(reply).toMatchObject({ output: 'Yes', usage: { inputTokens: 3 } });
    expect(reply).not.toHaveProperty('ttftMs');
  });

  it('is not asked for its tokens again by an endpoint that refuses the question', async () => {
    const detail = [{ type: 'extra_forbidden', loc: ['body', 'stream_options', 'include_usage'], input: true }];
    const refusal = { status: 422, bytes: JSON.stringify({ object: 'error', message: { detail } }) };
    const model = await open('openai', ({ body }) => ('stream_options' in body ? refusal : { text: 'Yes' }));
    const { signal } = new AbortController();
    const replies = await Promise.all([0, 1].map((trial) => model.call(REQUEST, trial, signal, true)));
    expect(replies.map(({ output }) => output)).toEqual(['Yes', 'Yes']);
    expect(server?.calls).toHaveLength(4);
    await model.call(REQUEST, 2, signal, true);
    expect(server?.calls).toHaveLength(5);
    model.close();
  });

  it('is refused for every other reason as any call', async () => {
    const error = await failure('openai', { status: 422, message: 'top_k: extra inputs are not permitted' });
    expect(error.detail.kind).toBe('invalid-request');
    expect(server?.calls).toHaveLength(1);
  });

  it('hides the key where it repeats it', async () => {
    const echo = sse({ choices: [{ index: 0, delta: { content: `key ${API_KEY}` }, finish_reason: 'stop' }] });
    expect((await call('openai', streamOf('openai', echo))).output).toBe('key [redacted]');
    await server?.close();
    const error = await failure('openai', streamOf('openai', sse({ error: { message: `bad key ${API_KEY}` } })));
    expect(error.message).not.toContain(API_KEY);
  });
});

describe('a stream of messages', () => {
  it.each([
    ['overloaded_error', 'throttled'],
    ['rate_limit_error', 'throttled'],
    ['api_error', 'unavailable'],
    ['invalid_request_error', 'invalid-request'],
    ['something_new', 'unavailable'],
  ])('that breaks off with %s is %s', async (type, kind) => {
    const told = sse({ type: 'error', error: { type, message: 'said so' } }, 'error');
    const error = await failure('anthropic', streamOf('anthropic', BEGUN.anthropic, told));
    expect(error.detail).toMatchObject({ kind, requestId: 'req-1' });
    expect(error.message).toContain(`${type}: said so`);
  });

  it('takes the last word on every count, and leaves the others as they were', async () => {
    const reply = await call(
      'anthropic',
      streamOf(
        'anthropic',
        sse({
          type: 'message_start',
          message: {
            model: 'm-1',
            usage: {
              input_tokens: 5,
              cache_read_input_tokens: 90,
              cache_creation: { ephemeral_1h_input_tokens: 8 },
              output_tokens: 1,
            },
          },
        }),
        sse({ type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hmm' } }),
        sse({ type: 'content_block_start', index: 1, content_block: { type: 'text', text: 'Yes' } }),
        sse({
          type: 'message_delta',
          delta: { stop_reason: 'end_turn' },
          usage: { output_tokens: 7, cache_read_input_tokens: null },
        }),
        sse({ type: 'message_stop' }),
      ),
    );
    expect(reply).toMatchObject({
      output: 'Yes',
      stopReason: 'end',
      servedModel: 'm-1',
      usage: {
        inputTokens: 103,
        outputTokens: 7,
        cacheReadTokens: 90,
        cacheWriteTokens: 8,
        cacheWrite1hTokens: 8,
      },
    });
  });
});
