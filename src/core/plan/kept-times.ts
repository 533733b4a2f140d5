import { timedTogether } from '../comparison/sessions.ts';
import { digestOf } from '../contracts/digest.ts';
import type { Side } from '../contracts/layer.ts';
import type { PairApart } from './timing-cells.ts';

/** Counts up when the same key would come to mean something else. */
const FORMAT = 1;

/** Which measurement of a pair's times it is. */
export interface TimesOf {
  /** `replyKey` of the side that is measured. */
  readonly own: string;
  /** `replyKey` of the side that it is compared with. */
  readonly other: string;
  /** Replies are taken piece by piece: only then a first one can be told, and it may change what the whole takes. */
  readonly streamed: boolean;
  /** From 0. A further one begins only where the one before was cut short, so that its two sides are not of one session. */
  readonly draw: number;
}

/**
 * The name under which the times of one side of a pair are kept: SHA-256 in hexadecimal. They belong to the pair, because
 * they say something only beside the other side's of the same session.
 */
export function timesKey(times: TimesOf): string {
  return digestOf({ format: FORMAT, ...times });
}

/** The session in which each side's times of one draw were measured; absent where they are not kept. */
export type KeptSessions = Readonly<Partial<Record<Side, string>>>;

/** One side first: where it stands beside a planned reply of its own session, that is what was compared at that time. */
const CHOICES: readonly (readonly Side[])[] = [['source'], ['target'], ['source', 'target']];

/** The sides whose kept times make a pair comparable, when they take the place of its own; `undefined` when none do. */
export function sidesTogether({ source, target }: PairApart, kept: KeptSessions): readonly Side[] | undefined {
  return CHOICES.find((sides) => {
    const timed = sides.flatMap((side) => {
      const session = kept[side];
      return session === undefined ? [] : [[side, { reuse: { kind: 'stored', session } }] as const];
    });
    return timed.length === sides.length && timedTogether({ source, target, timed: Object.fromEntries(timed) });
  });
}
