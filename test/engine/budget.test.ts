import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../src/engine/budget.ts';
import { error, modelOf, pairs, reply, requestOf, run } from './fixtures.ts';

/** 100 output tokens at US$2 and a short request at US$1 per million tokens: a bound of some US$0.0005. */
const CALL = 0.00002;

describe('a budget', () => {
  it('reserves up to the cap and no further', async () => {
    const budget = createBudget(1);
    const first = await budget.reserve(0.6);
    first?.settle(0.1);
    first?.settle(0.5);
    expect(budget.spentUsd).toBe(0.1);
    const second = await budget.reserve(0.9);
    expect(second).toBeDefined();
    second?.settle(0.9);
    expect(await budget.reserve(0.01)).toBeUndefined();
    expect(await budget.reserve(0)).toBeDefined();
  });

  it('waits for calls in flight before it says no', async () => {
    const budget = createBudget(1);
    const first = await budget.reserve(0.9);
    const second = budget.reserve(0.9);
    first?.settle(0.05);
    expect(await second).toBeDefined();
    const third = budget.reserve(0.9);
    (await second)?.settle(0.9);
    expect(await third).toBeUndefined();
  });
});

describe('a cost cap', () => {
  it('ends the run before a call that could break it, and says so in every cell left', async () => {
    const budget = createBudget(0.001);
    const model = modelOf(() => reply());
    const { observations, summary } = await run(model, { cells: pairs(100), budget });
    expect(observations).toHaveLength(200);
    expect(budget.spentUsd).toBeLessThanOrEqual(0.001);
    expect(budget.refusedUsd).toBeGreaterThan(budget.capUsd - budget.spentUsd);
    expect(summary.stoppedBy?.kind).toBe('over-budget');
    expect(summary.stoppedBy?.message).toMatch(
      /^local model \w+-model: not sent, because US\$0\.000\d+ of a cap of US\$0\.001 is spent, and US\$0\.0005\d* has to be set aside for this call; raise policy\.max-cost-usd/,
    );
    const left = observations.filter(({ attempts }) => attempts === 0);
    expect(left).toHaveLength(200 - model.calls.length);
    expect(left.every(({ outcome, error: e }) => outcome === 'failed' && e?.kind === 'over-budget')).toBe(true);
  });

  it('counts retries, and attempts that may have been billed', async () => {
    const model = modelOf(() => {
      throw error('timed-out');
    });
    const budget = createBudget(0.001);
    const { observations } = await run(model, { cells: pairs(1).slice(0, 1), budget });
    expect(model.calls.length).toBeLessThan(6);
    expect(observations[0]).toMatchObject({ outcome: 'failed', error: { kind: 'over-budget' } });
    expect(observations[0]).not.toHaveProperty('costUsd');
  });

  it.each(['throttled', 'unavailable'] as const)('is not touched by an attempt that ended as %s', async (kind) => {
    const budget = createBudget(0.001);
    const model = modelOf((_request, attempt) => {
      if (attempt < 5) throw error(kind);
      return reply();
    });
    const { observations } = await run(model, { cells: pairs(1), budget });
    expect(observations.every(({ outcome }) => outcome === 'replied')).toBe(true);
    expect(budget.spentUsd).toBeCloseTo(2 * CALL, 12);
  });

  it('counts a reply from a tier without a price for more than was set aside', async () => {
    const spentOn = async (usage: object) => {
      const budget = createBudget(1);
      const model = modelOf(() => reply({ usage }));
      const { observations } = await run(model, { cells: pairs(1).slice(0, 1), budget });
      expect(observations[0]).toMatchObject({ outcome: 'replied' });
      expect(observations[0]).not.toHaveProperty('costUsd');
      return budget.spentUsd;
    };
    const untold = await spentOn({});
    expect(untold).toBeGreaterThan(CALL);
    const told = { inputTokens: 10, outputTokens: 5 };
    expect(await spentOn({ ...told, serviceTier: 'priority' })).toBeCloseTo(2.5 * untold, 12);
  });

  it('is not touched by a request that never left', async () => {
    const budget = createBudget(1);
    const model = modelOf(() => {
      throw error('network', { unsent: true });
    });
    await run(model, { cells: pairs(1), budget });
    expect(budget.spentUsd).toBe(0);
  });

  it('counts a reply without usage as the most that it can cost', async () => {
    const budget = createBudget(1);
    await run(
      modelOf(() => reply({ usage: {} })),
      { cells: pairs(1), budget },
    );
    expect(budget.spentUsd).toBeGreaterThan(0.0008);
  });

  it('keeps as many calls in flight as the bound that is sent unasked allows', async () => {
    const mostInFlight = async (unasked: number | undefined) => {
      let inFlight = 0;
      let most = 0;
      const model = modelOf(async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await new Promise((resolve) => setImmediate(resolve));
        inFlight -= 1;
        return reply();
      });
      await run(model, {
        cells: pairs(20),
        // Two of the calls whose output nothing bounds.
        budget: createBudget(0.6),
        concurrencyOf: () => 8,
        requestOf: (cell) => ({ ...requestOf(cell), parameters: {} }),
        unaskedMaxTokensOf: () => unasked,
      });
      return most;
    };
    expect(await mostInFlight(undefined)).toBe(2);
    expect(await mostInFlight(4096)).toBe(8);
  });

  it('needs no bound on the output to be held', async () => {
    const budget = createBudget(0.2);
    const model = modelOf(() => reply());
    const unbounded = {
      cells: pairs(1),
      budget,
      requestOf: (cell: Parameters<typeof requestOf>[0]) => ({ ...requestOf(cell), parameters: {} }),
    };
    const { observations } = await run(model, unbounded);
    expect(observations[0]).toMatchObject({ attempts: 0, error: { kind: 'over-budget' } });
    const windowed = { ...unbounded, priceOf: () => ({ input: 1, output: 2, contextWindow: 8192, source: 'test' }) };
    expect((await run(model, windowed)).summary.failed).toBe(0);
  });

  it('does not hold back a recording', async () => {
    const recording = modelOf(() => reply({ costUsd: 5 }), true);
    const { summary, observations } = await run(recording, { cells: pairs(5), budget: createBudget(0) });
    expect(summary.failed).toBe(0);
    expect(observations[0]?.costUsd).toBe(5);
  });

  it('is never broken, whatever replies cost and however many are in flight', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 1, max: 8 }),
        async (outputs, capMicroDollars, places) => {
          const budget = createBudget(capMicroDollars / 1e6);
          let calls = 0;
          const model = modelOf(async () => {
            const outputTokens = outputs[calls % outputs.length] ?? 0;
            calls += 1;
            for (let i = outputTokens % 3; i > 0; i -= 1) await Promise.resolve();
            return reply({ usage: { inputTokens: 20, outputTokens } });
          });
          const { observations } = await run(model, { cells: pairs(20), budget, concurrencyOf: () => places });
          const spent = observations.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0);
          expect(observations).toHaveLength(40);
          expect(spent).toBeLessThanOrEqual(budget.capUsd + 1e-12);
          expect(budget.spentUsd).toBeCloseTo(spent, 12);
        },
      ),
      { numRuns: 50, seed: 1 },
    );
  });
});
