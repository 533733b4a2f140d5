import type { RequestOptions } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBedrockClient } from '../../src/models/bedrock-client.ts';
import type { Connections } from '../../src/models/http-connections.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
const PLACES = {
  usual: [{}, 'bedrock-runtime.us-gov-west-1.amazonaws.com'],
  FIPS: [{ AWS_USE_FIPS_ENDPOINT: 'true' }, 'bedrock-runtime-fips.us-gov-west-1.amazonaws.com'],
  'dual stack': [{ AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'bedrock-runtime.us-gov-west-1.api.aws'],
  'of one service': [{ AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'https://vpce.example.test/base' }, 'vpce.example.test'],
  'of all services': [{ AWS_ENDPOINT_URL: 'https://vpce.example.test' }, 'vpce.example.test'],
  'of all services, not heeded': [
    { AWS_ENDPOINT_URL: 'https://vpce.example.test', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    'bedrock-runtime.us-gov-west-1.amazonaws.com',
  ],
} as const;

let saved: NodeJS.ProcessEnv = {};

beforeEach(() => {
  saved = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, KEYS);
});

afterEach(() => {
  process.env = saved;
});

/** Takes down where the SDK sends its requests, and lets none out: those places are on the internet. */
function takeDown(): { readonly requests: RequestOptions[]; readonly connections: Connections } {
  const requests: RequestOptions[] = [];
  const send = (options: RequestOptions) => {
    requests.push(options);
    return Promise.reject(new Error('not sent'));
  };
  return { requests, connections: { send, close() {} } };
}

describe('openBedrockClient', () => {
  // Most of the SDK's settings are hidden from the copies that it makes of them: these must not be.
  it.each(Object.entries(PLACES))(
    'sends each call to the endpoint that the environment names: %s',
    async (_, place) => {
      const [environment, host] = place;
      Object.assign(process.env, environment);
      const { requests, connections } = takeDown();
      const client = openBedrockClient({ region: 'us-gov-west-1', endpoint: undefined, connections, onSecret() {} });
      for (const modelId of ['one', 'another']) {
        await expect(client.converse({ modelId, messages: [] }, new AbortController().signal)).rejects.toThrow(
          'not sent',
        );
      }
      expect(requests.map(({ hostname }) => hostname)).toEqual([host, host]);
      const headers = requests.map((request) => request.headers as readonly string[]);
      for (const list of headers) expect(list[list.indexOf('host') + 1]).toBe(host);
      const scope = /Credential=local\/\d{8}\/us-gov-west-1\/bedrock\/aws4_request/;
      for (const list of headers) expect(list[list.indexOf('authorization') + 1]).toMatch(scope);
    },
  );
});
