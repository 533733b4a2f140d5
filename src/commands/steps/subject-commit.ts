import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { GithubClient } from '../../github/client.ts';
import { pullRequestOfGroup } from '../../github/merge-group.ts';
import { type PullRequest, readPullRequest } from '../../github/pull-request.ts';
import { contextFor } from '../../github/status.ts';
import { type Stranger, strangerOf } from './without-access.ts';

/** What a run on GitHub is about: a pull request at its present head, or a merge group. */
export type Occasion =
  | {
      readonly kind: 'pull-request';
      readonly number: number;
      /** The head that somebody approved, or that the event is about; absent: whatever is the head now. */
      readonly expectedHead?: string;
    }
  | {
      readonly kind: 'merge-group';
      readonly headSha: string;
      /** Name of the group's own branch, which says what pull request it is for. */
      readonly headRef: string;
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
  readonly pullRequest?: {
    readonly number: number;
    readonly state: 'open' | 'closed';
    readonly draft: boolean;
    /** Why its runs may have no credentials for the models. */
    readonly stranger?: Stranger;
  };
  /** Number of the pull request that a merge group is for; absent where GitHub does not confirm that it is. */
  readonly groupOf?: number;
  /** The base branch's name, or a merge group's base commit. */
  readonly base: { readonly branch: string } | { readonly sha: string };
  /** When this was asked, by GitHub's clock, to the second: milliseconds. */
  readonly readAt?: number;
}

/**
 * Reads the pull request anew: a webhook's payload may be older than the last push. Throws a ChangeoverError when another
 * head is expected than it has: nothing is done then about a commit that nobody meant.
 */
export async function subjectCommit(client: GithubClient, occasion: Occasion): Promise<SubjectCommit> {
  if (occasion.kind === 'merge-group') {
    const { headSha, baseSha, baseRef, defaultBranch } = occasion;
    const pull = await pullRequestOfGroup(client, occasion);
    return {
      headSha,
      context: contextFor(baseRef, defaultBranch),
      base: { sha: baseSha },
      ...(pull === undefined ? {} : { groupOf: pull.number }),
    };
  }
  const { number, expectedHead } = occasion;
  const pull = await readPullRequest(client, number);
  if (expectedHead !== undefined && expectedHead !== pull.headSha) throw movedOn(expectedHead, pull.headSha);
  return subjectOf(pull);
}

/** The head of a pull request, as it was read. */
export function subjectOf(pull: PullRequest): SubjectCommit {
  const { number, state, draft, headSha, baseRef, defaultBranch, readAt } = pull;
  const stranger = strangerOf(pull);
  return {
    headSha,
    context: contextFor(baseRef, defaultBranch),
    pullRequest: { number, state, draft, ...(stranger === undefined ? {} : { stranger }) },
    base: { branch: baseRef },
    ...(readAt === undefined ? {} : { readAt }),
  };
}

function movedOn(expected: string, headSha: string): ChangeoverError {
  return new ChangeoverError({
    code: 'github',
    message: `The head of the pull request is ${headSha}, and this run is about ${expected}`,
    hint: 'The run for the newer head decides. Whoever approved the older one approves that run, if it asks for it.',
  });
}
