import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { CallErrorKind, Cell } from '../../src/core/contracts/cell.ts';
import { digestOf } from '../../src/core/contracts/digest.ts';
import { createBudget } from '../../src/engine/budget.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { recordedModel } from '../../src/models/recorded.ts';
import { error, modelOf, pairs, reply, requestOf, run, testClock } from './fixtures.ts';

const CELLS = pairs(5);

function keyOf({ side, caseId, trial }: Pick<Cell, 'side' | 'caseId' | 'trial'>): string {
  return `${side} ${caseId} ${trial}`;
}

describe('a run', () => {
  it('gives exactly one observation for each cell', async () => {
    const { observations, summary } = await run(
      modelOf(() => reply()),
      { cells: CELLS },
    );
    expect(observations.map(keyOf).sort()).toEqual(CELLS.map(keyOf).sort());
    expect(observations[0]).toEqual({
      application: 'triage',
      side: 'source',
      caseId: 'c0',
      trial: 0,
      purpose: 'plan',
      outcome: 'replied',
      output: 'Yes',
      stopReason: 'end',
      usage: { inputTokens: 10, outputTokens: 5 },
      latencyMs: 7,
      costUsd: 0.00002,
      attempts: 1,
      requestSha256: digestOf(requestOf(CELLS[0]!)),
    });
    expect(summary).toMatchObject({ planned: 10, failed: 0, rejected: 0, attempts: 10 });
    expect(summary).not.toHaveProperty('stoppedBy');
  });

  it('asks before each cell whether it is still needed; one that is not is neither sent nor observed', async () => {
    const model = modelOf(() => reply());
    const { observations, summary, progress } = await run(model, {
      cells: CELLS,
      concurrencyOf: () => 1,
      skip: ({ caseId }) => caseId === 'c1' || caseId === 'c3',
    });
    expect(observations.map(({ caseId }) => caseId)).toEqual(['c0', 'c0', 'c2', 'c2', 'c4', 'c4']);
    expect(model.calls).toHaveLength(6);
    expect(summary).toMatchObject({ planned: 6, failed: 0, attempts: 6 });
    expect(progress.at(-1)).toMatchObject({ done: 6, planned: 6 });
  });

  it('with one call at a time, stops right after the reply that settled the matter', async () => {
    let replies = 0;
    const model = modelOf(() => reply());
    const { observations } = await run(model, {
      cells: CELLS,
      concurrencyOf: () => 1,
      skip: () => replies >= 4,
      onObservation: () => {
        replies += 1;
      },
    });
    expect(model.calls).toHaveLength(4);
    expect(observations).toHaveLength(0);
  });

  it('starts cells in the given order, with at most the allowed number in flight', async () => {
    let open = 0;
    let most = 0;
    const model = modelOf(async (request) => {
      open += 1;
      most = Math.max(most, open);
      for (let i = request.model === 'source-model' ? 5 : 1; i > 0; i -= 1) await turn();
      open -= 1;
      return reply();
    });
    await run(model, { cells: CELLS, concurrencyOf: () => 3 });
    expect(model.calls).toEqual(CELLS.map(requestOf));
    expect(most).toBe(3);
  });

  it('bounds each provider by itself, and keeps neighbours together when one is slow', async () => {
    const started: string[] = [];
    const provider = (cell: Cell) => (cell.side === 'source' ? 'fast' : 'slow');
    const model = modelOf(async (request) => {
      started.push(request.provider);
      if (request.provider === 'slow') for (let i = 0; i < 20; i += 1) await turn();
      return reply();
    });
    await run(model, {
      cells: CELLS,
      requestOf: (cell) => ({ ...requestOf(cell), provider: provider(cell) }),
      concurrencyOf: (name) => (name === 'slow' ? 1 : 8),
    });
    expect(started).toEqual(CELLS.map(provider));
  });

  it('hands observations over in order of completion, counts them in that order, and waits for each', async () => {
    const handed: string[] = [];
    const written: string[] = [];
    const { progress } = await run(
      modelOf(() => reply()),
      {
        cells: CELLS,
        async onObservation(observation) {
          const place = handed.push(keyOf(observation));
          // The later ones are done with sooner.
          for (let pause = place; pause < CELLS.length; pause += 1) await turn();
          written.push(keyOf(observation));
        },
      },
    );
    expect(handed).toEqual(CELLS.map(keyOf));
    expect(written.toSorted()).toEqual(handed.toSorted());
    expect(progress.map(({ done }) => done)).toEqual(CELLS.map((_, i) => i + 1));
  });

  it('says how far it is after each cell', async () => {
    const { progress } = await run(
      modelOf(() => reply()),
      { cells: CELLS },
    );
    expect(progress.map(({ done }) => done)).toEqual(CELLS.map((_, i) => i + 1));
    expect(progress.at(-1)).toMatchObject({ done: 10, planned: 10, failed: 0, costUsd: expect.closeTo(0.0002) });
  });

  it('replays a recording in the order of the plan, the same way each time', async () => {
    const records = CELLS.map((cell, line) => ({
      model: `${cell.side}-model`,
      input: `triage ${cell.caseId}`,
      output: `${line}`,
      costUsd: 5,
      line,
    }));
    const once = await run(recordedModel(records, 'r.jsonl'), { cells: CELLS, concurrencyOf: () => 8 });
    const again = await run(recordedModel(records, 'r.jsonl'), { cells: CELLS, concurrencyOf: () => 8 });
    expect(once.observations.map(keyOf)).toEqual(CELLS.map(keyOf));
    expect(JSON.stringify(once.observations)).toBe(JSON.stringify(again.observations));
    expect(once.observations[0]).toMatchObject({ costUsd: 5 });
    expect(once.observations[0]).not.toHaveProperty('latencyMs');
    expect(once.progress.at(-1)).toMatchObject({ costUsd: 0 });
  });

  it('keeps to the order of the plan with any recording, however long a lookup takes', async () => {
    const lookUp = modelOf(async (request) => {
      if (request.model === 'source-model') for (let i = 0; i < 5; i += 1) await turn();
      return reply();
    }, true);
    const { observations } = await run(lookUp, { cells: CELLS, concurrencyOf: () => 8 });
    expect(observations.map(keyOf)).toEqual(CELLS.map(keyOf));
  });

  it('leaves the cost out where it is not known', async () => {
    const { observations } = await run(
      modelOf(() => reply()),
      { priceOf: () => undefined },
    );
    expect(observations[0]).not.toHaveProperty('costUsd');
    const { observations: silent } = await run(modelOf(() => reply({ usage: {} })));
    expect(silent[0]).not.toHaveProperty('costUsd');
  });
});

describe('whose fault', () => {
  it.each([
    ['refusal', 'rejected'],
    ['guardrail', 'rejected'],
    ['context-overflow', 'rejected'],
    ['malformed', 'rejected'],
    ['max-tokens', 'replied'],
    ['tool-use', 'replied'],
    ['other', 'replied'],
  ] as const)('a reply that stopped by %s is %s, output and all', async (stopReason, outcome) => {
    const { observations } = await run(modelOf(() => reply({ stopReason })));
    expect(observations[0]).toMatchObject({ outcome, stopReason, output: 'Yes', costUsd: 0.00002 });
  });

  it.each([
    ['invalid-request', 'rejected', undefined],
    ['context-overflow', 'rejected', 'context-overflow'],
    ['refused', 'rejected', 'refusal'],
    ['not-recorded', 'failed', undefined],
    ['no-access', 'failed', undefined],
  ] as const)('a call that ends as %s is %s', async (kind, outcome, stopReason) => {
    const model = modelOf(() => {
      throw error(kind);
    });
    const { observations, summary } = await run(model, { cells: pairs(1) });
    expect(observations[0]).toMatchObject({ outcome, attempts: 1, error: { kind, message: `said ${kind}` } });
    expect(observations[0]?.stopReason).toBe(stopReason);
    expect(observations[0]).not.toHaveProperty('output');
    expect(summary[outcome]).toBeGreaterThan(0);
  });
});

describe('retries', () => {
  it.each(['throttled', 'timed-out', 'unavailable', 'network'] as const)('mend %s', async (kind) => {
    const model = modelOf((_request, attempt) => {
      if (attempt < 3) throw error(kind);
      return reply();
    });
    const { observations, summary } = await run(model, { cells: pairs(1) });
    expect(observations).toEqual([
      expect.objectContaining({ outcome: 'replied', attempts: 3 }),
      expect.objectContaining({ outcome: 'replied', attempts: 3 }),
    ]);
    expect(summary.attempts).toBe(6);
  });

  it.each([
    ['unavailable', 6],
    ['throttled', 25],
    ['malformed', 2],
    ['invalid-request', 1],
    ['no-access', 1],
    ['not-recorded', 1],
  ] as const)('end: %s is tried %d times', async (kind, attempts) => {
    const model = modelOf(() => {
      throw error(kind);
    });
    const { observations } = await run(model, { cells: pairs(1).slice(0, 1) });
    expect(observations[0]).toMatchObject({ attempts, error: { kind } });
    expect(model.calls).toHaveLength(attempts);
  });

  it('wait longer each time, and as long as the service asks', async () => {
    const clock = testClock();
    const model = modelOf((_request, attempt) => {
      if (attempt === 4) throw error('throttled', { retryAfterMs: 9_000 });
      if (attempt < 6) throw error('throttled');
      return reply();
    });
    await run(model, { cells: pairs(1).slice(0, 1), clock });
    expect(clock.sleeps).toEqual([375, 750, 1_500, 9_250, 6_000]);
  });

  it('hold the whole model back when it asks to wait, and its partner with it', async () => {
    const startedAt: number[] = [];
    const model = modelOf(async () => {
      startedAt.push(systemClock.monotonic());
      if (startedAt.length === 1) throw error('throttled', { retryAfterMs: 80 });
      await turn();
      return reply();
    });
    await run(model, { cells: CELLS, clock: systemClock, concurrencyOf: () => 2 });
    // The second call was on its way when the first one was throttled.
    const waited = startedAt.slice(2).map((at) => at - startedAt[0]!);
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(79);
  });

  it('give up on a service that asks to wait too long', async () => {
    const model = modelOf(() => {
      throw error('throttled', { retryAfterMs: 3_600_000 });
    });
    const { observations } = await run(model, { cells: pairs(1).slice(0, 1) });
    expect(observations[0]).toMatchObject({ attempts: 1, error: { kind: 'throttled' } });
  });
});

describe('a run that cannot go on', () => {
  it.each(['no-access', 'no-such-model'] as const)('spends no more on an application after %s', async (kind) => {
    const model = modelOf((request) => {
      if (request.messages[0]?.content.startsWith('broken') && request.model === 'target-model') throw error(kind);
      return reply();
    });
    const cells = [...pairs(50, 'broken'), ...pairs(5, 'sound')];
    const { observations, summary } = await run(model, { cells, concurrencyOf: () => 2 });
    expect(observations).toHaveLength(110);
    expect(summary.stoppedBy).toEqual({ kind, message: `said ${kind}` });
    expect(model.calls.length).toBeLessThan(20);
    const unsent = observations.filter(({ attempts }) => attempts === 0);
    expect(unsent.length).toBeGreaterThan(90);
    expect(unsent[0]).toMatchObject({
      application: 'broken',
      outcome: 'failed',
      error: { kind, message: `not sent, because the run had ended: said ${kind}` },
    });
    const sound = observations.filter(({ application }) => application === 'sound');
    expect(sound.every(({ outcome }) => outcome === 'replied')).toBe(true);
  });

  it('does not send the cell that waits for its turn when its application ends', async () => {
    const model = modelOf(async (request) => {
      await turn();
      if (request.model === 'target-model') throw error('no-such-model');
      return reply();
    });
    await run(model, { cells: pairs(10), concurrencyOf: () => 1 });
    expect(model.calls.map((request) => request.model)).toEqual(['source-model', 'target-model']);
  });

  it('ends for every application when the cap is reached', async () => {
    const model = modelOf(() => reply());
    const dear = { ...pairs(1, 'dear')[0]!, caseId: 'x'.repeat(2_000) };
    const cells = [dear, ...pairs(1, 'cheap')];
    const { observations } = await run(model, { cells, budget: createBudget(0.001), concurrencyOf: () => 1 });
    expect(model.calls).toHaveLength(0);
    expect(observations.map(({ error: e }) => e?.kind)).toEqual(['over-budget', 'over-budget', 'over-budget']);
  });

  it('observes what was left as cancelled, and aborts what was in flight', async () => {
    const stop = new AbortController();
    const aborted: boolean[] = [];
    const model = modelOf(async (_request, _attempt, signal) => {
      if (model.calls.length === 4) stop.abort();
      if (model.calls.length < 3) return reply();
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve());
      });
      aborted.push(signal.aborted);
      throw error('cancelled');
    });
    const { observations, summary } = await run(model, { cells: CELLS, concurrencyOf: () => 2, signal: stop.signal });
    expect(observations).toHaveLength(10);
    expect(summary).toMatchObject({ failed: 8, stoppedBy: { kind: 'cancelled' } });
    expect(aborted).toEqual([true, true]);
    expect(model.calls).toHaveLength(4);
    const sent = observations.filter(({ error: e, attempts }) => e && attempts > 0);
    expect(sent).toHaveLength(2);
    expect(sent[0]?.error?.message).toBe('local model source-model: the run was stopped before there was a reply');
  });

  it('sends nothing when it was stopped before it began', async () => {
    const model = modelOf(() => reply());
    const { observations } = await run(model, { cells: CELLS, signal: AbortSignal.abort() });
    expect(model.calls).toHaveLength(0);
    expect(observations.every(({ error: e }) => e?.kind === 'cancelled')).toBe(true);
    expect(observations).toHaveLength(10);
  });

  it('is cancelled during the wait before a retry', async () => {
    const stop = new AbortController();
    const clock = testClock();
    const model = modelOf(() => {
      throw error('throttled');
    });
    const { observations } = await run(model, {
      cells: pairs(1),
      signal: stop.signal,
      clock: {
        ...clock,
        async sleep(_ms, signal) {
          stop.abort();
          signal?.throwIfAborted();
        },
      },
    });
    expect(observations.map(({ error: e }): CallErrorKind | undefined => e?.kind)).toEqual(['cancelled', 'cancelled']);
  });

  it('fails when an observation cannot be kept, and writes nothing after it', async () => {
    const model = modelOf(() => reply());
    let writes = 0;
    const failing = run(model, {
      cells: pairs(500),
      onObservation() {
        writes += 1;
        if (writes === 3) throw new Error('disk full');
      },
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(writes).toBe(3);
    expect(model.calls.length).toBeLessThan(20);
  });

  it('fails on a fault in asking whether a waiting cell is still needed', async () => {
    const model = modelOf((_request, attempt) => {
      if (attempt === 1) throw error('throttled');
      return reply();
    });
    let asked = 0;
    const skip = () => {
      asked += 1;
      if (asked > 6) throw new Error('no such look');
      return false;
    };
    await expect(run(model, { cells: CELLS, concurrencyOf: () => 2, skip })).rejects.toThrow('no such look');
  });

  it('fails on a fault of ours instead of taking it for an answer', async () => {
    const model = modelOf(() => {
      throw new TypeError('not a function');
    });
    await expect(run(model, { cells: CELLS })).rejects.toThrow('not a function');
    const requests = () => {
      throw new Error('no such case');
    };
    await expect(
      run(
        modelOf(() => reply()),
        { requestOf: requests },
      ),
    ).rejects.toThrow('no such case');
  });
});
