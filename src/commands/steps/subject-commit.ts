import type { GithubClient } from '../../github/client.ts';
import { readPullRequest } from '../../github/pull-request.ts';
import { contextFor } from '../../github/status.ts';

/** What a run on GitHub is about: a pull request at its present head, or a merge group. */
export type Occasion =
  | { readonly kind: 'pull-request'; readonly number: number }
  | {
      readonly kind: 'merge-group';
      readonly headSha: string;
      readonly baseSha: string;
      /** Name of the branch that the group merges into, without `refs/heads/`. */
      readonly baseRef: string;
      readonly defaultBranch: string;
    };

/** The commit that gets the status, and what it is compared with. */
export interface SubjectCommit {
  readonly headSha: string;
  readonly context: string;
  /** Absent in a merge group: it has no pull request, and no comment. */
  readonly pullRequest?: { readonly number: number; readonly state: 'open' | 'closed'; readonly draft: boolean };
  /** The base branch's name, or a merge group's base commit. */
  readonly base: { readonly branch: string } | { readonly sha: string };
}

/** Reads the pull request anew: a webhook's payload may be older than the last push. */
export async function subjectCommit(client: GithubClient, occasion: Occasion): Promise<SubjectCommit> {
  if (occasion.kind === 'merge-group') {
    const { headSha, baseSha, baseRef, defaultBranch } = occasion;
    return { headSha, context: contextFor(baseRef, defaultBranch), base: { sha: baseSha } };
  }
  const { number, state, draft, headSha, baseRef, defaultBranch } = await readPullRequest(client, occasion.number);
  return {
    headSha,
    context: contextFor(baseRef, defaultBranch),
    pullRequest: { number, state, draft },
    base: { branch: baseRef },
  };
}
