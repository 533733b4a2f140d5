import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import type { ProviderDefinition } from '../../src/core/contracts/yardstick.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { bedrockAddresses } from '../../src/models/address.ts';
import { openModel } from '../../src/models/open.ts';

const REQUEST: ModelRequest = {
  provider: 'p',
  model: 'm',
  messages: [{ role: 'user', content: 'Hello' }],
  parameters: {},
  deployment: {},
};

function addressOf(rest: Partial<ProviderDefinition> & Pick<ProviderDefinition, 'type'>) {
  const model = openModel(
    { name: 'p', concurrency: 1, timeoutMs: 5_000, ...rest },
    {
      env: { OPENAI_API_KEY: 'k'.repeat(20), ANTHROPIC_API_KEY: 'k'.repeat(20) },
      clock: systemClock,
      recording: () => [],
    },
  );
  const address = model.addressOf?.(REQUEST);
  model.close();
  return address;
}

describe('the address of an HTTP provider', () => {
  it.each([
    [{ type: 'openai' }, 'openai https://api.openai.com/v1/chat/completions'],
    [{ type: 'openai', baseUrl: 'http://127.0.0.1:8000/v1/' }, 'openai http://127.0.0.1:8000/v1/chat/completions'],
    [{ type: 'anthropic' }, 'anthropic https://api.anthropic.com/v1/messages'],
    [
      { type: 'anthropic', baseUrl: 'https://gate.example.com/a/v1' },
      'anthropic https://gate.example.com/a/v1/messages',
    ],
    [{ type: 'recorded' }, undefined],
  ] as const)('of %j is %s', (definition, address) => {
    expect(addressOf(definition)).toBe(address);
  });

  it('tells queries apart without telling what they hold', () => {
    const at = (query: string) => addressOf({ type: 'openai', baseUrl: `https://llm.example.com/v1?${query}` });
    const address = at('api-version=1&key=swordfish');
    expect(address).toMatch(/^openai https:\/\/llm\.example\.com\/v1\/chat\/completions\?sha256:[0-9a-f]{16}$/);
    expect(at('api-version=2&key=swordfish')).not.toBe(address);
    expect(at('api-version=1&key=swordfish')).toBe(address);
  });
});

describe('the address of a Bedrock request', () => {
  const arn = {
    ...REQUEST,
    model: 'arn:aws:bedrock:ap-south-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
  };
  const moved = { ...REQUEST, deployment: { region: 'us-west-2' } };

  it.each([
    ['the environment', REQUEST, {}, { AWS_REGION: 'us-east-1' }, 'bedrock aws us-east-1'],
    ['the definition', REQUEST, { region: 'eu-west-1' }, { AWS_REGION: 'us-east-1' }, 'bedrock aws eu-west-1'],
    ['the deployment', moved, { region: 'eu-west-1' }, {}, 'bedrock aws us-west-2'],
    ['the ARN', arn, {}, { AWS_REGION: 'us-east-1' }, 'bedrock aws ap-south-1'],
    ['a file that is not read', REQUEST, {}, {}, 'bedrock aws default'],
    ['a profile that is not read', REQUEST, {}, { AWS_PROFILE: 'ci' }, 'bedrock aws default of profile "ci"'],
  ])('has the region of %s', (_from, request, defined, env, address) => {
    expect(bedrockAddresses(defined, env)(request)).toBe(address);
  });

  it.each([
    [
      'the definition',
      { endpoint: 'https://vpce.example.com' },
      { AWS_ENDPOINT_URL: 'https://b.example.com' },
      'https://vpce.example.com/',
    ],
    [
      'the service',
      {},
      { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'https://a.example.com', AWS_ENDPOINT_URL: 'https://b.example.com' },
      'https://a.example.com/',
    ],
    ['all services', {}, { AWS_ENDPOINT_URL: 'https://user:secret@b.example.com/x' }, 'https://b.example.com/x'],
    ['nobody', {}, { AWS_ENDPOINT_URL: 'https://b.example.com', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, 'aws'],
    ['a slip of the pen', {}, { AWS_ENDPOINT_URL: 'no url' }, 'unreadable'],
  ])('has the endpoint of %s', (_from, defined, env, endpoint) => {
    expect(bedrockAddresses(defined, env)(moved)).toBe(`bedrock ${endpoint} us-west-2`);
  });

  it('stands as written when the region is none', () => {
    expect(bedrockAddresses({}, {})({ ...REQUEST, deployment: { region: { a: 1 } } })).toBe('bedrock aws {"a":1}');
  });
});
