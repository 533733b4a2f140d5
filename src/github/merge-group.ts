import type { GithubClient } from './client.ts';
import { type PullRequest, readPullRequest } from './pull-request.ts';

/** `refs/heads/gh-readonly-queue/main/pr-104-<SHA>` */
const QUEUE_BRANCH = /^(?:refs\/heads\/)?gh-readonly-queue\/(.+)\/pr-([1-9]\d{0,8})-[0-9a-f]{40}$/;

/** What the name of a merge group's branch says: GitHub names it after the base and the pull request that the group is for. */
export function parseQueueBranch(
  headRef: string,
): { readonly baseRef: string; readonly pullRequest: number } | undefined {
  const [, baseRef, digits] = QUEUE_BRANCH.exec(headRef) ?? [];
  return baseRef === undefined ? undefined : { baseRef, pullRequest: Number(digits) };
}

/**
 * The pull request that a merge group is for: the last one of the group, which holds those before it, too. A name is only a
 * name, so GitHub is asked: the pull request must be open and lead into the group's base branch, else it is `undefined`, and
 * nobody's word on it counts for the group. Throws a ChangeoverError when GitHub cannot say.
 */
export async function pullRequestOfGroup(
  client: GithubClient,
  { headRef, baseRef }: { readonly headRef: string; readonly baseRef: string },
): Promise<PullRequest | undefined> {
  const named = parseQueueBranch(headRef);
  if (named === undefined || named.baseRef !== baseRef) return undefined;
  const pull = await readPullRequest(client, named.pullRequest);
  return pull.state === 'open' && pull.baseRef === baseRef ? pull : undefined;
}
