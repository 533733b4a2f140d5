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

/** Adds up what cells cost, by application and side. */
export function createSpendingAccount(purpose: CellPurpose) {
  const entries = new Map<string, Spending>();
  return {
    add({ application, side }: Cell, { attempts, usd, lostUsd }: CellSpending): void {
      const key = JSON.stringify([application, side]);
      const sum = entries.get(key) ?? { application, side, purpose, attempts: 0, usd: 0, lostUsd: 0 };
      entries.set(key, {
        ...sum,
        attempts: sum.attempts + attempts,
        usd: sum.usd + usd,
        lostUsd: sum.lostUsd + lostUsd,
      });
    },
    list: (): readonly Spending[] => [...entries.values()],
  };
}
