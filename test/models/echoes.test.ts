import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import { type Model, ModelError } from '../../src/core/contracts/ports.ts';
import { createSecrets } from '../../src/core/redaction/secrets.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { openModel } from '../../src/models/open.ts';
import type { Script } from '../support/model-servers/script.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';

// An endpoint that repeats the credentials it was called with, wherever it can and in whatever form.

const SECRET = 'not-a-real/secret+of-this-test=';
const SESSION = 'not-a-real/session+of-this-test=';
const REQUEST = { model: 'any', messages: [{ role: 'user', content: 'Hi' }], parameters: {}, deployment: {} } as const;

const PROTOCOLS = ['bedrock', 'openai', 'anthropic'] as const;
type Protocol = (typeof PROTOCOLS)[number];

const AWS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONFIG_FILE', 'AWS_PROFILE'];
let before: Readonly<Record<string, string | undefined>> = {};
let server: ModelServer | undefined;
let folder = '';

beforeEach(() => {
  before = Object.fromEntries(AWS.map((name) => [name, process.env[name]]));
  for (const name of AWS) delete process.env[name];
  process.env['AWS_REGION'] = 'us-east-1';
  folder = mkdtempSync(join(tmpdir(), 'changeover-echoes-'));
  // Not in the environment: the SDK's own chain finds them in a profile.
  const profile = { aws_access_key_id: 'not-a-real-key-id', aws_secret_access_key: SECRET, aws_session_token: SESSION };
  const lines = Object.entries(profile).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(join(folder, 'config'), `[profile echo]\n${lines.join('\n')}\n`);
  Object.assign(process.env, { AWS_CONFIG_FILE: join(folder, 'config'), AWS_PROFILE: 'echo' });
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
  for (const name of AWS) {
    delete process.env[name];
    if (before[name] !== undefined) process.env[name] = before[name];
  }
});

const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'in Base64': (secret) => Buffer.from(secret).toString('base64'),
  'in Base64, one character on': (secret) => Buffer.from(`:${secret}`).toString('base64'),
  'in Base64, two on': (secret) => Buffer.from(`::${secret}`).toString('base64url'),
  'in hexadecimal': (secret) => Buffer.from(secret).toString('hex'),
  'URL-encoded': encodeURIComponent,
  'JSON in JSON': (secret) => JSON.stringify({ secret }),
};

async function open(protocol: Protocol, script: Script): Promise<Model> {
  server = await startModelServer(script);
  const definition = {
    name: 'echo',
    type: protocol,
    concurrency: 1,
    timeoutMs: 10_000,
    baseUrl: protocol === 'openai' ? server.openaiUrl : server.url,
    ...(protocol === 'bedrock' ? { region: 'us-east-1' } : { apiKeyEnv: 'ECHO_KEY' }),
  };
  return openModel(definition, { env: { ECHO_KEY: SECRET }, clock: systemClock, recording: () => undefined });
}

/** All that comes back: the reply or the error, in one text. */
async function answerOf(protocol: Protocol, script: Script, stream: boolean): Promise<string> {
  const model = await open(protocol, script);
  const request: ModelRequest = { ...REQUEST, provider: 'echo' };
  try {
    return JSON.stringify(await model.call(request, 0, new AbortController().signal, stream));
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return JSON.stringify([error.message, error.detail]);
  } finally {
    model.close();
    await server?.close();
    server = undefined;
  }
}

/** Whether the secret can be read from a text, however it is written there. */
function leaks(text: string): readonly string[] {
  return Object.entries(FORMS).flatMap(([name, write]) => (text.includes(write(SECRET).slice(2, -4)) ? [name] : []));
}

describe.each(PROTOCOLS)('an endpoint of %s that echoes its credentials', (protocol) => {
  it.each(Object.entries(FORMS))('cannot put them into a reply %s', async (_, write) => {
    for (const stream of [false, true]) {
      const answer = await answerOf(protocol, () => ({ text: `key: ${write(SECRET)}.` }), stream);
      expect(leaks(answer)).toEqual([]);
      expect(answer).toContain('[redacted]');
    }
  });

  it.each(Object.entries(FORMS))('cannot put them into an error %s, nor into its request ID', async (_, write) => {
    const echo = write(SECRET);
    const header = protocol === 'bedrock' ? 'x-amzn-requestid' : 'x-request-id';
    const headers = { [header]: encodeURIComponent(SECRET), 'retry-after': '1' };
    for (const [status, type] of [
      [400, 'ValidationException'],
      [403, echo],
      [500, undefined],
    ] as const) {
      const message = `${'x'.repeat(status === 500 ? 380 : 3)} ${echo}`;
      const script: Script = () => ({ status, message, headers, ...(type === undefined ? {} : { type }) });
      const answer = await answerOf(protocol, script, false);
      expect(leaks(answer)).toEqual([]);
    }
  });

  it('cannot put them into the request ID of a reply', async () => {
    const header = protocol === 'bedrock' ? 'x-amzn-requestid' : 'x-request-id';
    // Without its punctuation a secret would not be known for one any more.
    const bytes = {
      bedrock: { output: { message: { role: 'assistant', content: [{ text: 'ok' }] } }, stopReason: 'end_turn' },
      openai: { model: SECRET, choices: [{ finish_reason: 'stop', message: { content: 'ok' } }] },
      anthropic: { type: 'message', model: SECRET, stop_reason: 'end_turn', content: [{ type: 'text', text: 'ok' }] },
    };
    const script: Script = () => ({ bytes: JSON.stringify(bytes[protocol]), headers: { [header]: `id-${SECRET}` } });
    const answer = await answerOf(protocol, script, false);
    expect(JSON.parse(answer)).toMatchObject({ output: 'ok', requestId: 'id-redacted' });
    expect(answer).not.toMatch(/secret.of-this-test/);
  });

  it('cannot put them into what is said of a reply that is none', async () => {
    for (const write of Object.values(FORMS)) {
      const answer = await answerOf(protocol, () => ({ bytes: `<html>${write(SECRET)}</html>` }), false);
      expect(answer).toContain('the body is no reply');
      expect(leaks(answer)).toEqual([]);
    }
  });
});

it('credentials that the SDK found by itself are known to whoever asked for the model', async () => {
  server = await startModelServer(() => ({ text: 'ok' }));
  const told: string[] = [];
  const secrets = createSecrets([], (secret) => told.push(secret));
  const definition = { name: 'b', type: 'bedrock', region: 'us-east-1', concurrency: 1, timeoutMs: 9_000 } as const;
  const environment = { env: {}, clock: systemClock, secrets, recording: () => undefined };
  const model = openModel({ ...definition, baseUrl: server.url }, environment);
  await model.call({ ...REQUEST, provider: 'b' }, 0, new AbortController().signal);
  await model.call({ ...REQUEST, provider: 'b' }, 1, new AbortController().signal);
  model.close();
  expect(told.toSorted()).toEqual([SECRET, SESSION, 'not-a-real-key-id'].toSorted());
});

it('a recorded reply that holds a key in use loses it, too', async () => {
  const secrets = createSecrets([SECRET]);
  const definition = { name: 'r', type: 'recorded', file: 'r.jsonl', concurrency: 1, timeoutMs: 1 } as const;
  const recording = () => [{ model: 'any', input: 'Hi', output: `The key is ${SECRET}`, line: 1 }];
  const model = openModel(definition, { env: {}, clock: systemClock, secrets, recording });
  expect((await model.call({ ...REQUEST, provider: 'r' }, 0, new AbortController().signal)).output).toBe(
    'The key is [redacted]',
  );
});
