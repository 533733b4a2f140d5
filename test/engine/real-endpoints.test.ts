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

async function open(protocol: 'bedrock' | 'openai', script: Script, timeoutMs = 300_000) {
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
      3_000,
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
    await expect.poll(() => server?.calls.length).toBe(summary.attempts);
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

  it('gives the application up when one side gets nothing but 503, and pays little for the other', async () => {
    const model = await open(protocol, (call) => (call.model === 'target-model' ? { status: 503 } : { text: 'Yes' }));
    const { observations, summary } = await run(model, {
      cells: pairs(200),
      concurrencyOf: () => 5,
      clock: systemClock,
      retry: quick,
      errorLimit: { rate: 0.01, plannedOf: () => 200 },
    });
    model.close();
    expect(observations).toHaveLength(400);
    expect(summary.stoppedBy).toMatchObject({ kind: 'given-up', message: expect.stringContaining('of the target') });
    expect(observations.filter(({ side, outcome }) => side === 'target' && outcome === 'replied')).toEqual([]);
    expect(server?.calls.length).toBeLessThan(60);
  });

  it('makes failed cells, and no scores, of bodies that are no replies', async () => {
    const nonsense = ['{"output":', '[]', 'null', '<html>busy</html>', '{"choices":[]}', ''];
    const model = await open(protocol, ({ count }) => ({ bytes: nonsense[count % nonsense.length] ?? '' }));
    const { observations } = await run(model, { cells: pairs(4), clock: systemClock, retry: quick });
    model.close();
    expect(observations.map(({ outcome }) => outcome)).toEqual(Array(8).fill('failed'));
    expect(new Set(observations.map(({ error }) => error?.kind))).toEqual(new Set(['malformed']));
    expect(Math.max(...observations.map(({ attempts }) => attempts))).toBe(2);
    expect(observations.every((observation) => observation.output === undefined)).toBe(true);
  });

  it('stops when credentials expire half-way, after one more attempt, and keeps what it has', async () => {
    const model = await open(protocol, ({ count }) =>
      count > 20
        ? { status: 401, type: 'ExpiredTokenException', message: 'The security token is expired' }
        : { text: 'Yes' },
    );
    const options = { cells: pairs(100), concurrencyOf: () => 5, clock: systemClock, retry: quick };
    const { observations, summary } = await run(model, options);
    model.close();
    expect(observations.filter(({ outcome }) => outcome === 'replied')).toHaveLength(20);
    // Each of the five in flight is tried twice, and an adapter may look for fresh credentials each time.
    expect(server?.calls.length).toBeLessThanOrEqual(20 + 5 * 2 * 2);
    expect(summary.stoppedBy).toMatchObject({
      kind: 'no-access',
      message: expect.stringMatching(/The security token is expired .*the credentials have expired/),
    });
  });

  it('waits out a second of nothing but 429, with Retry-After and without, for few calls', async () => {
    const startedAt = systemClock.monotonic();
    const isBad = () => systemClock.monotonic() - startedAt < 1_000;
    const model = await open(protocol, ({ count }) => {
      if (!isBad()) return { text: 'Yes' };
      return { status: 429, ...(count % 2 === 0 ? { headers: { 'retry-after': '1' } } : {}) };
    });
    const { observations } = await run(model, {
      cells: pairs(20),
      concurrencyOf: () => 5,
      clock: systemClock,
      retry: { ...quick, maxRetryAfterMs: 5_000, baseDelayMs: 50, maxDelayMs: 400 },
    });
    model.close();
    expect(observations.every(({ outcome }) => outcome === 'replied')).toBe(true);
    expect(server?.calls.length).toBeLessThan(40 + 20);
  });
});
