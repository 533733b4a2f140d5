import { describe, expect, test } from 'vitest';
import { timesAgain } from '../../../src/commands/steps/times-again.ts';
import type { Cell, Reuse } from '../../../src/core/contracts/cell.ts';
import type { Side } from '../../../src/core/contracts/layer.ts';
import type { KeptReply } from '../../../src/core/contracts/ports.ts';
import type { PairApart } from '../../../src/core/plan/timing-cells.ts';

const REPLY: KeptReply = { outcome: 'replied', attempts: 1, requestSha256: '0'.repeat(64), latencyMs: 10 };
const A: Reuse = { kind: 'stored', session: 'a' };
const B: Reuse = { kind: 'stored', session: 'b' };

/** Replies by key; `keep` does what a run of that session does with the cells that it calls. */
function memory() {
  const kept = new Map<string, { session: string; reply: KeptReply }>();
  return {
    store: { find: async (key: string) => kept.get(key) },
    keep(
      session: string,
      again: Awaited<ReturnType<typeof timesAgain>>,
      sides: readonly Side[] = ['source', 'target'],
    ) {
      for (const cell of again.toCall.filter(({ side }) => sides.includes(side))) {
        const key = again.keyOf(cell);
        if (key !== undefined) kept.set(key, { session, reply: REPLY });
      }
    },
  };
}

function pair(source: Reuse | undefined, target: Reuse | undefined, caseId = 'c0'): PairApart {
  const cell = (side: Side, reuse?: Reuse) => ({
    application: 'triage',
    side,
    caseId,
    trial: 0,
    purpose: 'plan' as const,
    latencyMs: 10,
    ...(reuse === undefined ? {} : { reuse }),
  });
  const stored = (['source', 'target'] as const).filter((side) => (side === 'source' ? source : target) !== undefined);
  return { source: cell('source', source), target: cell('target', target), again: stored };
}

const replyKeyOf = ({ side, caseId }: Cell) => `${side}-${caseId}`;
const streams = () => false;
const names = (cells: readonly Cell[]) => cells.map(({ side, caseId }) => `${side} ${caseId}`);

describe('times of pairs whose replies are of two sessions', () => {
  test('are called for once, and found again ever after', async () => {
    const { store, keep } = memory();
    const first = await timesAgain([pair(A, undefined)], { store, replyKeyOf, streams });
    expect([names(first.cells), names(first.toCall)]).toEqual([['source c0'], ['source c0']]);
    keep('b', first);
    // The target's reply is that session's, too: the same two times as before.
    const later = await timesAgain([pair(A, B)], { store, replyKeyOf, streams });
    expect([names(later.cells), later.toCall]).toEqual([['source c0'], []]);
    expect(later.cells.map(later.keyOf)).toEqual(first.cells.map(first.keyOf));
  });

  test('are called for on both sides where neither is of this run, and found again', async () => {
    const { store, keep } = memory();
    const first = await timesAgain([pair(A, B)], { store, replyKeyOf, streams });
    expect(names(first.toCall)).toEqual(['source c0', 'target c0']);
    keep('c', first);
    const later = await timesAgain([pair(A, B)], { store, replyKeyOf, streams });
    expect([names(later.cells), later.toCall]).toEqual([['source c0', 'target c0'], []]);
  });

  test('that were cut short are measured anew, and that stays', async () => {
    const { store, keep } = memory();
    keep('c', await timesAgain([pair(A, B)], { store, replyKeyOf, streams }), ['source']);
    const resumed = await timesAgain([pair(A, B)], { store, replyKeyOf, streams });
    expect(names(resumed.toCall)).toEqual(['source c0', 'target c0']);
    keep('d', resumed, ['target']);
    const third = await timesAgain([pair(A, B)], { store, replyKeyOf, streams });
    expect(names(third.toCall)).toEqual(['source c0', 'target c0']);
    keep('e', third);
    const last = await timesAgain([pair(A, B)], { store, replyKeyOf, streams });
    expect([names(last.cells), last.toCall]).toEqual([['source c0', 'target c0'], []]);
    expect(last.cells.map(last.keyOf)).toEqual(third.cells.map(third.keyOf));
  });

  test('are those of a pair: another target has the source measured beside it', async () => {
    const { store, keep } = memory();
    keep('b', await timesAgain([pair(A, undefined)], { store, replyKeyOf, streams }));
    const another = (cell: Cell) => (cell.side === 'target' ? 'another' : replyKeyOf(cell));
    const again = await timesAgain([pair(A, B)], { store, replyKeyOf: another, streams });
    expect(names(again.toCall)).toEqual(['source c0', 'target c0']);
  });

  test('are found whichever side is called the target', async () => {
    const { store, keep } = memory();
    keep('b', await timesAgain([pair(A, undefined)], { store, replyKeyOf, streams }));
    const swapped = (cell: Cell) => `${cell.side === 'source' ? 'target' : 'source'}-${cell.caseId}`;
    const back = await timesAgain([pair(B, A)], { store, replyKeyOf: swapped, streams });
    expect([names(back.cells), back.toCall]).toEqual([['target c0'], []]);
  });

  test('are measured anew once a first token is asked for', async () => {
    const { store, keep } = memory();
    keep('b', await timesAgain([pair(A, undefined)], { store, replyKeyOf, streams }));
    const again = await timesAgain([pair(A, B)], { store, replyKeyOf, streams: () => true });
    expect(names(again.toCall)).toEqual(['source c0', 'target c0']);
  });

  test('leave the others to be called for, in their order', async () => {
    const { store, keep } = memory();
    keep('b', await timesAgain([pair(A, undefined, 'c1')], { store, replyKeyOf, streams }));
    const reversed = { ...pair(A, B, 'c2'), again: ['target', 'source'] as const };
    const some = await timesAgain([pair(A, B, 'c0'), pair(A, B, 'c1'), reversed], { store, replyKeyOf, streams });
    expect(names(some.cells)).toEqual(['source c0', 'target c0', 'source c1', 'target c2', 'source c2']);
    expect(names(some.toCall)).toEqual(['source c0', 'target c0', 'target c2', 'source c2']);
  });

  test.each([
    ['no store', { replyKeyOf, streams }],
    ['replies that are not kept', { store: memory().store, replyKeyOf: () => undefined, streams }],
  ])('are called for and kept nowhere with %s', async (_, kept) => {
    const again = await timesAgain([pair(A, B)], kept);
    expect(names(again.toCall)).toEqual(['source c0', 'target c0']);
    expect(again.cells.map(again.keyOf)).toEqual([undefined, undefined]);
  });
});
