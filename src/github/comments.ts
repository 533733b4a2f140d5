import { z } from 'zod';
import type { Account } from '../core/contracts/people.ts';
import { Author, accountOf } from './account.ts';
import type { GithubClient } from './client.ts';
import { calling, failedRequest, parseAnswer } from './errors.ts';
import { type Paging, wholeList } from './pages.ts';

/** A comment on a pull request as it stands. Times are ISO 8601 by GitHub's clock. */
export interface PostedComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
  readonly author: Account;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Written by an app, under its own name or somebody else's. */
  readonly byApp: boolean;
}

/** Comments that are read of one pull request; more are an error, because the last ones may take earlier ones back. */
const MOST_COMMENTS = 5000;

const Answer = z.object({
  id: z.number().int(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: Author,
  created_at: z.string(),
  updated_at: z.string(),
  performed_via_github_app: z.unknown(),
});

/** All comments of a pull request as they stand now, the oldest first. Throws a ChangeoverError when they cannot all be read. */
export async function listComments(client: GithubClient, pullRequest: number): Promise<readonly PostedComment[]> {
  const { owner, repo } = client;
  const read = async (paging: Paging) => {
    const { data } = await calling(`read the comments of pull request ${pullRequest}`, 'pull-requests: write', () =>
      client.rest.issues.listComments({ owner, repo, issue_number: pullRequest, ...paging }),
    );
    return parseAnswer(z.array(Answer), data, 'the comments');
  };
  const message = `Pull request ${pullRequest} has more than ${MOST_COMMENTS} comments: which commands still stand cannot be said.`;
  return (await wholeList(read, { most: MOST_COMMENTS, message })).map(commentOf);
}

/** One comment as it stands now; `undefined` when it is gone. Throws a ChangeoverError when GitHub cannot say. */
export async function readComment(client: GithubClient, id: number): Promise<PostedComment | undefined> {
  const { owner, repo } = client;
  return await calling(`read comment ${id}`, 'pull-requests: write', async () => {
    try {
      const { data } = await client.rest.issues.getComment({ owner, repo, comment_id: id });
      return commentOf(parseAnswer(Answer, data, `comment ${id}`));
    } catch (error) {
      if (failedRequest(error)?.status === 404) return undefined;
      throw error;
    }
  });
}

function commentOf(answer: z.output<typeof Answer>): PostedComment {
  const { id, html_url: url, body, user, created_at: createdAt, updated_at: updatedAt } = answer;
  return {
    id,
    url,
    body: body ?? '',
    author: accountOf(user),
    createdAt,
    updatedAt,
    byApp: answer.performed_via_github_app != null,
  };
}
