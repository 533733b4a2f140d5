import { z } from 'zod';
import type { Review } from '../core/contracts/governance.ts';
import { Author, accountOf } from './account.ts';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';
import { type Paging, wholeList } from './pages.ts';

/** Reviews that are read of one pull request; more are an error, because the last ones are those that count. */
const MOST_REVIEWS = 5000;

const Listed = z.array(
  z.object({
    user: Author,
    state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED', 'COMMENTED', 'PENDING']),
    commit_id: z.string().nullish(),
    submitted_at: z.string().nullish(),
  }),
);

/** All reviews of a pull request as they stand now, the oldest first. Throws a ChangeoverError when they cannot all be read. */
export async function listReviews(client: GithubClient, pullRequest: number): Promise<readonly Review[]> {
  const { owner, repo } = client;
  const read = async (paging: Paging) => {
    const { data } = await calling(`read the reviews of pull request ${pullRequest}`, 'pull-requests: write', () =>
      client.rest.pulls.listReviews({ owner, repo, pull_number: pullRequest, ...paging }),
    );
    return parseAnswer(Listed, data, 'the reviews');
  };
  const message = `Pull request ${pullRequest} has more than ${MOST_REVIEWS} reviews: which approvals still count cannot be said.`;
  return (await wholeList(read, { most: MOST_REVIEWS, message })).map(reviewOf);
}

function reviewOf({ user, state, commit_id, submitted_at }: z.output<typeof Listed>[number]): Review {
  return {
    user: accountOf(user),
    state,
    ...(commit_id == null ? {} : { commitId: commit_id }),
    ...(submitted_at == null ? {} : { submittedAt: submitted_at }),
  };
}
