import { z } from 'zod';
import type { Review } from '../core/contracts/governance.ts';
import { ChangeoverError } from '../core/contracts/problem.ts';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';

const PAGE = 100;
/** Reviews that are read of one pull request; more are an error, because the last ones are those that count. */
const MOST_REVIEWS = 5000;

const Listed = z.array(
  z.object({
    user: z.object({ login: z.string(), type: z.string() }).nullish(),
    state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED', 'COMMENTED', 'PENDING']),
    commit_id: z.string().nullish(),
    submitted_at: z.string().nullish(),
  }),
);

/** All reviews of a pull request as they stand now, the oldest first. Throws a ChangeoverError when they cannot all be read. */
export async function listReviews(client: GithubClient, pullRequest: number): Promise<readonly Review[]> {
  const { owner, repo } = client;
  const reviews: Review[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await calling(`read the reviews of pull request ${pullRequest}`, 'pull-requests: write', () =>
      client.rest.pulls.listReviews({ owner, repo, pull_number: pullRequest, per_page: PAGE, page }),
    );
    const listed = parseAnswer(Listed, data, 'the reviews');
    reviews.push(...listed.map(reviewOf));
    if (listed.length < PAGE) return reviews;
    if (reviews.length >= MOST_REVIEWS) throw tooMany(pullRequest);
  }
}

function reviewOf({ user, state, commit_id, submitted_at }: z.output<typeof Listed>[number]): Review {
  return {
    // An account that is gone is nobody who could still answer for an approval.
    user: user == null ? { login: 'ghost', type: 'Mannequin' } : { login: user.login, type: user.type },
    state,
    ...(commit_id == null ? {} : { commitId: commit_id }),
    ...(submitted_at == null ? {} : { submittedAt: submitted_at }),
  };
}

function tooMany(pullRequest: number): ChangeoverError {
  return new ChangeoverError({
    code: 'github',
    message: `Pull request ${pullRequest} has more than ${MOST_REVIEWS} reviews: which approvals still count cannot be said.`,
    hint: 'Open a new pull request for the same change.',
  });
}
