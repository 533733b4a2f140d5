import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelRequest, Usage } from '../../../src/core/contracts/cell.ts';
import type { Price } from '../../../src/core/contracts/yardstick.ts';
import { costBound } from '../../../src/core/plan/cost-bound.ts';
import { tierOf } from '../../../src/core/plan/rates.ts';
import { costOf } from '../../../src/engine/cost.ts';

const REQUEST: ModelRequest = {
  provider: 'local',
  model: 'm',
  messages: [{ role: 'user', content: 'Hello' }],
  parameters: {},
  deployment: {},
};

const PRICE = { input: 3, output: 15 };

function boundOf(parameters: ModelRequest['parameters'], price: Price = PRICE): number {
  return bounded({ ...REQUEST, parameters }, price);
}

/** The bound of a request that has one. */
function bounded(...asked: Parameters<typeof costBound>): number {
  return costBound(...asked) ?? Number.NaN;
}

const MOST_OUTPUT = 4096;
/** Of a request with one message. */
const TEMPLATE_TOKENS = 256 + 16;

/** A request with the bytes of its texts and whether it asks for a cache. */
const requests = fc
  .record({
    content: fc.string({ unit: 'binary' }),
    system: fc.string({ unit: 'binary' }),
    cached: fc.constantFrom(undefined, '5m', '1h'),
    tier: fc.constantFrom(undefined, 'priority'),
    geo: fc.constantFrom(undefined, 'us'),
  })
  .map(({ content, system, cached, tier, geo }) => ({
    request: {
      ...REQUEST,
      system,
      messages: [{ role: 'user' as const, content }],
      parameters: {
        'max-tokens': MOST_OUTPUT,
        ...(cached === undefined ? {} : { cache_control: { type: 'ephemeral', ttl: cached } }),
        ...(geo === undefined ? {} : { inference_geo: geo }),
      },
      deployment: tier === undefined ? {} : { 'service-tier': tier },
    },
    bytes: Buffer.byteLength(content + system),
    cached,
    tier,
    geo,
  }));

const rate = fc.double({ min: 0, max: 100, noNaN: true });
const RATES = { input: rate, output: rate, cacheRead: rate, cacheWrite: rate, cacheWrite1h: rate };
const OWN_RATES = { requiredKeys: ['input', 'output'] as ['input', 'output'] };

const prices: fc.Arbitrary<Price> = fc
  .tuple(
    fc.record({ ...RATES, contextWindow: fc.integer({ min: 1, max: 1000 }) }, OWN_RATES),
    fc.array(fc.record({ ...RATES, above: fc.nat(600) }, { requiredKeys: [...OWN_RATES.requiredKeys, 'above'] }), {
      maxLength: 3,
    }),
  )
  .map(([price, tiers]) => ({ ...price, longContext: tiers.toSorted((a, b) => a.above - b.above) }))
  .chain((price) => fc.record(RATES, OWN_RATES).map((priority) => ({ ...price, serviceTiers: { priority } })));

/** Often none or all: at the ends a bound is closest. */
const share = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const shares = fc.tuple(share, share, share, share, share);
type Shares = readonly [input: number, output: number, read: number, written: number, forAnHour: number];

interface Asked {
  readonly bytes: number;
  readonly cached: '5m' | '1h' | undefined;
  readonly tier: 'priority' | undefined;
  readonly geo: 'us' | undefined;
}

/**
 * Tokens within a request's limits, by shares of them: one token a byte and those of a chat template at most, divided among
 * plain, read and written ones. Only services that have a rate for it, or are asked to, write to a cache for money, and keep
 * what they write for an hour. The tier that was asked for may be full.
 */
function usageWithin(
  { bytes, cached, tier, geo }: Asked,
  price: Price,
  [input, output, read, written, forAnHour]: Shares,
): Usage {
  const window = price.contextWindow ?? Number.POSITIVE_INFINITY;
  const inputTokens = Math.round(Math.min(bytes + TEMPLATE_TOKENS, window) * input);
  const cacheReadTokens = Math.floor(inputTokens * read);
  const served = forAnHour > 0.5 ? undefined : tier;
  const rates = served === undefined ? tierOf(price, inputTokens) : price.serviceTiers?.[served];
  const mayWrite = cached !== undefined || rates?.cacheWrite !== undefined;
  const cacheWriteTokens = mayWrite ? Math.floor((inputTokens - cacheReadTokens) * written) : 0;
  return {
    inputTokens,
    outputTokens: Math.round(Math.min(MOST_OUTPUT, window) * output),
    cacheReadTokens,
    cacheWriteTokens,
    ...(cached === '1h' ? { cacheWrite1hTokens: Math.floor(cacheWriteTokens * forAnHour) } : {}),
    ...(served === undefined ? {} : { serviceTier: served }),
    ...(geo === undefined ? {} : { surcharge: 1.1 }),
  };
}

describe('the bound of what a call can cost', () => {
  it.each(['max-tokens', 'max_tokens', 'maxTokens', 'max_completion_tokens', 'maxCompletionTokens'])(
    'reads %s',
    (key) => {
      expect(boundOf({ [key]: 100 })).toBeLessThan(0.003);
      expect(boundOf({ [key]: 100_000 })).toBeGreaterThan(1.5);
    },
  );

  it('takes the larger of two bounds', () => {
    expect(boundOf({ max_tokens: 10, max_completion_tokens: 100_000 })).toBeGreaterThan(1.5);
  });

  it.each([{}, { 'max-tokens': '100' }, { 'max-tokens': -1 }, { max_gen_len: 5 }, { thinking: { budget_tokens: 9 } }])(
    'assumes the most there is for %j',
    (parameters) => expect(boundOf(parameters)).toBeGreaterThan(1.9),
  );

  it('is by what is sent unasked where the parameters name no bound', () => {
    const unasked = bounded(REQUEST, PRICE, 4096);
    expect(unasked).toBeCloseTo((4096 * 15) / 1e6, 2);
    expect(bounded(REQUEST, PRICE) / unasked).toBeGreaterThan(25);
  });

  it('never exceeds what the model can hold', () => {
    const price = { ...PRICE, contextWindow: 8192 };
    expect(costBound({ ...REQUEST, system: 'x'.repeat(100_000) }, price)).toBeCloseTo((8192 * 18) / 1e6, 12);
  });

  it('reckons with writing to a cache at twice the input rate where the request asks for it and no rate is known', () => {
    const bytes = 1_000_000;
    const input = (price: Price, parameters: ModelRequest['parameters']) =>
      bounded({ ...REQUEST, system: 'x'.repeat(bytes), parameters: { ...parameters, 'max-tokens': 1 } }, price);
    expect(input(PRICE, {})).toBeCloseTo(3, 1);
    expect(input(PRICE, { cache_control: { type: 'ephemeral' } })).toBeCloseTo(6, 1);
    expect(input(PRICE, { additional: [{ cachePoint: { type: 'default' } }] })).toBeCloseTo(6, 1);
    expect(input({ ...PRICE, cacheWrite: 3.75 }, { cache_control: {} })).toBeCloseTo(3.75, 1);
  });

  it('is by the dearest rates that can hold, also where a longer context is cheaper', () => {
    const request = { ...REQUEST, parameters: { 'max-tokens': 1 }, system: 'x'.repeat(1_000_000) };
    const dearer = { ...PRICE, longContext: [{ above: 200_000, input: 6, output: 22.5 }] };
    const cheaper = { ...PRICE, longContext: [{ above: 200_000, input: 1, output: 5 }] };
    expect(costBound(request, dearer)).toBeCloseTo(6, 1);
    expect(costBound(request, cheaper)).toBeCloseTo(3, 1);
    expect(costBound({ ...request, system: '' }, dearer)).toBeLessThan(0.002);
  });

  const largeInput = { ...REQUEST, system: 'x'.repeat(1_000_000) };
  const HOUR = { cache_control: { type: 'ephemeral', ttl: '1h' } };
  const TIERED = { ...PRICE, serviceTiers: { priority: { input: 6, output: 30 } } };
  const CACHED = { ...PRICE, cacheWrite: 3.75 };
  const TOOL = { name: 'look_up', input_schema: { type: 'object' } };

  it.each<[string, ModelRequest['parameters'], Price, number]>([
    // Anthropic and Amazon Bedrock, prompt caching: an entry kept for five minutes costs 1.25 times the input, for an hour 2 times.
    ['a cache for five minutes', { cache_control: { type: 'ephemeral', ttl: '5m' } }, CACHED, 3.75],
    ['a cache for an hour without a rate of its own', HOUR, CACHED, 6],
    ['a cache for an hour', HOUR, { ...CACHED, cacheWrite1h: 7 }, 7],
    ['a cache for an hour, deep inside', { system: [{ cachePoint: { type: 'default', ttl: '1h' } }] }, CACHED, 6],
    // OpenAI, service tiers: flex is cheaper, priority dearer; auto leaves the choice to the project.
    ['a dearer tier', { service_tier: 'priority' }, TIERED, 6],
    ['a cheaper tier', { 'service-tier': 'flex' }, TIERED, 3],
    ['any tier', { service_tier: 'auto' }, TIERED, 3],
    // Anthropic, data residency: all rates times 1.1 for inference in the United States.
    ['inference in one country', { inference_geo: 'us' }, PRICE, 3.3],
    ['inference anywhere', { inference_geo: 'global' }, PRICE, 3],
    // Anthropic, tool use: its own words about tools, at most 804 tokens, and descriptions of known kinds, at most 735.
    ['a tool', { tools: [TOOL] }, PRICE, 3 + (3 * (804 + 735)) / 1e6],
  ])('holds for %s', (_case, parameters, price, dollars) => {
    const bound = bounded({ ...largeInput, parameters: { ...parameters, 'max-tokens': 1 } }, price);
    expect(bound).toBeGreaterThanOrEqual(dollars);
    expect(bound).toBeLessThan(dollars * 1.01);
  });

  it('is by the standard tier where that is dearer than the one asked for', () => {
    const odd = { ...PRICE, serviceTiers: { priority: { input: 1, output: 1 } } };
    expect(bounded({ ...largeInput, deployment: { 'service-tier': 'priority' } }, odd)).toBeGreaterThan(3);
  });

  it('takes in what of a predicted output may not come true', () => {
    const prediction = { type: 'content', content: 'x'.repeat(100_000) };
    expect(boundOf({ max_tokens: 1, prediction })).toBeGreaterThan((100_000 * (15 + 3)) / 1e6);
  });

  it.each<[string, Partial<ModelRequest>]>([
    ['a dearer tier without a price', { deployment: { 'service-tier': 'priority' } }],
    ['a tier nobody knows', { deployment: { 'service-tier': 'turbo' } }],
    ['a tier of the name of a member of every object', { deployment: { 'service-tier': 'constructor' } }],
    ['a tier among the parameters', { parameters: { serviceTier: 'Priority' } }],
    ['the fast mode of Anthropic', { parameters: { speed: 'fast' } }],
    ['a search by the service (Anthropic)', { parameters: { tools: [TOOL, { type: 'web_search_20250305' }] } }],
    ['a search by the service (OpenAI)', { parameters: { 'web-search-options': {} } }],
    ['servers that the service calls', { parameters: { mcp_servers: [{ type: 'url' }] } }],
  ])('does not exist for %s', (_case, asked) => {
    expect(costBound({ ...REQUEST, ...asked }, PRICE)).toBeUndefined();
  });

  it.each(['default', 'standard_only', 'flex', 'reserved', 'scale', 'AUTO'])(
    'is the usual one for the tier %s',
    (tier) => {
      expect(bounded({ ...REQUEST, deployment: { 'service-tier': tier } }, PRICE)).toBe(bounded(REQUEST, PRICE));
    },
  );

  it.each(['function', 'custom', 'bash_20250124', 'text_editor_20250728'])('exists with a tool of type %s', (type) => {
    expect(boundOf({ tools: [{ type }] })).toBeGreaterThan(0);
  });

  it('is at least what any usage within the request’s limits costs, at any price', () => {
    fc.assert(
      fc.property(requests, prices, shares, (asked, price, used) => {
        const usage = usageWithin(asked, price, used);
        const cost = costOf(usage, price);
        // Sums of several products may round otherwise than one.
        expect(bounded(asked.request, price) * (1 + 1e-12)).toBeGreaterThanOrEqual(cost ?? Number.NaN);
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });
});
