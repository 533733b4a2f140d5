import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { caseWithId } from '../../core/suite/case-positions.ts';
import type { OpenReplyStore } from '../../workspace/replies/open-store.ts';
import { cellKey } from './cell-key.ts';
import { plannedCells, type Subject } from './measure.ts';
import type { OpenModels } from './open-models.ts';

/** How much of a plan was paid for by earlier runs. */
export interface KeptShare {
  /** 0 to 1, by application. */
  readonly of: (application: string) => number;
  /** Mean milliseconds of one call of the replies that are kept; absent when none of them says. */
  readonly callMs?: number;
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
  const shares = new Map<string, number>();
  const times: number[] = [];
  for (const subject of store.size === 0 ? [] : subjects) {
    const keys = keysOf(subject, models, yardstick);
    const kept = keys.filter((key) => key !== undefined && store.has(key));
    shares.set(subject.application.name, keys.length === 0 ? 0 : kept.length / keys.length);
    for (const key of kept.slice(0, TIMED)) {
      const latencyMs = key === undefined ? undefined : (await store.find(key))?.reply.latencyMs;
      if (latencyMs !== undefined) times.push(latencyMs);
    }
  }
  const of = (application: string): number => shares.get(application) ?? 0;
  if (times.length === 0) return { of };
  return { of, callMs: times.reduce((sum, time) => sum + time, 0) / times.length };
}

/** Keys of an application's planned calls, or of evenly spread ones; `undefined` for those that are never kept. */
function keysOf(subject: Subject, models: OpenModels, yardstick: Yardstick): readonly (string | undefined)[] {
  const cells = plannedCells({ yardstick, subjects: [subject] });
  const { cases } = subject.application.suite;
  // Odd, because source and target take turns.
  const step = Math.ceil(cells.length / LOOKED_UP) | 1;
  const keys: (string | undefined)[] = [];
  let position = 0;
  for (const cell of cells) {
    const testCase = position % step === 0 ? caseWithId(cases, cell.caseId) : undefined;
    if (testCase !== undefined) keys.push(cellKey(subject, cell, testCase, models));
    position += 1;
  }
  return keys;
}
