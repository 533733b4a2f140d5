import type { Clock } from '../../core/contracts/ports.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { Policy } from '../../core/contracts/yardstick.ts';
import { type Allowance, allowanceOf, hasSharedCap, monthOf, type SpentBefore } from '../../core/policy/allowance.ts';
import type { GithubClient } from '../../github/client.ts';
import { addToSpent, spentInMonth, spentOnPullRequest } from '../../github/spending.ts';
import { totalSpent } from '../../github/spent-line.ts';
import { evaluatingComment } from '../../report/evaluating.ts';
import { MARKER } from '../../report/markdown.ts';
import type { Account, SpendingLedger } from './spending-ledger.ts';
import type { SubjectCommit } from './subject-commit.ts';

interface CommentLedgerOptions {
  readonly clock: Pick<Clock, 'date'>;
  /** Whether a comment may be written at all. */
  readonly choice: 'always' | 'on-change' | 'never';
}

/**
 * What is spent, written down in a hidden line of the pull request's own comment: it needs no permission beyond those that
 * the comment needs. The month's spending is the sum of what all such comments of the repository say.
 */
export function commentLedger(
  client: GithubClient,
  { pullRequest }: Pick<SubjectCommit, 'pullRequest'>,
  { clock, choice }: CommentLedgerOptions,
): SpendingLedger {
  return {
    async open(policy) {
      if (!hasSharedCap(policy)) return undefined;
      if (pullRequest === undefined) throw nowhere(policy, 'this run has no pull request, in whose comment');
      if (choice === 'never') throw nowhere(policy, 'the input `comment` is `never`, and it is in the comment that');
      const month = monthOf(clock.date());
      const spent = await spentBefore(client, pullRequest.number, policy, month);
      return openAccount(client, pullRequest.number, month, allowanceOf(policy, spent));
    },
  };
}

async function spentBefore(
  client: GithubClient,
  pullRequest: number,
  { maxCostUsdPerPullRequest, maxCostUsdPerMonth }: Policy,
  month: string,
): Promise<SpentBefore> {
  return {
    ...(maxCostUsdPerPullRequest === undefined
      ? {}
      : { pullRequest: totalSpent(await spentOnPullRequest(client, pullRequest, MARKER)) }),
    ...(maxCostUsdPerMonth === undefined ? {} : { month: await spentInMonth(client, month, MARKER) }),
  };
}

/** Sets the allowance aside; where nothing is left, nothing has to be. */
async function openAccount(
  client: GithubClient,
  pullRequest: number,
  month: string,
  allowance: Allowance,
): Promise<Account> {
  const add = (usd: number) => addToSpent(client, pullRequest, { month, usd, fresh: evaluatingComment() });
  if (allowance.usd > 0) await add(allowance.usd);
  return {
    allowance,
    async settle(spentUsd) {
      if (allowance.usd > 0) await add(spentUsd - allowance.usd);
    },
  };
}

function nowhere({ maxCostUsdPerPullRequest }: Policy, why: string): ChangeoverError {
  const key = `policy.max-cost-usd-per-${maxCostUsdPerPullRequest === undefined ? 'month' : 'pull-request'}`;
  return new ChangeoverError({
    code: 'budget',
    message: `${key} cannot be kept: ${why} it is written down what was spent.`,
    side: 'yardstick',
    hint: 'Run Changeover for a pull request and let it write its comment, or cap single runs only: policy.max-cost-usd.',
  });
}
