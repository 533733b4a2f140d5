import type { Policy } from '../../core/contracts/yardstick.ts';
import type { Allowance } from '../../core/policy/allowance.ts';

/** Where it is written down what runs spend, so that several of them can share a cap. */
export interface SpendingLedger {
  /**
   * Reads what was spent and sets this run's allowance aside, before the first call; `undefined` when the policy has no cap
   * that runs share. Throws a ChangeoverError when it cannot be told or written: such a cap could not be kept.
   */
  open(policy: Policy): Promise<Account | undefined>;
}

/**
 * What one run may spend. Until it is settled the whole allowance counts as spent, so that a run that is killed has never
 * spent more than the ledger says.
 */
export interface Account {
  readonly allowance: Allowance;
  /** Puts what was spent in place of what was set aside. US dollars. Throws a ChangeoverError when it cannot be written. */
  settle(spentUsd: number): Promise<void>;
}
