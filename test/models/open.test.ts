import { afterEach, describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import { ChangeoverError } from '../../src/core/contracts/problem.ts';
import type { ProviderDefinition } from '../../src/core/contracts/yardstick.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { type ModelEnvironment, openModel } from '../../src/models/open.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';

const REQUEST: ModelRequest = {
  provider: 'p',
  model: 'm',
  messages: [{ role: 'user', content: 'Hello' }],
  parameters: {},
  deployment: {},
};

const environment: ModelEnvironment = { env: {}, clock: systemClock, recording: () => undefined };

let server: ModelServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

function definition(rest: Partial<ProviderDefinition> & Pick<ProviderDefinition, 'type'>): ProviderDefinition {
  return { name: 'p', concurrency: 1, timeoutMs: 300_000, ...rest };
}

function problem(rest: Partial<ProviderDefinition> & Pick<ProviderDefinition, 'type'>, env = {}) {
  try {
    openModel(definition(rest), { ...environment, env });
  } catch (error) {
    if (error instanceof ChangeoverError) return error.problems[0];
    throw error;
  }
  return expect.fail('it opened');
}

describe('opening a model', () => {
  it.each([
    ['openai', 'OPENAI_API_KEY'],
    ['anthropic', 'ANTHROPIC_API_KEY'],
  ] as const)('of %s needs the key, and names its variable', (type, variable) => {
    expect(problem({ type })).toMatchObject({
      code: 'model-access',
      message: `provider p needs a key, and the environment variable ${variable} is empty`,
      hint: expect.stringContaining(`secrets.${variable}`),
    });
    expect(problem({ type }, { [variable]: '  ' })).toMatchObject({ code: 'model-access' });
  });

  it('looks for the key where the definition says, and nowhere up the prototype', () => {
    const custom = { type: 'openai', apiKeyEnv: 'TEAM_KEY', baseUrl: 'https://models.example' } as const;
    expect(problem(custom, { OPENAI_API_KEY: 'x' })).toMatchObject({ message: expect.stringContaining('TEAM_KEY') });
    expect(problem({ ...custom, apiKeyEnv: 'constructor' })).toMatchObject({ code: 'model-access' });
    openModel(definition(custom), { ...environment, env: { TEAM_KEY: 'x' } }).close();
  });

  it('needs no key on this machine, nor at an endpoint whose definition names none', async () => {
    server = await startModelServer(() => ({ text: 'Hi' }));
    const local = definition({ type: 'openai', baseUrl: server.openaiUrl, apiKeyEnv: 'TEAM_KEY' });
    const model = openModel(local, environment);
    expect(await model.call(REQUEST, 0, new AbortController().signal)).toMatchObject({ output: 'Hi' });
    model.close();
    openModel(definition({ type: 'openai', baseUrl: 'https://models.example/v1' }), environment).close();
  });

  it('sends the key without the white space around it', async () => {
    server = await startModelServer(() => ({ text: 'Hi' }));
    const local = definition({ type: 'anthropic', baseUrl: server.url, apiKeyEnv: 'TEAM_KEY' });
    const model = openModel(local, { ...environment, env: { TEAM_KEY: ' local-key\n' } });
    await model.call(REQUEST, 0, new AbortController().signal);
    model.close();
    expect(server.calls[0]?.headers['x-api-key']).toBe('local-key');
  });

  it.each([
    ['http://models.example/v1', 'is not https'],
    ['http://127.0.0.1.example/v1', 'is not https'],
    ['ftp://127.0.0.1/', 'is not https'],
    ['file:///etc/passwd', 'is not https'],
    ['models.example', 'is no URL'],
    ['https://user:word@models.example', 'holds credentials'],
    ['https://10.0.3.7/v1', '10.0.3.7 is an address of a private network: no request goes there unless'],
    ['https://169.254.169.254/v1', 'is an address at which a machine is told its credentials: no request goes there'],
    ['https://2852039166/v1', '169.254.169.254 is an address at which a machine is told its credentials'],
    ['https://0xa.0.3.7/v1', '10.0.3.7 is an address of a private network'],
    ['https://[::ffff:10.0.3.7]/v1', '::ffff:a00:307 is an address of a private network'],
    ['https://[fe80::1]/v1', 'fe80::1 is an address of the local link'],
    ['https://0.0.0.0/v1', '0.0.0.0 is an address that is no service’s'],
  ])('refuses the base URL %s', (baseUrl, words) => {
    for (const type of ['openai', 'anthropic', 'bedrock'] as const) {
      expect(problem({ type, baseUrl })).toMatchObject({ code: 'provider', message: expect.stringContaining(words) });
    }
  });

  it('takes an address in a private network where the definition says so, and never one that gives credentials away', () => {
    const own = { type: 'openai', privateNetwork: true } as const;
    openModel(definition({ ...own, baseUrl: 'https://10.0.3.7/v1' }), environment).close();
    expect(problem({ ...own, baseUrl: 'https://169.254.169.254/v1' })).toMatchObject({ code: 'provider' });
    expect(problem({ ...own, baseUrl: 'http://10.0.3.7/v1' })).toMatchObject({
      message: expect.stringContaining('is not https'),
    });
  });

  it.each(['http://localhost:8000/v1', 'http://127.1.2.3/v1', 'http://[::1]:8000/v1', 'https://models.example/v1'])(
    'takes the base URL %s',
    (baseUrl) => openModel(definition({ type: 'openai', baseUrl }), environment).close(),
  );

  it('opens Bedrock at a defined endpoint', async () => {
    server = await startModelServer(() => ({ text: 'Hi' }));
    process.env['AWS_ACCESS_KEY_ID'] = 'local';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
    const model = openModel(definition({ type: 'bedrock', region: 'us-east-1', baseUrl: server.url }), environment);
    expect(await model.call(REQUEST, 0, new AbortController().signal)).toMatchObject({ output: 'Hi' });
    expect(server.calls[0]).toMatchObject({ protocol: 'converse', model: 'm' });
    model.close();
  });

  it('replays a recording, and refuses to without one', async () => {
    const recorded = definition({ type: 'recorded', file: 'evals/recorded.jsonl' });
    expect(problem(recorded)).toMatchObject({ code: 'recording', hint: 'Name the file in providers.p.file' });
    const reply = { model: 'm', input: 'Hello', output: 'Hi', line: 1 };
    const model = openModel(recorded, { ...environment, recording: () => [reply] });
    expect(model.recorded).toBe(true);
    expect(await model.call(REQUEST, 0, new AbortController().signal)).toMatchObject({ output: 'Hi' });
  });
});
