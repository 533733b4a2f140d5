import { afterEach, describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import type { ModelError } from '../../src/core/contracts/ports.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { anthropicModel } from '../../src/models/anthropic.ts';
import type { Scripted } from '../support/model-servers/script.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';

const API_KEY = 'local-key-for-tests';

const REQUEST: ModelRequest = {
  provider: 'anthropic',
  model: 'claude-sonnet-4-6',
  system: 'Answer in one word.',
  messages: [{ role: 'user', content: 'Is 7 prime?' }],
  parameters: {},
  deployment: {},
};

let server: ModelServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function call(scripted: Scripted, request: Partial<ModelRequest> = {}, path = '') {
  server = await startModelServer(() => scripted);
  const baseUrl = `${server.url}${path}`;
  const model = anthropicModel({ baseUrl, apiKey: API_KEY, concurrency: 1, timeoutMs: 300_000, clock: systemClock });
  try {
    return await model.call({ ...REQUEST, ...request }, 0, new AbortController().signal);
  } finally {
    model.close();
  }
}

describe('a Messages call', () => {
  it('counts cached tokens among the input tokens', async () => {
    const reply = await call({
      text: 'Yes',
      inputTokens: 10,
      outputTokens: 1,
      cacheReadTokens: 90,
      cacheWriteTokens: 5,
    });
    expect(reply).toMatchObject({
      output: 'Yes',
      stopReason: 'end',
      usage: { inputTokens: 105, outputTokens: 1, cacheReadTokens: 90, cacheWriteTokens: 5 },
      servedModel: 'claude-sonnet-4-6',
      requestId: 'req-1',
    });
  });

  it.each(['', '/', '/v1', '/v1/'])('reaches the API from a base URL that ends in "%s"', async (path) => {
    await call({ text: 'Yes' }, {}, path);
    expect(server?.calls[0]).toMatchObject({ protocol: 'anthropic', path: '/v1/messages' });
  });

  it('sends key, version, system, and the bound that the API requires', async () => {
    await call({ text: 'Yes' });
    expect(server?.calls[0]?.headers).toMatchObject({ 'x-api-key': API_KEY, 'anthropic-version': '2023-06-01' });
    expect(server?.calls[0]?.body).toEqual({
      model: 'claude-sonnet-4-6',
      system: 'Answer in one word.',
      messages: [{ role: 'user', content: 'Is 7 prime?' }],
      max_tokens: 4096,
    });
  });

  it('sends the parameters’ own bound instead', async () => {
    await call({ text: 'Yes' }, { parameters: { maxTokens: 64, stop: ['x'], 'top-k': 5 } });
    expect(server?.calls[0]?.body).toMatchObject({ max_tokens: 64, stop_sequences: ['x'], top_k: 5 });
  });

  it('joins text blocks and leaves thinking out', async () => {
    const content = [
      { type: 'thinking', thinking: 'hm' },
      { type: 'text', text: 'Ye' },
      { type: 'text', text: 's' },
    ];
    const reply = await call({ bytes: JSON.stringify({ type: 'message', stop_reason: 'max_tokens', content }) });
    expect(reply).toMatchObject({ output: 'Yes', stopReason: 'max-tokens', usage: {} });
  });

  it.each([
    [{ status: 401, type: 'authentication_error' }, 'no-access'],
    [{ status: 400, type: 'invalid_request_error', message: 'Your credit balance is too low' }, 'no-access'],
    [{ status: 404, type: 'not_found_error' }, 'no-such-model'],
    [{ status: 413, type: 'request_too_large' }, 'context-overflow'],
    [{ status: 400, type: 'invalid_request_error', message: 'prompt is too long: 9 > 8' }, 'context-overflow'],
    [{ status: 400, type: 'invalid_request_error', message: 'Output blocked by content filtering policy' }, 'refused'],
    [{ status: 400, type: 'invalid_request_error', message: 'temperature: out of range' }, 'invalid-request'],
    [{ status: 429, type: 'rate_limit_error' }, 'throttled'],
    [{ status: 529, type: 'overloaded_error' }, 'throttled'],
    [{ bytes: '{"type": "error", "error": {"type": "api_error", "message": "died"}}' }, 'malformed'],
  ] as const)('types its failures: %j is %s', async (scripted, kind) => {
    const error = (await call(scripted).catch((reason: unknown) => reason)) as ModelError;
    expect(error.detail.kind).toBe(kind);
    expect(error.message).toContain('anthropic model claude-sonnet-4-6: HTTP ');
  });

  it('may not have its system text set by parameters', async () => {
    const error = (await call({ text: 'Yes' }, { parameters: { system: 'x' } }).catch((e: unknown) => e)) as ModelError;
    expect(error.message).toContain('the parameters may not set `system`');
  });
});

describe('a count of input tokens', () => {
  async function count(scripted: Scripted, request: Partial<ModelRequest> = {}) {
    server = await startModelServer(() => scripted);
    const model = anthropicModel({
      baseUrl: server.url,
      apiKey: API_KEY,
      concurrency: 1,
      // Time enough for any answer; only silence has to be waited out.
      timeoutMs: 'connection' in scripted && scripted.connection === 'silence' ? 200 : 300_000,
      clock: systemClock,
    });
    try {
      return await model.countTokens?.({ ...REQUEST, ...request }, new AbortController().signal);
    } finally {
      model.close();
    }
  }

  it('sends what shapes the input, and nothing that shapes the output alone', async () => {
    const thinking = { type: 'enabled', budget_tokens: 1024 };
    const parameters = { 'max-tokens': 64, temperature: 0, 'service-tier': 'auto', thinking };
    expect(await count({ text: '', inputTokens: 17 }, { parameters })).toBe(17);
    expect(server?.calls[0]).toMatchObject({ asks: 'count', path: '/v1/messages/count_tokens' });
    expect(server?.calls[0]?.headers).toMatchObject({ 'x-api-key': API_KEY, 'anthropic-version': '2023-06-01' });
    expect(server?.calls[0]?.body).toEqual({
      model: 'claude-sonnet-4-6',
      system: 'Answer in one word.',
      messages: [{ role: 'user', content: 'Is 7 prime?' }],
      thinking,
    });
  });

  it.each([
    [{ status: 401, type: 'authentication_error' }, 'no-access'],
    [{ status: 404, type: 'not_found_error' }, 'no-such-model'],
    [{ status: 429, type: 'rate_limit_error' }, 'throttled'],
    [{ bytes: '{"input_tokens": -1}' }, 'malformed'],
    [{ bytes: '{}' }, 'malformed'],
    [{ connection: 'reset' }, 'network'],
    [{ connection: 'silence' }, 'timed-out'],
  ] as const)('that fails is typed: %j', async (scripted, kind) => {
    const error = await count(scripted).catch((reason: unknown) => reason);
    expect((error as ModelError).detail.kind).toBe(kind);
  });
});
