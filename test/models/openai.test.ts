import { afterEach, describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import { ModelError } from '../../src/core/contracts/ports.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { openaiModel } from '../../src/models/openai.ts';
import type { Script, Scripted } from '../support/model-servers/script.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';

const API_KEY = 'local-key-for-tests';

const REQUEST: ModelRequest = {
  provider: 'openai',
  model: 'gpt-4o-mini-2024-07-18',
  system: 'Answer in one word.',
  messages: [{ role: 'user', content: 'Is 7 prime? ✓' }],
  parameters: {},
  deployment: {},
};

let server: ModelServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function call(script: Script | Scripted, request: Partial<ModelRequest> = {}, timeoutMs = 300_000) {
  server = await startModelServer(typeof script === 'function' ? script : () => script);
  const options = { baseUrl: server.openaiUrl, apiKey: API_KEY, concurrency: 2, timeoutMs, clock: systemClock };
  const model = openaiModel(options);
  try {
    return await model.call({ ...REQUEST, ...request }, 0, new AbortController().signal);
  } finally {
    model.close();
  }
}

async function failure(script: Script | Scripted, request: Partial<ModelRequest> = {}, timeoutMs?: number) {
  const error = await call(script, request, timeoutMs).then(
    (reply) => expect.fail(`replied ${JSON.stringify(reply)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ModelError);
  expect((error as ModelError).message).not.toContain(API_KEY);
  return error as ModelError;
}

function completion(choice: object, rest: object = {}): Scripted {
  return { bytes: JSON.stringify({ choices: [choice], ...rest }) };
}

describe('a chat completion', () => {
  it('gives output, stop reason, usage, latency, served model and request ID', async () => {
    const reply = await call({ text: 'Yes', inputTokens: 12, outputTokens: 1, cacheReadTokens: 8, delayMs: 20 });
    expect(reply).toMatchObject({
      output: 'Yes',
      stopReason: 'end',
      usage: { inputTokens: 12, outputTokens: 1, cacheReadTokens: 8 },
      servedModel: 'gpt-4o-mini-2024-07-18',
      requestId: 'req-1',
    });
    expect(reply.latencyMs).toBeGreaterThanOrEqual(19);
  });

  it('sends the key, the system text first, and parameters by OpenAI’s names', async () => {
    const parameters = {
      'max-tokens': 64,
      temperature: 0,
      topP: 0.5,
      'stop-sequences': ['\n'],
      'reasoning-effort': 'low',
    };
    await call({ text: 'Yes' }, { parameters, deployment: { 'service-tier': 'flex' } });
    expect(server?.calls[0]?.headers.authorization).toBe(`Bearer ${API_KEY}`);
    expect(server?.calls[0]?.body).toEqual({
      model: 'gpt-4o-mini-2024-07-18',
      messages: [
        { role: 'system', content: 'Answer in one word.' },
        { role: 'user', content: 'Is 7 prime? ✓' },
      ],
      max_tokens: 64,
      temperature: 0,
      top_p: 0.5,
      stop: ['\n'],
      reasoning_effort: 'low',
      service_tier: 'flex',
    });
  });

  it('keeps max_completion_tokens apart from max_tokens', async () => {
    await call({ text: 'Yes' }, { parameters: { max_completion_tokens: 64 } });
    expect(server?.calls[0]?.body).toMatchObject({ max_completion_tokens: 64 });
    expect(server?.calls[0]?.body).not.toHaveProperty('max_tokens');
  });

  it.each([
    ['stop', 'end'],
    ['length', 'max-tokens'],
    ['content_filter', 'refusal'],
    ['tool_calls', 'tool-use'],
    ['function_call', 'tool-use'],
    ['brand_new', 'other'],
  ])('maps the finish reason %s to %s', async (stopReason, expected) => {
    expect((await call({ text: 'Yes', stopReason })).stopReason).toBe(expected);
  });

  it('takes a refusal as one', async () => {
    const message = { content: null, refusal: 'I cannot help with that.' };
    const reply = await call(completion({ finish_reason: 'stop', message }));
    expect(reply).toMatchObject({ output: 'I cannot help with that.', stopReason: 'refusal', usage: {} });
  });

  it('takes a reply without text as an empty one: the model’s own doing', async () => {
    const reply = await call(completion({ finish_reason: 'length', message: { content: null } }));
    expect(reply).toMatchObject({ output: '', stopReason: 'max-tokens' });
  });

  it('is no proven end without a finish reason', async () => {
    expect((await call(completion({ message: { content: 'Yes' } }))).stopReason).toBe('other');
  });
});

describe('a chat completion that fails', () => {
  it.each([
    [{ status: 401, code: 'invalid_api_key' }, 'no-access'],
    [{ status: 403 }, 'no-access'],
    [{ status: 404, code: 'model_not_found' }, 'no-such-model'],
    [{ status: 400, code: 'context_length_exceeded' }, 'context-overflow'],
    [{ status: 400, message: "This model's maximum context length is 4096 tokens" }, 'context-overflow'],
    [{ status: 413 }, 'context-overflow'],
    [{ status: 400, code: 'content_filter' }, 'refused'],
    [{ status: 400, message: 'Your request was rejected by our content policy' }, 'refused'],
    [{ status: 400 }, 'invalid-request'],
    [{ status: 422 }, 'invalid-request'],
    [{ status: 429 }, 'throttled'],
    [{ status: 429, code: 'insufficient_quota' }, 'no-access'],
    [{ status: 408 }, 'timed-out'],
    [{ status: 500 }, 'unavailable'],
    [{ status: 503 }, 'unavailable'],
    [{ status: 529 }, 'throttled'],
  ] as const)('is typed: %j is %s', async (scripted, kind) => {
    const error = await failure(scripted);
    expect(error.detail).toMatchObject({ kind, httpStatus: scripted.status, requestId: 'req-1' });
    expect(error.message).toContain(`openai model gpt-4o-mini-2024-07-18: HTTP ${scripted.status} (request req-1)`);
  });

  it('keeps what the service asks to wait, in seconds, milliseconds and as a date', async () => {
    const wait = async (headers: Record<string, string>) => (await failure({ status: 429, headers })).retryAfterMs;
    expect(await wait({ 'retry-after': '3' })).toBe(3_000);
    expect(await wait({ 'retry-after': '3', 'retry-after-ms': '250' })).toBe(250);
    const dates = { date: 'Sun, 22 Nov 2026 10:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 10:00:09 GMT' };
    expect(await wait(dates)).toBe(9_000);
    expect(await wait({ ...dates, 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' })).toBe(0);
    expect(await wait({ 'retry-after': 'soon' })).toBeUndefined();
  });

  it('follows no redirect, and says what to correct', async () => {
    const other = await startModelServer(() => ({ text: 'stolen' }));
    const headers = { location: `${other.openaiUrl}/chat/completions` };
    const error = await failure({ status: 307, headers, bytes: '' });
    expect(error.detail.kind).toBe('no-access');
    expect(error.message).toContain('HTTP 307, a redirect, which is never followed: correct base-url');
    expect(other.calls).toHaveLength(0);
    await other.close();
  });

  it.each(['silence', 'drip'] as const)('is aborted at the time-out: %s', async (connection) => {
    const error = await failure({ connection }, {}, 150);
    expect(error.detail.kind).toBe('timed-out');
    expect(error.message).toBe('openai model gpt-4o-mini-2024-07-18 gave no complete reply within 0.15 s');
    // Too short for a slow machine to send the call at all; none is left open that was sent.
    await expect.poll(() => (server?.calls.length ?? 1) - (server?.abandoned() ?? 0)).toBeLessThanOrEqual(0);
  });

  it.each(['reset', 'reset-mid-body'] as const)(
    'is a network error when the connection breaks: %s',
    async (connection) => {
      const error = await failure({ connection });
      expect(error.detail.kind).toBe('network');
      expect(error.message).toContain('ECONNRESET');
    },
  );

  it.each([
    ['HTML', '<html>busy</html>', 'not JSON'],
    ['cut JSON', '{"choices": [', 'not JSON'],
    ['no choice', '{"choices": []}', 'parts are missing'],
    ['a choice without message', '{"choices": [{"finish_reason": "stop"}]}', 'parts are missing'],
    ['a negative count', '{"choices":[{"message":{"content":"a"}}],"usage":{"prompt_tokens":-1}}', 'parts are missing'],
    ['an error', '{"error": {"message": "upstream died"}}', 'upstream died'],
    ['nothing', '', 'not JSON'],
  ])('is malformed when a 2xx holds %s', async (_what, bytes, why) => {
    const error = await failure({ bytes });
    expect(error.detail).toMatchObject({ kind: 'malformed', httpStatus: 200 });
    expect(error.message).toContain(`the body is no reply (${why})`);
  });

  it('takes in no endless body', async () => {
    expect((await failure({ bytes: Buffer.alloc(21 * 1024 * 1024, 32) })).detail.kind).toBe('malformed');
  });

  it('quotes a body in part, on one line, without credentials', async () => {
    const message = `Incorrect API key provided: ${API_KEY}, sk-abcdef123456.\n${'x'.repeat(5000)}`;
    const error = await failure({ status: 401, message });
    expect(error.message).toContain('Incorrect API key provided: [redacted], [redacted].');
    expect(error.message).not.toContain('xxx');
    expect((await failure({ status: 500, bytes: `${'y'.repeat(5000)}` })).message.length).toBeLessThan(600);
  });
});

describe('a request that cannot be sent', () => {
  it.each(['model', 'messages', 'stream', 'n', 'best-of'])('may not set %s by its parameters', async (key) => {
    const error = await failure({ text: 'Yes' }, { parameters: { [key]: 1 } });
    expect(error.detail.kind).toBe('invalid-request');
    expect(error.message).toContain(`the parameters may not set \`${key}\``);
    expect(server?.calls).toHaveLength(0);
  });

  it('names a region that means nothing here', async () => {
    const error = await failure({ text: 'Yes' }, { deployment: { region: 'us-east-1' } });
    expect(error.message).toContain("the deployment's `region` has no meaning for this provider");
  });

  it('does not choose between two service tiers', async () => {
    const request = { parameters: { service_tier: 'flex' }, deployment: { 'service-tier': 'priority' } };
    expect((await failure({ text: 'Yes' }, request)).message).toContain('both the deployment and the parameters');
  });
});

describe('where a request goes', () => {
  it('keeps the path and query of the base URL', async () => {
    server = await startModelServer(() => ({ text: 'Yes' }));
    const baseUrl = `${server.url}/openai/deployments/x/?api-version=2`;
    const model = openaiModel({ baseUrl, concurrency: 1, timeoutMs: 300_000, clock: systemClock });
    await model.call(REQUEST, 0, new AbortController().signal);
    model.close();
    expect(server.calls[0]).toMatchObject({ path: '/openai/deployments/x/chat/completions' });
    expect(server.calls[0]?.headers.authorization).toBeUndefined();
  });
});
