import type { Cell, CellPurpose } from '../core/contracts/cell.ts';
import type { Side } from '../core/contracts/layer.ts';

/** What a run spent on one side of one application. */
export interface Spending {
  readonly application: string;
  readonly side: Side;
  readonly purpose: CellPurpose;
  readonly attempts: number;
  /** US dollars as they count against the cap: where a service does not say what a call used, the most that it can have. */
  readonly usd: number;
  /** The part of `usd` that went into attempts without a reply. */
  readonly lostUsd: number;
}

/** What was spent on one cell. */
export type CellSpending = Pick<Spending, 'attempts' | 'usd' | 'lostUsd'>;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Adds up what cells cost, by application and side. */
export function createSpendingAccount(purpose: CellPurpose) {
  const entries: Writable<Spending>[] = [];
  const entryOf = ({ application, side }: Cell): Writable<Spending> => {
    const known = entries.find((entry) => entry.application === application && entry.side === side);
    if (known !== undefined) return known;
    const entry = { application, side, purpose, attempts: 0, usd: 0, lostUsd: 0 };
    entries.push(entry);
    return entry;
  };
  return {
    add(cell: Cell, { attempts, usd, lostUsd }: CellSpending): void {
      const entry = entryOf(cell);
      entry.attempts += attempts;
      entry.usd += usd;
      entry.lostUsd += lostUsd;
    },
    list: (): readonly Spending[] => entries.map((entry) => ({ ...entry })),
  };
}
