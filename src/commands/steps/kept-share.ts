import type { Side } from '../../core/contracts/layer.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { caseWithId } from '../../core/suite/case-positions.ts';
import type { OpenReplyStore } from '../../workspace/replies/open-store.ts';
import { cellKey } from './cell-key.ts';
import { expectedTimings, type TimingCounts } from './expected-timings.ts';
import { plannedCells, type Subject } from './measure.ts';
import type { OpenModels } from './open-models.ts';

/** How much of a plan was paid for by earlier runs. */
export interface KeptShare {
  /** 0 to 1, of the calls of one side of an application: a push that changes the prompt leaves the source's paid for. */
  readonly of: (application: string, side: Side) => number;
  /** Mean milliseconds of one call of the replies that are kept; absent when none of them says. */
  readonly callMs?: number;
  /** Calls of an application that will measure times again; absent where nobody looked. */
  readonly timings?: (application: string) => TimingCounts | undefined;
}

/** Cells of an application that are looked up at most; of larger plans they stand for the rest. */
const LOOKED_UP = 10_000;
/** Kept replies whose times are read. */
const TIMED = 40;

interface KeptIn {
  readonly store: OpenReplyStore;
  readonly models: OpenModels;
  readonly yardstick: Yardstick;
}

/** Looks up which planned calls have a kept reply. Reads only a few of them: that they are there is in the store's index. */
export async function keptShare(
  subjects: readonly Subject[],
  { store, models, yardstick }: KeptIn,
): Promise<KeptShare> {
  const shares = new Map<string, ReturnType<typeof sharesOf>>();
  const timings = new Map<string, TimingCounts>();
  const times: number[] = [];
  for (const subject of store.size === 0 ? [] : subjects) {
    const lookedUp = keysOf(subject, models, yardstick).map(({ side, key }) => ({
      side,
      key: key !== undefined && store.has(key) ? key : undefined,
    }));
    const kept = lookedUp.flatMap(({ key }) => key ?? []);
    shares.set(subject.application.name, sharesOf(lookedUp));
    if (kept.length > 0) {
      timings.set(subject.application.name, await expectedTimings(subject, { store, models, yardstick }));
    }
    times.push(...(await timesIn(kept.slice(0, TIMED), store)));
  }
  const of: KeptShare['of'] = (application, side) => shares.get(application)?.[side] ?? 0;
  const known = { of, timings: (application: string) => timings.get(application) };
  if (times.length === 0) return known;
  return { ...known, callMs: times.reduce((sum, time) => sum + time, 0) / times.length };
}

async function timesIn(keys: readonly string[], store: OpenReplyStore): Promise<readonly number[]> {
  const times: number[] = [];
  for (const key of keys) {
    const latencyMs = (await store.find(key))?.reply.latencyMs;
    if (latencyMs !== undefined) times.push(latencyMs);
  }
  return times;
}

/** A planned call that was looked up. */
interface LookedUp {
  readonly side: Side;
  /** `undefined` where no reply is kept, or ever will be. */
  readonly key: string | undefined;
}

function sharesOf(calls: readonly LookedUp[]): Readonly<Record<Side, number>> {
  const shareOf = (side: Side): number => {
    const own = calls.filter((call) => call.side === side);
    return own.length === 0 ? 0 : own.filter(({ key }) => key !== undefined).length / own.length;
  };
  return { source: shareOf('source'), target: shareOf('target') };
}

/** Keys of an application's planned calls, or of evenly spread ones; `undefined` for those that are never kept. */
function keysOf(subject: Subject, models: OpenModels, yardstick: Yardstick): readonly LookedUp[] {
  const cells = plannedCells({ yardstick, subjects: [subject] });
  const { cases } = subject.application.suite;
  // Odd, because source and target take turns.
  const step = Math.ceil(cells.length / LOOKED_UP) | 1;
  const keys: LookedUp[] = [];
  let position = 0;
  for (const cell of cells) {
    const testCase = position % step === 0 ? caseWithId(cases, cell.caseId) : undefined;
    if (testCase !== undefined) keys.push({ side: cell.side, key: cellKey(subject, cell, testCase, models) });
    position += 1;
  }
  return keys;
}
