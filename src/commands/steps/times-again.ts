import type { Cell } from '../../core/contracts/cell.ts';
import type { Side } from '../../core/contracts/layer.ts';
import type { ReplyStore } from '../../core/contracts/ports.ts';
import { type KeptSessions, sidesTogether, type TimesOf, timesKey } from '../../core/plan/kept-times.ts';
import type { PairApart, TimedCell } from '../../core/plan/timing-cells.ts';

/** The cells that measure times again, whether they are called for or were by an earlier run. */
export interface TimesAgain {
  readonly cells: readonly Cell[];
  /** Of `cells`, those whose times are not kept. */
  readonly toCall: readonly Cell[];
  /** Where a cell's times are kept, or found; `undefined` where they are not. */
  readonly keyOf: (cell: Cell) => string | undefined;
}

/** Where times may be kept. */
interface KeptTimes {
  /** Absent: nothing is kept, and all is called for. */
  readonly store?: Pick<ReplyStore, 'find'>;
  /** `replyKey` of a cell; `undefined` of one whose replies are not kept. */
  readonly replyKeyOf: (cell: Cell) => string | undefined;
  /** Whether an application's replies are taken piece by piece. */
  readonly streams: (application: string) => boolean;
}

/**
 * Finds again the times that earlier runs measured of pairs whose replies are of different sessions, so that an evaluation
 * that is repeated sees the same times. What was cut short, so that its two sides are of no one session, is measured anew.
 */
export async function timesAgain(pairs: readonly PairApart[], kept: KeptTimes): Promise<TimesAgain> {
  const [cells, toCall, keys] = [[] as Cell[], [] as Cell[], new Map<string, string>()];
  for (const pair of pairs) {
    const { sides, isKept, draw } = await drawOf(pair, kept);
    for (const side of sides) {
      const { application, caseId, trial } = pair[side];
      const cell: Cell = { application, side, caseId, trial };
      const key = draw?.(side);
      if (key !== undefined) keys.set(nameOf(cell), key);
      cells.push(cell);
      if (!isKept) toCall.push(cell);
    }
  }
  return { cells, toCall, keyOf: (cell) => keys.get(nameOf(cell)) };
}

/** Keys of one measurement of a pair's times, by side. */
type Draw = (side: Side) => string;

/**
 * The sides of a pair to take the times of, and where. Ends: each further draw needs one before it of which something is
 * kept, and a store's size is bounded.
 */
async function drawOf(
  pair: PairApart,
  { store, replyKeyOf, streams }: KeptTimes,
): Promise<{ readonly sides: readonly Side[]; readonly isKept: boolean; readonly draw?: Draw }> {
  const [source, target] = [replyKeyOf(cellOf(pair.source)), replyKeyOf(cellOf(pair.target))];
  const unkept = { sides: pair.again, isKept: false };
  if (store === undefined || source === undefined || target === undefined) return unkept;
  const streamed = streams(pair.source.application);
  for (let number = 0; ; number += 1) {
    const draw: Draw = (side) => timesKey(timesOf(side, { source, target }, { streamed, draw: number }));
    const sessions = await sessionsOf(draw, store);
    const together = sidesTogether(pair, sessions);
    if (together !== undefined) return { sides: together, isKept: true, draw };
    if (sessions.source === undefined && sessions.target === undefined) return { ...unkept, draw };
  }
}

function timesOf(
  side: Side,
  { source, target }: Readonly<Record<Side, string>>,
  which: Pick<TimesOf, 'streamed' | 'draw'>,
): TimesOf {
  return side === 'source' ? { own: source, other: target, ...which } : { own: target, other: source, ...which };
}

async function sessionsOf(draw: Draw, store: Pick<ReplyStore, 'find'>): Promise<KeptSessions> {
  const [source, target] = [await store.find(draw('source')), await store.find(draw('target'))];
  return {
    ...(source === undefined ? {} : { source: source.session }),
    ...(target === undefined ? {} : { target: target.session }),
  };
}

function cellOf({ application, side, caseId, trial }: TimedCell): Cell {
  return { application, side, caseId, trial };
}

function nameOf({ application, side, caseId, trial }: Cell): string {
  return JSON.stringify([application, side, caseId, trial]);
}
