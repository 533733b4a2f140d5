import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PRICE_TABLE_DATE, priceTable } from '../../src/models/prices.ts';

const priceOf = priceTable({});

describe('the price table', () => {
  it.each([
    ['openai', 'gpt-4-0314', 30, 60],
    ['openai', 'gpt-3.5-turbo-0613', 1.5, 2],
    ['openai', 'gpt-4o-mini', 0.15, 0.6],
    ['anthropic', 'claude-sonnet-4-6', 3, 15],
    ['google', 'gemini-2.5-flash', 0.3, 2.5],
    ['mistral', 'mistral-large-latest', 2, 6],
    ['bedrock', 'anthropic.claude-3-haiku-20240307-v1:0', 0.25, 1.25],
    ['bedrock', 'us.anthropic.claude-3-haiku-20240307-v1:0', 0.25, 1.25],
    ['bedrock', 'eu.amazon.nova-lite-v1:0', 0.06, 0.24],
    ['bedrock', 'global.anthropic.claude-sonnet-4-5-20250929-v1:0', 3, 15],
    ['bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 3.3, 16.5],
    ['bedrock', 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0', 0.06, 0.24],
    ['bedrock', 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0', 0.06, 0.24],
    ['recorded', 'gpt-4-0314', 30, 60],
    ['recorded', 'claude-sonnet-4-6', 3, 15],
    ['recorded', 'us.anthropic.claude-sonnet-4-6', 3.3, 16.5],
  ])('knows %s %s', (provider, model, input, output) => {
    expect(priceOf(provider, model)).toMatchObject({ input, output });
  });

  it.each([
    ['openai', 'gpt-made-up'],
    ['openai', 'text-embedding-3-small'],
    ['bedrock', 'anthropic.claude-made-up'],
    ['bedrock', 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc123'],
    ['bedrock', 'arn:aws:bedrock:us-east-1:111122223333:provisioned-model/anthropic.claude-3-haiku-20240307-v1:0'],
    ['local-vllm', 'gpt-4o-mini'],
    ['anthropic', 'gpt-4o-mini'],
    ['openai', '__proto__'],
    ['openai', ''],
  ])('has no price, rather than zero, for %s %s', (provider, model) => {
    expect(priceOf(provider, model)).toBeUndefined();
  });

  it('says where a price comes from', () => {
    expect(priceOf('openai', 'gpt-4-0314')?.source).toBe(`genai-prices 0.1.8, ${PRICE_TABLE_DATE}`);
    const overridden = priceTable({ 'gpt-4-0314': { input: 1, output: 2 } });
    expect(overridden('openai', 'gpt-4-0314')).toEqual({ input: 1, output: 2, source: 'configuration' });
    expect(overridden('anywhere', 'gpt-4-0314')).toMatchObject({ input: 1, output: 2 });
  });

  it('names the version that is installed', () => {
    const installed = readFileSync('node_modules/@pydantic/genai-prices/package.json', 'utf8');
    expect(priceOf('openai', 'gpt-4-0314')?.source).toContain(JSON.parse(installed).version);
  });

  it('holds rates for caches and for long contexts', () => {
    expect(priceOf('google', 'gemini-2.5-pro')).toMatchObject({
      input: 1.25,
      output: 10,
      cacheRead: 0.125,
      longContext: [{ above: 200_000, input: 2.5, output: 15, cacheRead: 0.25 }],
    });
    expect(priceOf('anthropic', 'claude-sonnet-4-6')).toMatchObject({
      cacheRead: 0.3,
      cacheWrite: 3.75,
      cacheWrite1h: 6,
    });
    expect(priceOf('openai', 'gpt-5.6-sol')).toMatchObject({
      cacheWrite: 5,
      longContext: [{ above: 271_999, input: 8, output: 30, cacheRead: 0.8, cacheWrite: 10 }],
    });
  });

  it('counts a model that writes more than text at the dearest of what it writes', () => {
    expect(priceOf('openai', 'gpt-audio')).toMatchObject({ input: 2.5, output: 64 });
    expect(priceOf('google', 'gemini-2.5-flash-image')).toMatchObject({ input: 0.3, output: 30 });
  });

  it('is that of the day of the run, and of its own where a clock is behind it', () => {
    const outputOn = (day: string) => priceTable({}, [], new Date(day))('google', 'gemini-3.7-flash')?.output ?? 0;
    // An introductory price, which the table has until the end of 2026.
    expect(outputOn('2026-12-31T23:59:59Z')).toBe(priceOf('google', 'gemini-3.7-flash')?.output);
    expect(outputOn('2027-01-01T00:00:00Z')).toBeGreaterThan(outputOn('2026-12-31T00:00:00Z'));
    expect(outputOn('1970-01-01T00:00:00Z')).toBe(outputOn('2026-12-31T00:00:00Z'));
    expect(outputOn('never')).toBe(outputOn('2026-12-31T00:00:00Z'));
  });

  it('is what an endpoint of a service takes, or nothing where its address does not tell', () => {
    const at = (baseUrl: string) => priceTable({}, [{ name: 'openai', type: 'openai', baseUrl }])('openai', 'gpt-5.4');
    expect(at('https://api.openai.com/v1')).toMatchObject({ input: 2.5, output: 15 });
    // Endpoints for data residency: 10 % more.
    expect(at('https://eu.api.openai.com/v1')).toMatchObject({
      input: 2.75,
      output: 16.5,
      cacheRead: 0.275,
      longContext: [{ above: 271_999, input: 5.5, output: 24.75, cacheRead: 0.55 }],
      contextWindow: 1_050_000,
      source: `genai-prices 0.1.8, ${PRICE_TABLE_DATE}, × 1.1`,
    });
    expect(at('https://own.openai.azure.com/openai/deployments/main')).toBeUndefined();
  });

  it('goes by the definition of a provider with a name of its own', () => {
    const named = priceTable({}, [
      { name: 'frankfurt', type: 'bedrock' },
      { name: 'second-account', type: 'openai' },
      { name: 'local', type: 'openai', baseUrl: 'http://127.0.0.1:8000/v1' },
      { name: 'replies', type: 'recorded' },
    ]);
    expect(named('frankfurt', 'eu.amazon.nova-lite-v1:0')).toMatchObject({ input: 0.06 });
    expect(named('second-account', 'gpt-4o-mini')).toMatchObject({ input: 0.15 });
    expect(named('local', 'gpt-4o-mini')).toBeUndefined();
    expect(named('replies', 'gpt-4o-mini')).toMatchObject({ input: 0.15 });
  });
});
