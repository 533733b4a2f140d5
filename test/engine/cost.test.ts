import { describe, expect, it } from 'vitest';
import type { Usage } from '../../src/core/contracts/cell.ts';
import type { Price } from '../../src/core/contracts/yardstick.ts';
import { costOf } from '../../src/engine/cost.ts';
import { priceTable } from '../../src/models/prices.ts';

const PRICE = { input: 3, output: 15 };

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

  const written = { inputTokens: 1_000_000, outputTokens: 0, cacheWriteTokens: 1_000_000 };
  const mixed = { ...written, cacheWrite1hTokens: 400_000 };
  const tiered = { ...PRICE, serviceTiers: { priority: { input: 6, output: 30, cacheRead: 0.6 } } };

  it.each<[string, Usage, Price, number]>([
    // Anthropic, prompt caching: 1.25 times the input for five minutes, 2 times for an hour, 0.1 times to read.
    ['entries for an hour, at their own rate', mixed, { ...PRICE, cacheWrite: 3.75, cacheWrite1h: 6.5 }, 2.25 + 2.6],
    ['entries for an hour, at twice the input', mixed, { ...PRICE, cacheWrite: 3.75 }, 2.25 + 2.4],
    ['entries for an hour, no less than others', mixed, { ...PRICE, cacheWrite: 9 }, 9],
    ['more entries for an hour than entries', { ...written, cacheWrite1hTokens: 2_000_000 }, PRICE, 12],
    // OpenAI, priority processing; Amazon Bedrock, service tiers.
    ['a dearer tier', { inputTokens: 1e6, outputTokens: 1e6, serviceTier: 'priority' }, tiered, 36],
    ['a cache at a dearer tier', { ...written, cacheReadTokens: 0, serviceTier: 'priority' }, tiered, 12],
    ['the standard tier', { inputTokens: 1e6, outputTokens: 1e6 }, tiered, 18],
    // Anthropic, data residency: all rates times 1.1.
    ['a surcharge', { inputTokens: 1e6, outputTokens: 1e6, surcharge: 1.1 }, PRICE, 19.8],
  ])('counts %s', (_case, usage, price, dollars) => {
    expect(costOf(usage, price)).toBeCloseTo(dollars, 12);
  });

  it('is not known where the price of what served it is not', () => {
    const usage = { inputTokens: 5, outputTokens: 5 };
    expect(costOf({ ...usage, serviceTier: 'priority' }, PRICE)).toBeUndefined();
    expect(costOf({ ...usage, serviceTier: 'toString' }, tiered)).toBeUndefined();
    expect(costOf({ ...usage, ranServiceTools: true }, PRICE)).toBeUndefined();
  });

  it('rises for the whole request beyond a long context’s start', () => {
    const price = priceTable({})('google', 'gemini-2.5-pro');
    if (!price) return expect.fail('no price');
    expect(costOf({ inputTokens: 200_000, outputTokens: 1_000 }, price)).toBeCloseTo(0.25 + 0.01, 12);
    expect(costOf({ inputTokens: 200_001, outputTokens: 1_000 }, price)).toBeCloseTo(0.5000025 + 0.015, 12);
  });
});
