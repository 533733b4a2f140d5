import type { Cell, CellPurpose } from '../core/contracts/cell.ts';
import type { SpendingLine } from '../core/contracts/spending.ts';

/** What was spent on one cell. */
export type CellSpending = Pick<SpendingLine, 'attempts' | 'usd' | 'lostUsd'>;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Adds up what cells cost, by application and side. */
export function createSpendingAccount(purpose: CellPurpose) {
  const entries: Writable<SpendingLine>[] = [];
  const entryOf = ({ application, side }: Cell): Writable<SpendingLine> => {
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
    list: (): readonly SpendingLine[] => entries.map((entry) => ({ ...entry })),
  };
}
