import type { AssessmentInput } from '../contracts/assessment.ts';
import type { Governance, HoldApproval, HoldScope, Review } from '../contracts/governance.ts';
import { type ApprovalDecision, decideApproval } from '../governance/approvals.ts';
import type { Circle } from '../governance/authority.ts';

/**
 * What owners said of what is held: of every scope, by the lists that own it, on the head that was evaluated. `undefined`
 * where nothing is held. Without anybody's words nothing is approved.
 */
export function approvalOf({
  hold,
  governance,
}: Pick<AssessmentInput, 'hold' | 'governance'>): HoldApproval | undefined {
  if (hold === undefined || hold.scopes.length === 0) return undefined;
  const decisions = hold.scopes.map((scope) => decideScope(scope, governance));
  const ignored = decisions.flatMap((decision) => decision.ignored);
  return {
    approved: decisions.every(({ approved }) => approved),
    by: distinct(decisions.flatMap(({ by }) => by)),
    missing: distinct(decisions.flatMap((decision) => (decision.approved ? [] : decision.missing))),
    objections: distinct(decisions.flatMap((decision) => (decision.approved ? [] : decision.objections))),
    unreadable: distinct(
      ignored.flatMap(({ why }) =>
        why.kind === 'denied' && why.reason.kind === 'team-unreadable'
          ? [{ team: why.reason.team, permission: why.reason.permission }]
          : [],
      ),
    ),
  };
}

/** Who stands around the pull request, for these lists of owners. */
export function circleOf({ pullRequest, teams }: Governance, owners: Circle['owners']): Circle {
  return { owners, teams, author: pullRequest?.author.login ?? '', committers: pullRequest?.committers ?? [] };
}

function decideScope({ roles, owners }: HoldScope, governance: Governance | undefined): ApprovalDecision {
  const head = governance?.pullRequest?.headSha;
  if (governance === undefined || head === undefined) {
    return { approved: false, by: [], missing: roles, objections: [], ignored: [] };
  }
  const { people } = governance;
  return decideApproval({ reviews: opinionsOf(governance, head), head, roles, people }, circleOf(governance, owners));
}

/** Reviews, and commands to approve, which say the same of the head that they were written about. */
function opinionsOf({ reviews, commands }: Governance, head: string): readonly Review[] {
  const commanded = commands.flatMap(({ command, author, createdAt }): readonly Review[] =>
    command.kind === 'approve-yardstick'
      ? [{ user: author, state: 'APPROVED', commitId: head, submittedAt: createdAt }]
      : [],
  );
  return [...reviews, ...commanded];
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
