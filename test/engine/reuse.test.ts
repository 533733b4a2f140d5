import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/core/contracts/cell.ts';
import type { KeptReply, Model, ReplyStore } from '../../src/core/contracts/ports.ts';
import { createBudget } from '../../src/engine/budget.ts';
import { error, modelOf, pairs, reply, requestOf, run } from './fixtures.ts';

/** A store in memory; `kept` has what was kept, by key. */
function memoryStore(session = 'now', kept = new Map<string, { session: string; reply: KeptReply }>()) {
  const store: ReplyStore = {
    session,
    find: async (key) => kept.get(key),
    async keep(key, reply) {
      if (!kept.has(key)) kept.set(key, { session, reply });
    },
  };
  return { ...store, kept };
}

function addressed<M extends Model>(model: M): M {
  return { ...model, addressOf: ({ deployment }: ModelRequest) => `local ${JSON.stringify(deployment)}` };
}

const CELLS = pairs(4);
const answering = () => addressed(modelOf(() => reply()));
/** The same for both sides. */
const oneRequest = (cell: (typeof CELLS)[number]) => ({ ...requestOf(cell), model: 'one-model' });

describe('kept replies', () => {
  it('serve a later run, which calls nothing and spends nothing', async () => {
    const store = memoryStore('before');
    const first = await run(answering(), { cells: CELLS, replies: store });
    expect(store.kept.size).toBe(8);

    const model = answering();
    const budget = createBudget(0);
    const second = await run(model, { cells: CELLS, replies: memoryStore('now', store.kept), budget });
    expect(model.calls).toEqual([]);
    expect(budget.spentUsd).toBe(0);
    expect(second.observations).toEqual(
      first.observations.map((observation) => ({ ...observation, reuse: { kind: 'stored', session: 'before' } })),
    );
    expect(second.summary).toMatchObject({ planned: 8, failed: 0 });
  });

  it('leave only what is missing to be called', async () => {
    const store = memoryStore('before');
    await run(answering(), { cells: CELLS.slice(0, 3), replies: store });
    const model = answering();
    const { observations } = await run(model, { cells: CELLS, replies: memoryStore('now', store.kept) });
    expect(model.calls).toEqual(CELLS.slice(3).map(requestOf));
    expect(observations.filter(({ reuse }) => reuse === undefined)).toHaveLength(5);
    expect(observations.map(({ side, caseId }) => `${side} ${caseId}`).sort()).toEqual(
      CELLS.map(({ side, caseId }) => `${side} ${caseId}`).sort(),
    );
  });

  it('are kept before anybody is told of them', async () => {
    const store = memoryStore();
    const sizes: number[] = [];
    await run(answering(), {
      cells: CELLS,
      replies: store,
      concurrencyOf: () => 1,
      onObservation: () => void sizes.push(store.kept.size),
    });
    expect(sizes.every((size, index) => size > index)).toBe(true);
  });

  it('cost what they would cost today', async () => {
    const store = memoryStore('before');
    await run(answering(), { cells: CELLS.slice(0, 2), replies: store });
    const at = async (priceOf: () => { input: number; output: number; source: string } | undefined) => {
      const replies = memoryStore('now', store.kept);
      const { observations } = await run(answering(), { cells: CELLS.slice(0, 1), replies, priceOf });
      return observations[0]?.costUsd;
    };
    expect(await at(() => ({ input: 100, output: 200, source: 'test' }))).toBeCloseTo(0.002, 10);
    expect(await at(() => undefined)).toBeUndefined();
  });

  it('are those of the variant’s own fault, too, and never failures', async () => {
    const store = memoryStore('before');
    const failing = addressed(
      modelOf((request) => {
        throw error(request.model === 'source-model' ? 'context-overflow' : 'unavailable');
      }),
    );
    await run(failing, { cells: CELLS.slice(0, 2), replies: store });
    const model = answering();
    const { observations } = await run(model, { cells: CELLS.slice(0, 2), replies: memoryStore('now', store.kept) });
    expect(model.calls.map((request) => request.model)).toEqual(['target-model']);
    expect(observations).toMatchObject([
      { side: 'source', outcome: 'rejected', error: { kind: 'context-overflow' }, reuse: { session: 'before' } },
      { side: 'target', outcome: 'replied' },
    ]);
  });

  it('are none of a request that the service took for invalid: what it minded may have been mended', async () => {
    const store = memoryStore('before');
    const refusing = addressed(
      modelOf(() => {
        throw error('invalid-request');
      }),
    );
    const { observations } = await run(refusing, { cells: CELLS.slice(0, 2), replies: store });
    expect(observations.map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected']);
    expect(store.kept.size).toBe(0);
  });

  it('are handed over even when no money is left for others', async () => {
    const store = memoryStore('before');
    await run(answering(), { cells: CELLS.slice(4), replies: store });
    const model = answering();
    const { observations } = await run(model, {
      cells: CELLS,
      replies: memoryStore('now', store.kept),
      budget: createBudget(0),
    });
    expect(model.calls).toEqual([]);
    expect(observations.filter(({ outcome }) => outcome === 'replied').map(({ caseId }) => caseId)).toEqual([
      ...['c2', 'c2', 'c3', 'c3'],
    ]);
    expect(observations.filter(({ outcome }) => outcome === 'failed')).toHaveLength(4);
  });

  it.each(['address', 'trial', 'parameters'])('of another %s do not serve', async (what) => {
    const store = memoryStore('before');
    await run(answering(), { cells: CELLS.slice(0, 1), replies: store });
    const changed = {
      address: { requestOf: (cell: (typeof CELLS)[number]) => ({ ...requestOf(cell), deployment: { region: 'eu' } }) },
      trial: { cells: CELLS.slice(0, 1).map((cell) => ({ ...cell, trial: 1 })) },
      parameters: { requestOf: (cell: (typeof CELLS)[number]) => ({ ...requestOf(cell), parameters: {} }) },
    }[what];
    const model = answering();
    await run(model, { cells: CELLS.slice(0, 1), replies: store, ...changed });
    expect(model.calls).toHaveLength(1);
  });

  it('are no matter of recordings, and of models without an address', async () => {
    const recorded = memoryStore();
    await run(addressed(modelOf(() => reply(), true)), { cells: CELLS, replies: recorded });
    const nameless = memoryStore();
    await run(
      modelOf(() => reply()),
      { cells: CELLS, replies: nameless },
    );
    expect([recorded.kept.size, nameless.kept.size]).toEqual([0, 0]);
  });
});

describe('cells that measure times', () => {
  it('take no reply of the same request, and leave none where they have no name', async () => {
    const store = memoryStore('before');
    await run(answering(), { cells: CELLS, replies: store });
    const before = new Map(store.kept);
    const model = answering();
    const { observations } = await run(model, { cells: CELLS, replies: store, purpose: 'timing' });
    expect(model.calls).toHaveLength(8);
    expect(observations.every(({ reuse, purpose }) => reuse === undefined && purpose === 'timing')).toBe(true);
    expect(store.kept).toEqual(before);
  });

  it('are kept and found under a name of their own, times and all', async () => {
    const store = memoryStore('before');
    const timesKeyOf = ({ side, caseId }: (typeof CELLS)[number]) => (caseId === 'c0' ? `times ${side}` : undefined);
    const options = { cells: CELLS.slice(0, 4), purpose: 'timing' as const, timesKeyOf };
    const first = await run(answering(), { ...options, replies: store });
    expect([...store.kept.keys()].sort()).toEqual(['times source', 'times target']);
    const model = answering();
    const { observations } = await run(model, { ...options, replies: memoryStore('now', store.kept) });
    expect(model.calls).toHaveLength(2);
    expect(observations.filter(({ reuse }) => reuse !== undefined)).toEqual(
      first.observations
        .filter(({ caseId }) => caseId === 'c0')
        .map((observation) => ({ ...observation, reuse: { kind: 'stored', session: 'before' } })),
    );
  });
});

describe('two sides that send the same request', () => {
  it('call once, and say so', async () => {
    const model = answering();
    const budget = createBudget(1);
    const { observations } = await run(model, { cells: CELLS, requestOf: oneRequest, budget });
    expect(model.calls).toHaveLength(4);
    const [called, shared] = [observations.filter(({ reuse }) => !reuse), observations.filter(({ reuse }) => reuse)];
    expect(called.map(({ side }) => side)).toEqual(['source', 'source', 'source', 'source']);
    expect(shared).toEqual(
      called.map((observation) => ({ ...observation, side: 'target', reuse: { kind: 'same-request' } })),
    );
    expect(budget.spentUsd).toBeCloseTo(4 * 0.00002, 10);
  });

  it('do so although the first one is done before the second one begins', async () => {
    const model = answering();
    await run(model, { cells: CELLS, requestOf: oneRequest, concurrencyOf: () => 1, replies: memoryStore() });
    expect(model.calls).toHaveLength(4);
  });

  it('never share between cases or repetitions of equal content', async () => {
    const model = answering();
    const cells = [0, 1].flatMap((trial) => pairs(2).map((cell) => ({ ...cell, trial })));
    await run(model, {
      cells,
      requestOf: (cell) => ({ ...requestOf({ ...cell, caseId: 'same' }), model: 'one-model' }),
    });
    expect(model.calls).toHaveLength(4);
  });

  it('share a failure, too', async () => {
    const model = addressed(
      modelOf(() => {
        throw error('no-such-model');
      }),
    );
    const { observations } = await run(model, { cells: CELLS.slice(0, 2), requestOf: oneRequest });
    expect(model.calls).toHaveLength(1);
    expect(observations.map(({ outcome, error: why }) => [outcome, why?.kind])).toEqual([
      ['failed', 'no-such-model'],
      ['failed', 'no-such-model'],
    ]);
  });

  it('end the run together when our own code fails', async () => {
    const model = addressed(
      modelOf(() => {
        throw new TypeError('a fault of ours');
      }),
    );
    await expect(run(model, { cells: CELLS, requestOf: oneRequest })).rejects.toThrow('a fault of ours');
  });
});
