import { describe, expect, it } from 'vitest';
import { checkModelId } from '../../../../src/core/change/model-id/check.ts';
import { resolveProvider } from '../../../../src/core/change/model-id/resolve.ts';
import type { ProviderDefinition } from '../../../../src/core/contracts/yardstick.ts';

const place = { file: 'src/models.ts', line: 3 };

function definition(name: string, type: ProviderDefinition['type']): ProviderDefinition {
  return { name, type, concurrency: 8, timeoutMs: 120_000 };
}

const BUILT_IN = [
  definition('bedrock', 'bedrock'),
  definition('openai', 'openai'),
  definition('anthropic', 'anthropic'),
  definition('google', 'openai'),
  definition('mistral', 'openai'),
];
const LOCAL = definition('local-vllm', 'openai');

function resolve(value: string, wired?: string, extra: readonly ProviderDefinition[] = []) {
  return resolveProvider({ value, wired, providers: [...BUILT_IN, ...extra], place });
}

describe('resolveProvider', () => {
  it.each([
    ['gpt-4o', undefined, { provider: 'openai', model: 'gpt-4o' }],
    ['openai:gpt-5.4-mini', undefined, { provider: 'openai', model: 'gpt-5.4-mini' }],
    ['openai:gpt-5.4-mini', 'bedrock', { provider: 'openai', model: 'gpt-5.4-mini' }],
    ['openai.gpt-5.4', undefined, { provider: 'bedrock', model: 'openai.gpt-5.4' }],
    [
      'anthropic.claude-3-5-sonnet-20240620-v1:0',
      undefined,
      { provider: 'bedrock', model: 'anthropic.claude-3-5-sonnet-20240620-v1:0' },
    ],
    ['llama3.1:8b', 'openai', { provider: 'openai', model: 'llama3.1:8b' }],
    ['my-fine-tune', 'openai', { provider: 'openai', model: 'my-fine-tune' }],
    ['claude-sonnet-4-6', undefined, { provider: 'anthropic', model: 'claude-sonnet-4-6' }],
    ['gemini-2.5-flash', undefined, { provider: 'google', model: 'gemini-2.5-flash' }],
  ])('%s with provider %s', (value, wired, resolved) => expect(resolve(value, wired)).toEqual(resolved));

  it('takes the region of an ARN', () => {
    const arn = 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.amazon.nova-lite-v1:0';
    expect(resolve(arn)).toEqual({ provider: 'bedrock', model: arn, region: 'eu-west-1' });
    expect(resolve(`bedrock:${arn}`)).toEqual({ provider: 'bedrock', model: arn, region: 'eu-west-1' });
  });

  it('gives open weights to the one endpoint that may serve them', () => {
    expect(resolve('llama3.1:8b', undefined, [LOCAL])).toEqual({ provider: 'local-vllm', model: 'llama3.1:8b' });
    expect(resolve('llama3.1:8b')).toMatchObject({
      code: 'model-id',
      message: expect.stringContaining('served by many'),
    });
  });

  it('names the providers that an ID fits', () => {
    expect(resolve('mistral-7b-instruct', undefined, [LOCAL])).toMatchObject({
      code: 'model-id',
      message: 'the model "mistral-7b-instruct" fits several providers: mistral, local-vllm',
      hint: 'Write provider: with one of them, or the model as mistral:mistral-7b-instruct.',
      place,
    });
  });

  it('says what to write when the provider is not defined', () => {
    expect(resolve('gpt-4o', 'opnai')).toMatchObject({
      code: 'provider',
      message: 'the provider "opnai" is not defined',
      hint: expect.stringContaining('Did you mean "openai"?'),
    });
    expect(resolve('command-r-plus')).toMatchObject({
      code: 'provider',
      message: 'the model "command-r-plus" is cohere\'s, and no provider "cohere" is defined',
      hint: expect.stringContaining('"cohere": { type: openai'),
    });
    expect(resolve('opnai:gpt-4o')).toMatchObject({ code: 'model-id', hint: expect.stringContaining('openai:gpt-4o') });
    expect(resolve('my-fine-tune')).toMatchObject({
      message: 'the model ID "my-fine-tune" does not say which provider has it',
    });
    expect(resolve('openai:')).toMatchObject({ message: 'the model "openai:" names a provider and no model' });
    expect(resolve('x', 'constructor')).toMatchObject({ code: 'provider' });
  });
});

describe('checkModelId', () => {
  it.each(['gpt-4o', 'arn:aws:bedrock:us-east-1::foundation-model/a.b-v1:0', 'org/Name_x+y@1', '@cf/meta/llama-3'])(
    'allows %s',
    (id) => expect(checkModelId(id, place)).toBeUndefined(),
  );

  it.each([
    ['gpt-4\u200bo', 'the model ID "gpt-4<U+200B>o" holds U+200B, which no model ID has'],
    ['gpt-4\u043e', 'the model ID "gpt-4<U+043E>" holds U+043E (\u043e), which no model ID has'],
    ['gpt-4o ', 'the model ID "gpt-4o " holds U+0020, which no model ID has'],
    ['\u202egpt', 'the model ID "<U+202E>gpt" holds U+202E, which no model ID has'],
    ['gpt\n4', 'the model ID "gpt<U+000A>4" holds U+000A, which no model ID has'],
    ['-gpt', 'the model ID "-gpt" holds U+002D (-), which no model ID has'],
    ['', 'the model ID is empty'],
    ['a'.repeat(600), 'the model ID has 600 characters; at most 512 are read'],
  ])('refuses %j with code points', (id, message) =>
    expect(checkModelId(id, place)).toMatchObject({ code: 'model-id', message, place }),
  );
});
