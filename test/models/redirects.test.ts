import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import { ModelError } from '../../src/core/contracts/ports.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { openModel } from '../../src/models/open.ts';
import { signWithLocalKeys } from '../support/model-servers/local-keys.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';

const REQUEST: ModelRequest = {
  provider: 'p',
  model: 'm',
  messages: [{ role: 'user', content: 'Hello' }],
  parameters: {},
  deployment: {},
};

signWithLocalKeys();

const TYPES = ['bedrock', 'openai', 'anthropic'] as const;
const asks = [
  ['a reply', false],
  ['a stream', true],
] as const;
const cases = TYPES.flatMap((type) =>
  asks.flatMap(([what, stream]) => [301, 302, 303, 307, 308].map((status) => ({ type, what, stream, status }))),
);

/** Two endpoints: the one that is defined, and the one that it sends its callers to. */
async function redirected(status: number, use: (defined: ModelServer) => Promise<unknown>) {
  const elsewhere = await startModelServer(() => ({ text: 'Hi' }));
  const defined = await startModelServer(({ path }) => ({
    status,
    bytes: '',
    headers: { location: `${elsewhere.url}${path}` },
  }));
  try {
    return { outcome: await use(defined), calls: defined.calls.length, followed: elsewhere.connections() };
  } finally {
    await defined.close();
    await elsewhere.close();
  }
}

describe('a redirect', () => {
  it.each(cases)('of $type is not followed: HTTP $status for $what', async ({ type, stream, status }) => {
    const { outcome, calls, followed } = await redirected(status, async (defined) => {
      const baseUrl = type === 'openai' ? defined.openaiUrl : defined.url;
      const limits = { concurrency: 1, timeoutMs: 300_000 };
      const definition = { name: 'p', type, baseUrl, apiKeyEnv: 'KEY', ...limits };
      const surroundings = { env: { KEY: 'local-key' }, clock: systemClock, recording: () => undefined };
      const model = openModel(definition, surroundings);
      try {
        return await model.call(REQUEST, 0, new AbortController().signal, stream).catch((error: unknown) => error);
      } finally {
        model.close();
      }
    });
    expect(outcome).toBeInstanceOf(ModelError);
    expect((outcome as ModelError).detail).toMatchObject({ kind: 'no-access', httpStatus: status });
    expect({ calls, followed }).toEqual({ calls: 1, followed: 0 });
  });
});
