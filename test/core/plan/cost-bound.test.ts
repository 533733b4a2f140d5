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

function boundOf(parameters: ModelRequest['parameters'], price = PRICE): number {
  return costBound({ ...REQUEST, parameters }, price);
}

const MOST_OUTPUT = 4096;
/** Of a request with one message. */
const TEMPLATE_TOKENS = 256 + 16;

/** A request with the bytes of its texts and whether it asks for a cache. */
const requests = fc
  .record({ content: fc.string({ unit: 'binary' }), system: fc.string({ unit: 'binary' }), cached: fc.boolean() })
  .map(({ content, system, cached }) => ({
    request: {
      ...REQUEST,
      system,
      messages: [{ role: 'user' as const, content }],
      parameters: { 'max-tokens': MOST_OUTPUT, ...(cached ? { cache_control: { type: 'ephemeral', ttl: '1h' } } : {}) },
    },
    bytes: Buffer.byteLength(content + system),
    cached,
  }));

const rate = fc.double({ min: 0, max: 100, noNaN: true });
const RATES = { input: rate, output: rate, cacheRead: rate, cacheWrite: rate };
const OWN_RATES = { requiredKeys: ['input', 'output'] as ['input', 'output'] };

const prices: fc.Arbitrary<Price> = fc
  .tuple(
    fc.record({ ...RATES, contextWindow: fc.integer({ min: 1, max: 1000 }) }, OWN_RATES),
    fc.array(fc.record({ ...RATES, above: fc.nat(600) }, { requiredKeys: [...OWN_RATES.requiredKeys, 'above'] }), {
      maxLength: 3,
    }),
  )
  .map(([price, tiers]) => ({ ...price, longContext: tiers.toSorted((a, b) => a.above - b.above) }));

/** Often none or all: at the ends a bound is closest. */
const share = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const shares = fc.tuple(share, share, share, share);
type Shares = readonly [input: number, output: number, read: number, written: number];

/**
 * Tokens within a request's limits, by shares of them: one token a byte and those of a chat template at most, divided among
 * plain, read and written ones. Only services that have a rate for it, or are asked to, write to a cache for money.
 */
function usageWithin(
  { bytes, cached }: { readonly bytes: number; readonly cached: boolean },
  price: Price,
  [input, output, read, written]: Shares,
): Usage {
  const window = price.contextWindow ?? Number.POSITIVE_INFINITY;
  const inputTokens = Math.round(Math.min(bytes + TEMPLATE_TOKENS, window) * input);
  const cacheReadTokens = Math.floor(inputTokens * read);
  const mayWrite = cached || tierOf(price, inputTokens).cacheWrite !== undefined;
  return {
    inputTokens,
    outputTokens: Math.round(Math.min(MOST_OUTPUT, window) * output),
    cacheReadTokens,
    ...(mayWrite ? { cacheWriteTokens: Math.floor((inputTokens - cacheReadTokens) * written) } : {}),
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
    const unasked = costBound(REQUEST, PRICE, 4096);
    expect(unasked).toBeCloseTo((4096 * 15) / 1e6, 2);
    expect(costBound(REQUEST, PRICE) / unasked).toBeGreaterThan(25);
  });

  it('never exceeds what the model can hold', () => {
    const price = { ...PRICE, contextWindow: 8192 };
    expect(costBound({ ...REQUEST, system: 'x'.repeat(100_000) }, price)).toBeCloseTo((8192 * 18) / 1e6, 12);
  });

  it('reckons with writing to a cache at twice the input rate where the request asks for it and no rate is known', () => {
    const bytes = 1_000_000;
    const input = (price: Price, parameters: ModelRequest['parameters']) =>
      costBound({ ...REQUEST, system: 'x'.repeat(bytes), parameters: { ...parameters, 'max-tokens': 1 } }, price);
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

  it('is at least what any usage within the request’s limits costs, at any price', () => {
    fc.assert(
      fc.property(requests, prices, shares, (asked, price, used) => {
        const usage = usageWithin(asked, price, used);
        const cost = costOf(usage, price);
        // Sums of several products may round otherwise than one.
        expect(costBound(asked.request, price) * (1 + 1e-12)).toBeGreaterThanOrEqual(cost ?? Number.NaN);
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });
});
