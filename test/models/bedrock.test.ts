import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import { ModelError } from '../../src/core/contracts/ports.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { bedrockModel } from '../../src/models/bedrock.ts';
import { signWithLocalKeys } from '../support/model-servers/local-keys.ts';
import type { Script, Scripted } from '../support/model-servers/script.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';

const REQUEST: ModelRequest = {
  provider: 'bedrock',
  model: 'anthropic.claude-3-haiku-20240307-v1:0',
  system: 'Answer in one word.',
  messages: [{ role: 'user', content: 'Is 7 prime?' }],
  parameters: {},
  deployment: {},
};

let server: ModelServer | undefined;

signWithLocalKeys();

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function open(script: Script | Scripted, timeoutMs = 300_000) {
  server = await startModelServer(typeof script === 'function' ? script : () => script);
  return bedrockModel({ endpoint: server.url, concurrency: 4, timeoutMs, clock: systemClock });
}

async function call(script: Script | Scripted, request: Partial<ModelRequest> = {}, timeoutMs?: number) {
  const model = await open(script, timeoutMs);
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
  return error as ModelError;
}

describe('a Converse call', () => {
  it('gives output, stop reason, usage, latency and request ID', async () => {
    const reply = await call({ text: 'Yes', inputTokens: 12, outputTokens: 1, delayMs: 20 });
    expect(reply).toMatchObject({
      output: 'Yes',
      stopReason: 'end',
      usage: { inputTokens: 12, outputTokens: 1 },
      requestId: 'req-1',
    });
    expect(reply.latencyMs).toBeGreaterThanOrEqual(19);
  });

  it('counts cached tokens among the input tokens', async () => {
    const reply = await call({
      text: 'Yes',
      inputTokens: 10,
      outputTokens: 1,
      cacheReadTokens: 90,
      cacheWriteTokens: 5,
    });
    expect(reply.usage).toEqual({ inputTokens: 105, outputTokens: 1, cacheReadTokens: 90, cacheWriteTokens: 5 });
  });

  it('sends system, messages, parameters in any spelling, and the service tier', async () => {
    await call(
      { text: 'Yes' },
      {
        messages: [
          { role: 'user', content: 'Is 4 prime?' },
          { role: 'assistant', content: 'No' },
          { role: 'user', content: 'Is 7 prime?' },
        ],
        parameters: { 'max-tokens': 64, temperature: 0, top_p: 0.9, stopSequences: ['\n'], top_k: 5 },
        deployment: { 'service-tier': 'flex' },
      },
    );
    expect(server?.calls[0]?.body).toEqual({
      system: [{ text: 'Answer in one word.' }],
      messages: [
        { role: 'user', content: [{ text: 'Is 4 prime?' }] },
        { role: 'assistant', content: [{ text: 'No' }] },
        { role: 'user', content: [{ text: 'Is 7 prime?' }] },
      ],
      inferenceConfig: { maxTokens: 64, temperature: 0, topP: 0.9, stopSequences: ['\n'] },
      additionalModelRequestFields: { top_k: 5 },
      serviceTier: { type: 'flex' },
    });
  });

  it('leaves out what the request does not say', async () => {
    await call({ text: 'Yes' }, { system: '' });
    expect(server?.calls[0]?.body).toEqual({ messages: [{ role: 'user', content: [{ text: 'Is 7 prime?' }] }] });
  });

  it.each([
    ['end_turn', 'end'],
    ['stop_sequence', 'end'],
    ['max_tokens', 'max-tokens'],
    ['tool_use', 'tool-use'],
    ['guardrail_intervened', 'guardrail'],
    ['content_filtered', 'refusal'],
    ['malformed_model_output', 'malformed'],
    ['malformed_tool_use', 'malformed'],
    ['model_context_window_exceeded', 'context-overflow'],
    ['something_new', 'other'],
  ])('maps the stop reason %s to %s', async (word, stopReason) => {
    expect((await call({ text: 'Yes', stopReason: word })).stopReason).toBe(stopReason);
  });

  it('keeps its connections', async () => {
    const model = await open({ text: 'Yes' });
    for (let i = 0; i < 5; i += 1) await model.call(REQUEST, 0, new AbortController().signal);
    expect(server?.connections()).toBe(1);
    model.close();
  });

  it('takes ARNs as model IDs', async () => {
    const model = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc123';
    await call({ text: 'Yes' }, { model });
    expect(server?.calls[0]?.model).toBe(model);
  });
});

describe('a Converse call that fails', () => {
  it.each([
    [429, 'ThrottlingException', 'throttled'],
    [429, 'ModelNotReadyException', 'throttled'],
    [400, 'ServiceQuotaExceededException', 'throttled'],
    [408, 'ModelTimeoutException', 'timed-out'],
    [424, 'ModelErrorException', 'unavailable'],
    [500, 'InternalServerException', 'unavailable'],
    [503, 'ServiceUnavailableException', 'unavailable'],
    [400, 'ValidationException', 'invalid-request'],
    [403, 'AccessDeniedException', 'no-access'],
    [403, 'UnrecognizedClientException', 'no-access'],
    [404, 'ResourceNotFoundException', 'no-such-model'],
    [418, 'SomethingNewException', 'invalid-request'],
    [502, 'SomethingNewException', 'unavailable'],
  ])('is typed: HTTP %d %s is %s', async (status, type, kind) => {
    const error = await failure({ status, type, message: 'said so' });
    expect(error.detail).toMatchObject({ kind, httpStatus: status, requestId: 'req-1' });
    expect(error.message).toContain('bedrock model anthropic.claude-3-haiku-20240307-v1:0');
    expect(error.message).toContain(`HTTP ${status} ${type} (request req-1): said so`);
    expect(error.unsent).toBe(false);
    expect(server?.calls).toHaveLength(1);
  });

  it.each([
    ['Input is too long for requested model.', 'context-overflow'],
    ['prompt is too long: 210000 tokens > 200000 maximum', 'context-overflow'],
    ['The provided model identifier is invalid.', 'no-such-model'],
    ["Invocation of model ID x with on-demand throughput isn't supported.", 'no-such-model'],
    ['Output blocked by content filtering policy', 'refused'],
    ['temperature and top_p cannot both be specified', 'invalid-request'],
  ])('is narrowed by what a validation error says: %s', async (message, kind) => {
    expect((await failure({ status: 400, message })).detail.kind).toBe(kind);
  });

  it('keeps what the service asks to wait', async () => {
    const error = await failure({ status: 429, headers: { 'retry-after': '7' } });
    expect(error.retryAfterMs).toBe(7_000);
  });

  it.each(['silence', 'drip'] as const)('is aborted at the time-out, connection and all: %s', async (connection) => {
    const error = await failure({ connection }, {}, 150);
    expect(error.detail.kind).toBe('timed-out');
    expect(error.message).toContain('within 0.15 s');
    // Too short for a slow machine to send the call at all; none is left open that was sent.
    await expect.poll(() => (server?.calls.length ?? 1) - (server?.abandoned() ?? 0)).toBeLessThanOrEqual(0);
  });

  it.each(['reset', 'reset-mid-body'] as const)(
    'is a network error when the connection breaks: %s',
    async (connection) => {
      const error = await failure({ connection });
      expect(error.detail.kind).toBe('network');
      expect(error.unsent).toBe(false);
    },
  );

  it('knows when nothing reached the service', async () => {
    server = await startModelServer(() => ({ text: 'Yes' }));
    const { url } = server;
    await server.close();
    server = undefined;
    const model = bedrockModel({ endpoint: url, concurrency: 1, timeoutMs: 300_000, clock: systemClock });
    const error = (await model.call(REQUEST, 0, new AbortController().signal).catch((e: unknown) => e)) as ModelError;
    expect(error.detail.kind).toBe('network');
    expect(error.unsent).toBe(true);
    expect(error.message).toContain('ECONNREFUSED');
  });

  it.each([
    ['not JSON', '<html>busy</html>'],
    ['cut JSON', '{"output": {"message": '],
    ['an empty body', ''],
    ['another document', '{"message": "hello"}'],
    ['a reply without content', '{"output": {"message": {"role": "assistant"}}, "stopReason": "end_turn"}'],
    ['a reply without stop reason', '{"output": {"message": {"role": "assistant", "content": [{"text": "Yes"}]}}}'],
  ])('is malformed when a 2xx holds %s', async (_what, bytes) => {
    const error = await failure({ bytes });
    expect(error.detail).toMatchObject({ kind: 'malformed', httpStatus: 200 });
    expect(error.message).toContain('the body is no reply');
  });

  it('is unavailable when a proxy answers in HTML', async () => {
    const error = await failure({ status: 502, bytes: '<html>Bad gateway</html>' });
    expect(error.detail.kind).toBe('unavailable');
  });

  it('takes in no endless body', async () => {
    const error = await failure({ bytes: Buffer.alloc(21 * 1024 * 1024, 32) });
    expect(error.detail.kind).toBe('malformed');
    expect(error.message).toContain('more than');
  });

  it('is cancelled at once when the run stops', async () => {
    const model = await open({ connection: 'silence' });
    const run = new AbortController();
    const pending = model.call(REQUEST, 0, run.signal).catch((reason: unknown) => reason);
    await expect.poll(() => server?.calls.length).toBe(1);
    run.abort();
    expect(((await pending) as ModelError).detail.kind).toBe('cancelled');
    await expect.poll(() => server?.abandoned()).toBe(1);
    model.close();
  });

  it('sends nothing when the run had stopped before', async () => {
    const model = await open({ text: 'Yes' });
    const error = await model.call(REQUEST, 0, AbortSignal.abort()).catch((reason: unknown) => reason);
    expect((error as ModelError).detail.kind).toBe('cancelled');
    expect(server?.calls).toHaveLength(0);
    model.close();
  });

  it('never repeats what was signed', async () => {
    const error = await failure({
      status: 403,
      type: 'InvalidSignatureException',
      message:
        "The signature does not match.\n\nThe Canonical String should have been\n'POST\nx-amz-security-token:FwoGZXIvYXdzEXAMPLE",
    });
    expect(error.detail.kind).toBe('no-access');
    expect(error.message).toContain('The signature does not match.');
    expect(error.message).not.toContain('FwoGZXIvYXdz');
  });

  it('hides account numbers', async () => {
    const error = await failure({
      status: 403,
      message: 'User: arn:aws:sts::111122223333:assumed-role/ci/run is not authorized to perform: bedrock:InvokeModel',
    });
    expect(error.message).toContain('arn:aws:sts::************:assumed-role/ci/run is not authorized');
  });
});

describe('a request that cannot be sent', () => {
  it.each([
    [{ parameters: { 'max-tokens': 1, max_tokens: 2 } }, 'the parameters `max-tokens` and `max_tokens` mean the same'],
    [{ parameters: { temperature: 'hot' } }, 'the parameter `temperature` is not a number'],
    [{ parameters: { 'stop-sequences': [1] } }, 'the parameter `stop-sequences` is not a list of texts'],
    [{ deployment: { region: 'evil.example/x' } }, '"evil.example/x" is no AWS region'],
    [{ deployment: { 'data-zone': 'eu' } }, "the deployment's `data-zone` has no meaning for this provider"],
  ])('is the variant’s fault: %j', async (request, message) => {
    const error = await failure({ text: 'Yes' }, request);
    expect(error.detail.kind).toBe('invalid-request');
    expect(error.message).toContain(message);
    expect(error.unsent).toBe(true);
    expect(server?.calls).toHaveLength(0);
  });

  it('is not turned into another one by a parameter called __proto__', async () => {
    const hostile = '{"__proto__":{"temperature":1},"constructor":2}';
    await call({ text: 'Yes' }, { parameters: JSON.parse(hostile) });
    expect(JSON.stringify(server?.calls[0]?.body['additionalModelRequestFields'])).toBe(hostile);
    expect(server?.calls[0]?.body).not.toHaveProperty('inferenceConfig');
  });
});

describe('where a request goes', () => {
  it('follows AWS_ENDPOINT_URL_BEDROCK_RUNTIME and signs for the region of deployment, definition or ARN', async () => {
    server = await startModelServer(() => ({ text: 'Yes' }));
    process.env['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'] = server.url;
    const options = { concurrency: 1, timeoutMs: 300_000, clock: systemClock };
    const defined = bedrockModel({ ...options, region: 'eu-west-1' });
    const free = bedrockModel(options);
    const { signal } = new AbortController();
    try {
      await defined.call({ ...REQUEST, deployment: { region: 'us-west-2' } }, 0, signal);
      await defined.call(REQUEST, 0, signal);
      const arn = 'arn:aws:bedrock:ap-south-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0';
      await free.call({ ...REQUEST, model: arn }, 0, signal);
      await free.call(REQUEST, 0, signal);
    } finally {
      delete process.env['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'];
      defined.close();
      free.close();
    }
    const regions = server.calls.map(
      ({ headers }) => /\/\d{8}\/([\w-]+)\/bedrock\//.exec(String(headers.authorization))?.[1],
    );
    expect(regions).toEqual(['us-west-2', 'eu-west-1', 'ap-south-1', 'us-east-1']);
  });
});

describe('how a request is signed', () => {
  const names = [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_BEARER_TOKEN_BEDROCK',
    'AWS_CONFIG_FILE',
    'AWS_PROFILE',
  ];
  let saved: Readonly<Record<string, string | undefined>> = {};

  beforeEach(() => {
    saved = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  });

  afterEach(() => {
    for (const name of names) {
      delete process.env[name];
      if (saved[name] !== undefined) process.env[name] = saved[name];
    }
  });

  it('carries key, session token and the digest of what it signs', async () => {
    process.env['AWS_SESSION_TOKEN'] = 'a-session-of-this-test';
    await call({ text: 'Yes' });
    const headers = server?.calls[0]?.headers ?? {};
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/us-east-1\/bedrock\/aws4_request, SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]+, Signature=[0-9a-f]{64}$/,
    );
    expect(headers['x-amz-security-token']).toBe('a-session-of-this-test');
    expect(headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(headers['user-agent']).toContain('changeover');
  });

  it('is by bearer token where there is one', async () => {
    process.env['AWS_BEARER_TOKEN_BEDROCK'] = 'a-token-of-this-test';
    await call({ text: 'Yes' });
    expect(server?.calls[0]?.headers.authorization).toBe('Bearer a-token-of-this-test');
  });

  it('follows the service’s clock after a signature that came too late', async () => {
    const ahead = new Date(Date.now() + 3 * 3_600_000);
    const late = { status: 403, type: 'InvalidSignatureException', headers: { date: ahead.toUTCString() } };
    const model = await open(({ count }) =>
      count === 1 ? { ...late, message: 'Signature expired: 20260101T000000Z is now earlier than …' } : { text: 'Yes' },
    );
    const { signal } = new AbortController();
    const error = (await model.call(REQUEST, 0, signal).catch((reason: unknown) => reason)) as ModelError;
    expect(error.detail.kind).toBe('unavailable');
    await model.call(REQUEST, 0, signal);
    const [first = 0, again = 0] = (server?.calls ?? []).map(({ headers }) => signedAt(String(headers['x-amz-date'])));
    expect(ahead.getTime() - first).toBeGreaterThan(2 * 3_600_000);
    expect(ahead.getTime() - again).toBeLessThan(3_600_000);
    model.close();
  });

  /** Milliseconds since 1970 of `20261123T071500Z`. */
  function signedAt(text: string): number {
    return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
  }

  /** Makes a profile the only source of credentials: a program that hands these out, one after the other. */
  function handOut(credentials: readonly object[]): { readonly folder: string; taken(): number } {
    const folder = mkdtempSync(join(tmpdir(), 'changeover-credentials-'));
    const handedOut = join(folder, 'handed-out');
    const next = [
      "const { readFileSync, writeFileSync } = require('node:fs');",
      `let count = 0; try { count = Number(readFileSync('${handedOut}', 'utf8')); } catch {}`,
      `writeFileSync('${handedOut}', String(count + 1));`,
      `console.log(JSON.stringify(${JSON.stringify(credentials)}[count]));`,
    ];
    writeFileSync(join(folder, 'next.cjs'), next.join('\n'));
    const program = `"${process.execPath}" "${join(folder, 'next.cjs')}"`;
    writeFileSync(join(folder, 'config'), `[profile rotating]\ncredential_process = ${program}\nregion = us-east-1\n`);
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
    Object.assign(process.env, { AWS_CONFIG_FILE: join(folder, 'config'), AWS_PROFILE: 'rotating' });
    return { folder, taken: () => Number(readFileSync(handedOut, 'utf8')) };
  }

  const key = (AccessKeyId: string, more = {}) => ({ Version: 1, AccessKeyId, SecretAccessKey: 'local', ...more });

  it('takes credentials anew when they have expired, once for all calls in flight', async () => {
    const { folder, taken } = handOut([key('first'), key('second')]);
    const expired = { status: 403, type: 'ExpiredTokenException', message: 'The security token is expired' };
    const model = await open(({ headers }) =>
      String(headers.authorization).includes('Credential=first/') ? { ...expired, delayMs: 20 } : { text: 'Yes' },
    );
    try {
      const { signal } = new AbortController();
      const replies = await Promise.all([0, 1, 2].map((trial) => model.call(REQUEST, trial, signal)));
      expect(replies.map(({ output }) => output)).toEqual(['Yes', 'Yes', 'Yes']);
      expect(server?.calls).toHaveLength(6);
      expect(taken()).toBe(2);
    } finally {
      model.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('signs with credentials that the SDK renewed meanwhile', async () => {
    const Expiration = new Date(Date.now() + 60_000).toISOString();
    const { folder } = handOut([key('first', { Expiration }), key('second', { SecretAccessKey: 'other' })]);
    const model = await open({ text: 'Yes' });
    try {
      const { signal } = new AbortController();
      const signedWith = async () => {
        await model.call(REQUEST, 0, signal);
        return /Credential=(\w+)\//.exec(String(server?.calls.at(-1)?.headers.authorization))?.[1];
      };
      expect(await signedWith()).toBe('first');
      // What is about to expire is renewed in the background.
      await expect.poll(signedWith).toBe('second');
    } finally {
      model.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('gives up when new credentials have expired too', async () => {
    const error = await failure({ status: 403, type: 'ExpiredTokenException', message: 'The token is expired' });
    expect(error.detail).toMatchObject({ kind: 'no-access', httpStatus: 403, requestId: 'req-2' });
    expect(server?.calls).toHaveLength(2);
  });
});

describe('a count of input tokens', () => {
  async function count(script: Script | Scripted, request: Partial<ModelRequest> = {}) {
    const model = await open(script);
    try {
      return await model.countTokens?.({ ...REQUEST, ...request }, new AbortController().signal);
    } finally {
      model.close();
    }
  }

  it('sends what shapes the input, and nothing else', async () => {
    const counted = await count(
      { text: '', inputTokens: 17 },
      { parameters: { 'max-tokens': 64, temperature: 0, top_k: 5 } },
    );
    expect(counted).toBe(17);
    expect(server?.calls[0]).toMatchObject({ asks: 'count', model: REQUEST.model });
    expect(server?.calls[0]?.body).toEqual({
      input: {
        converse: {
          system: [{ text: 'Answer in one word.' }],
          messages: [{ role: 'user', content: [{ text: 'Is 7 prime?' }] }],
          additionalModelRequestFields: { top_k: 5 },
        },
      },
    });
  });

  it.each([
    'us.anthropic.claude-3-haiku-20240307-v1:0',
    'global.anthropic.claude-3-haiku-20240307-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
    'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0',
  ])('is that of the model behind %s', async (model) => {
    await count({ text: '', inputTokens: 17 }, { model });
    expect(server?.calls[0]?.model).toBe('anthropic.claude-3-haiku-20240307-v1:0');
  });

  it.each([
    'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc123',
    'arn:aws:bedrock:us-east-1:111122223333:provisioned-model/abc123',
  ])('is refused for %s, which names no model', async (model) => {
    const error = await count({ text: '', inputTokens: 17 }, { model }).catch((reason: unknown) => reason);
    expect((error as ModelError).detail.kind).toBe('invalid-request');
    expect((error as ModelError).message).toContain('the ARN does not name the model behind it');
    expect(server?.calls).toHaveLength(0);
  });

  it.each([
    [{ status: 403, message: 'not authorized to perform: bedrock:CountTokens' }, 'no-access'],
    [{ status: 400, message: "The provided model doesn't support counting tokens" }, 'invalid-request'],
    [{ status: 429 }, 'throttled'],
    [{ bytes: '{"inputTokens": "many"}' }, 'malformed'],
    [{ bytes: '{}' }, 'malformed'],
    [{ connection: 'reset' }, 'network'],
  ] as const)('that fails is typed: %j', async (scripted, kind) => {
    const error = await count(scripted).catch((reason: unknown) => reason);
    expect((error as ModelError).detail.kind).toBe(kind);
  });
});

describe('what a job lacks', () => {
  const cleared = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_REGION'];

  /** Calls with these environment variables alone, away from this machine's own AWS configuration. */
  async function messageWith(env: Readonly<Record<string, string>>) {
    const before = { ...process.env };
    for (const name of cleared) delete process.env[name];
    const away = {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
    Object.assign(process.env, away, env);
    try {
      return await failure({ text: 'Yes' });
    } finally {
      for (const name of [...cleared, ...Object.keys(away)]) delete process.env[name];
      Object.assign(process.env, before);
    }
  }

  it('is named: credentials', async () => {
    const error = await messageWith({ AWS_REGION: 'us-east-1' });
    expect(error.detail.kind).toBe('no-access');
    expect(error.message).toContain('no AWS credentials; give the job a role');
    expect(server?.calls).toHaveLength(0);
  });

  it('is named: the region', async () => {
    const error = await messageWith({ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
    expect(error.detail.kind).toBe('no-access');
    expect(error.message).toContain('no AWS region; set AWS_REGION or providers.bedrock.region');
  });
});
