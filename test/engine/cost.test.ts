import { describe, expect, it } from 'vitest';
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

  it('rises for the whole request beyond a long context’s start', () => {
    const price = priceTable({})('google', 'gemini-2.5-pro');
    if (!price) return expect.fail('no price');
    expect(costOf({ inputTokens: 200_000, outputTokens: 1_000 }, price)).toBeCloseTo(0.25 + 0.01, 12);
    expect(costOf({ inputTokens: 200_001, outputTokens: 1_000 }, price)).toBeCloseTo(0.5000025 + 0.015, 12);
  });
});
