import type { Policy } from '../../core/contracts/yardstick.ts';
import { type Budget, createBudget } from '../../engine/budget.ts';
import type { EvaluationState } from './evaluation-state.ts';
import { problemsOf } from './problems-of.ts';
import type { SpendingLedger } from './spending-ledger.ts';
import type { Surroundings } from './surroundings.ts';

/** What says how much a run may spend. */
interface Purse {
  readonly policy: Policy;
  /** Where it stands what runs spend together; `undefined`: nowhere. */
  readonly ledger: SpendingLedger | undefined;
}

/**
 * Does what costs money with the budget of the run, which is in `state` from then on, and settles what runs share on what was
 * spent, whatever ends the work. Throws what the ledger throws when it is opened: then nothing was begun.
 */
export async function withinAllowance(
  state: EvaluationState,
  { policy, ledger }: Purse,
  surroundings: Pick<Surroundings, 'voice'>,
  work: (budget: Budget) => Promise<void>,
): Promise<void> {
  const account = await ledger?.open(policy);
  const budget = createBudget(account?.allowance.usd ?? policy.maxCostUsd);
  state.budget = budget;
  if (account !== undefined) state.cap = account.allowance.cap;
  try {
    await work(budget);
  } finally {
    await account?.settle(budget.spentUsd).catch((error: unknown) => notSettled(error, surroundings));
  }
}

/** What was set aside then counts as spent: too much, and never too little. */
function notSettled(error: unknown, { voice }: Pick<Surroundings, 'voice'>): void {
  for (const problem of problemsOf(error)) {
    voice.warn({ ...problem, hint: 'All that this run was allowed to spend counts as spent.' });
  }
}
