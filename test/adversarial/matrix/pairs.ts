import { BLOCKED, type Ending, GREEN, type Impossible } from '../table/attack.ts';
import type { Danger } from '../table/dangers.ts';
import { BAD_ANSWERS, type BadAnswer } from './answers.ts';
import { EVENTS, type WorldEvent } from './events.ts';
import { CALL_OF, MOMENTS, type Moment, REQUEST_OF } from './moments.ts';

/** One cell of the matrix. */
export interface Pair {
  readonly fault: string;
  readonly moment: Moment;
  readonly danger: Danger;
  /** How a run may end in which it goes wrong. */
  readonly expected: readonly Ending[];
  readonly what: { readonly answer: BadAnswer } | { readonly event: WorldEvent } | { readonly lost: LostWrite };
}

/** A green ending is held to being complete; `none` and `pending` block where the status is required. */
const ANY: readonly Ending[] = ['success', 'failure', 'error', 'none', 'pending'];

/** A write whose answer never comes well, however often it is tried. */
interface LostWrite {
  readonly operation: string;
  /** Whether it takes effect all the same. */
  readonly when: 'before' | 'after';
  readonly times: number;
}

const WRITES: Readonly<Record<string, { danger: Danger; lost: Omit<LostWrite, 'operation'>; at: readonly Moment[] }>> =
  {
    'comment 502, written all the same': {
      danger: 'F10',
      lost: { when: 'after', times: 1 },
      at: ['with the comment'],
    },
    'status fails, tried again and again': {
      danger: 'F12',
      lost: { when: 'before', times: 4 },
      at: ['with the pending status', 'with the last status', 'post step'],
    },
  };

/** Every pair of a fault and a moment: those that can be, and why the others cannot. */
export function allPairs(): { readonly pairs: readonly Pair[]; readonly impossible: readonly Impossible[] } {
  const cells = [...answerCells(), ...eventCells(), ...writeCells()];
  return {
    pairs: cells.flatMap((cell) => ('why' in cell ? [] : [cell])),
    impossible: cells.flatMap((cell) => ('why' in cell ? [cell] : [])),
  };
}

function answerCells(): readonly (Pair | Impossible)[] {
  return Object.entries<BadAnswer>(BAD_ANSWERS).flatMap(([fault, answer]) =>
    MOMENTS.map((moment) => {
      const pair = `${fault}, ${moment}`;
      if (CALL_OF[moment] !== undefined && answer.model === undefined) return { pair, why: 'no provider answers so' };
      if (CALL_OF[moment] === undefined && REQUEST_OF[moment] === undefined) {
        return { pair, why: 'nothing is asked of anybody then' };
      }
      if (CALL_OF[moment] === undefined && answer.github === undefined) return { pair, why: 'GitHub never answers so' };
      return { fault, moment, danger: answer.danger, expected: ANY, what: { answer } };
    }),
  );
}

function eventCells(): readonly (Pair | Impossible)[] {
  return Object.entries<WorldEvent>(EVENTS).flatMap(([fault, event]) =>
    MOMENTS.map((moment) => ({
      fault,
      moment,
      danger: event.danger,
      expected: endingsOf(event, moment),
      what: { event },
    })),
  );
}

function endingsOf({ greenBut }: WorldEvent, moment: Moment): readonly Ending[] {
  if (greenBut === undefined) return ANY;
  return greenBut.includes(moment) ? BLOCKED : GREEN;
}

function writeCells(): readonly (Pair | Impossible)[] {
  return Object.entries(WRITES).flatMap(([fault, { danger, lost, at }]) =>
    MOMENTS.map((moment) => {
      if (!at.includes(moment)) return { pair: `${fault}, ${moment}`, why: 'nothing of that kind is written then' };
      const operation = danger === 'F10' ? 'issues/create-comment' : 'repos/create-commit-status';
      return { fault, moment, danger, expected: ANY, what: { lost: { operation, ...lost } } };
    }),
  );
}
