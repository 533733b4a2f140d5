import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_RETRY } from '../../src/engine/backoff.ts';
import { createBudget } from '../../src/engine/budget.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { bedrockModel } from '../../src/models/bedrock.ts';
import { openaiModel } from '../../src/models/openai.ts';
import type { Script } from '../support/model-servers/script.ts';
import { type ModelServer, startModelServer } from '../support/model-servers/server.ts';
import { pairs, run } from './fixtures.ts';

let server: ModelServer | undefined;

beforeAll(() => {
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
});

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const quick = { ...DEFAULT_RETRY, maxAttempts: 4, baseDelayMs: 5, maxDelayMs: 20, maxRetryAfterMs: 1_000 };

async function open(protocol: 'bedrock' | 'openai', script: Script, timeoutMs = 2_000) {
  server = await startModelServer(script);
  const limits = { concurrency: 5, timeoutMs, clock: systemClock };
  return protocol === 'bedrock'
    ? bedrockModel({ ...limits, region: 'us-east-1', endpoint: server.url })
    : openaiModel({ ...limits, baseUrl: server.openaiUrl });
}

describe.each(['bedrock', 'openai'] as const)('a run against a %s endpoint', (protocol) => {
  it('gets through throttling, resets, drips and nonsense', async () => {
    const model = await open(
      protocol,
      ({ count, repetition }) => {
        if (repetition === 1 && count % 10 === 1) return { status: 429, headers: { 'retry-after': '0' } };
        if (repetition === 1 && count % 10 === 3) return { connection: 'reset' };
        if (repetition === 1 && count % 10 === 5) return { connection: 'reset-mid-body' };
        if (repetition === 1 && count % 10 === 7) return { status: 503 };
        if (repetition === 1 && count % 10 === 9) return { bytes: '{}' };
        if (repetition === 1 && count === 20) return { connection: 'drip' };
        return { text: `reply ${count}`, inputTokens: 10, outputTokens: 5 };
      },
      300,
    );
    const budget = createBudget(1);
    const { observations, summary } = await run(model, {
      cells: pairs(20),
      concurrencyOf: () => 5,
      clock: systemClock,
      retry: quick,
      budget,
    });
    model.close();
    expect(observations).toHaveLength(40);
    expect(observations.every(({ outcome }) => outcome === 'replied')).toBe(true);
    expect(summary.attempts).toBe(server?.calls.length);
    expect(summary.attempts).toBeGreaterThan(50);
    expect(server?.mostOpen()).toBeLessThanOrEqual(5);
    expect(budget.spentUsd).toBeLessThan(1);
  });

  it('leaves no call open when it is stopped', async () => {
    const model = await open(
      protocol,
      ({ count }) => (count > 5 ? { connection: 'silence' } : { text: 'Yes' }),
      60_000,
    );
    const stop = new AbortController();
    const options = { cells: pairs(20), concurrencyOf: () => 5, clock: systemClock, signal: stop.signal };
    const running = run(model, options);
    await expect.poll(() => server?.calls.length).toBe(10);
    stop.abort();
    const { observations } = await running;
    model.close();
    expect(observations).toHaveLength(40);
    expect(observations.filter(({ error }) => error?.kind === 'cancelled')).toHaveLength(35);
    await expect.poll(() => server?.abandoned()).toBe(5);
  });
});
