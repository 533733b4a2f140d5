import { z } from 'zod';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';

/** A pull request as the API tells it at the moment of asking. */
export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  /** Not ready for review yet. */
  readonly draft: boolean;
  readonly headSha: string;
  readonly headRef: string;
  readonly baseRef: string;
  readonly defaultBranch: string;
  /** The head is in another repository, or in one that is gone: its workflow gets no secrets and a read-only token. */
  readonly isFork: boolean;
  /** Commit of the base branch that GitHub compared it with last; the branch may have moved on since. */
  readonly baseSha: string;
  /** Login of whoever opened it; `ghost` when the account is gone. */
  readonly author: string;
  /** GitHub's word for that account: `User` for people. */
  readonly authorType: string;
  readonly url: string;
  /** When it was asked for, by GitHub's clock, to the second: milliseconds. Absent where its answer does not say. */
  readonly readAt?: number;
}

const Sha = z.string().regex(/^[0-9a-f]{40}$/);
const Answer = z.object({
  number: z.number().int(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().optional(),
  html_url: z.string(),
  user: z.object({ login: z.string(), type: z.string() }).nullish(),
  head: z.object({ sha: Sha, ref: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
  base: z.object({ ref: z.string(), sha: Sha, repo: z.object({ full_name: z.string(), default_branch: z.string() }) }),
});

/** Reads a pull request. Throws a ChangeoverError when it is not there or the token may not see it. */
export async function readPullRequest(client: GithubClient, number: number): Promise<PullRequest> {
  const { owner, repo } = client;
  const { data, headers } = await calling(`read pull request ${number}`, 'pull-requests: write', () =>
    client.rest.pulls.get({ owner, repo, pull_number: number }),
  );
  return pullRequestOf(parseAnswer(Answer, data, `pull request ${number}`), headers.date);
}

const PAGE = 100;

/** Open pull requests that changed last, the last one first: a hundred at most. */
export async function listOpenPullRequests(client: GithubClient): Promise<readonly PullRequest[]> {
  const { owner, repo } = client;
  const { data, headers } = await calling('list the open pull requests', 'pull-requests: write', () =>
    client.rest.pulls.list({ owner, repo, state: 'open', sort: 'updated', direction: 'desc', per_page: PAGE }),
  );
  const answers = parseAnswer(z.array(Answer), data, 'the open pull requests');
  return answers.map((answer) => pullRequestOf(answer, headers.date));
}

function pullRequestOf(answer: z.output<typeof Answer>, date: string | undefined): PullRequest {
  return {
    number: answer.number,
    state: answer.state,
    // Repositories without drafts leave the member out.
    draft: answer.draft ?? false,
    headSha: answer.head.sha,
    headRef: answer.head.ref,
    baseRef: answer.base.ref,
    baseSha: answer.base.sha,
    defaultBranch: answer.base.repo.default_branch,
    isFork: answer.head.repo?.full_name !== answer.base.repo.full_name,
    author: answer.user?.login ?? 'ghost',
    authorType: answer.user?.type ?? 'Mannequin',
    url: answer.html_url,
    ...answeredAt(date),
  };
}

function answeredAt(date: string | undefined): Pick<PullRequest, 'readAt'> {
  const readAt = Date.parse(date ?? '');
  return Number.isNaN(readAt) ? {} : { readAt };
}
