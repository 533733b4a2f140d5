import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../../src/core/contracts/cell.ts';
import { costBound } from '../../../src/core/plan/cost-bound.ts';
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
