import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import { costBound, costOf } from '../../src/engine/cost.ts';
import { priceTable } from '../../src/models/prices.ts';

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

describe('the cost of a call', () => {
  it('is tokens times price', () => {
    expect(costOf({ inputTokens: 1_000_000, outputTokens: 100_000 }, PRICE)).toBeCloseTo(4.5, 12);
    expect(costOf({ inputTokens: 0, outputTokens: 0 }, PRICE)).toBe(0);
  });

  it('is not known without usage', () => {
    expect(costOf({}, PRICE)).toBeUndefined();
    expect(costOf({ inputTokens: 5 }, PRICE)).toBeUndefined();
    expect(costOf({ outputTokens: 5 }, PRICE)).toBeUndefined();
  });

  it('counts cached tokens at their own rates', () => {
    const usage = { inputTokens: 1_000_000, outputTokens: 0, cacheReadTokens: 500_000, cacheWriteTokens: 100_000 };
    expect(costOf(usage, { ...PRICE, cacheRead: 0.3, cacheWrite: 3.75 })).toBeCloseTo(1.2 + 0.15 + 0.375, 12);
  });

  it('counts cached tokens without rates of their own at no less than they can cost', () => {
    const usage = { inputTokens: 1_000_000, outputTokens: 0, cacheReadTokens: 500_000, cacheWriteTokens: 100_000 };
    expect(costOf(usage, PRICE)).toBeCloseTo(1.2 + 1.5 + 0.6, 12);
  });

  it('rises for the whole request beyond a long context’s start', () => {
    const price = priceTable({})('google', 'gemini-2.5-pro');
    if (!price) return expect.fail('no price');
    expect(costOf({ inputTokens: 200_000, outputTokens: 1_000 }, price)).toBeCloseTo(0.25 + 0.01, 12);
    expect(costOf({ inputTokens: 200_001, outputTokens: 1_000 }, price)).toBeCloseTo(0.5000025 + 0.015, 12);
  });
});

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

  it('never exceeds what the model can hold', () => {
    const price = { ...PRICE, contextWindow: 8192 };
    expect(costBound({ ...REQUEST, system: 'x'.repeat(100_000) }, price)).toBeCloseTo((8192 * 18) / 1e6, 12);
  });

  it('is at least the true cost, for any text and any tokeniser', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(4096), fc.boolean(), (content, outputTokens, cached) => {
        const inputTokens = Buffer.byteLength(content) + 200;
        const request = {
          ...REQUEST,
          messages: [{ role: 'user' as const, content }],
          parameters: { 'max-tokens': 4096 },
        };
        const price = { ...PRICE, cacheWrite: 3.75 };
        const usage = { inputTokens, outputTokens, ...(cached ? { cacheWriteTokens: inputTokens } : {}) };
        expect(costBound(request, price)).toBeGreaterThanOrEqual(costOf(usage, price) ?? Number.NaN);
      }),
      { seed: 1 },
    );
  });
});
