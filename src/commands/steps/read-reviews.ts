import type { Review } from '../../core/contracts/governance.ts';
import type { GithubClient } from '../../github/client.ts';
import { baseChangedAt } from '../../github/head-history.ts';
import { listReviews } from '../../github/reviews.ts';

/**
 * The reviews of a pull request, the oldest first, without approvals from before it was last pointed at another branch: the
 * same head is another change there, which nobody has looked at. Requests for changes stay. Throws a ChangeoverError when
 * GitHub cannot say.
 */
export async function readReviews(
  client: GithubClient,
  { number, headSha }: { readonly number: number; readonly headSha: string },
): Promise<readonly Review[]> {
  const reviews = await listReviews(client, number);
  // Without an approval of this head there is none that could be too old.
  if (!reviews.some(({ state, commitId }) => state === 'APPROVED' && commitId === headSha)) return reviews;
  const since = await baseChangedAt(client, number);
  if (since === undefined) return reviews;
  // Not `<`: an approval whose time cannot be read is none. Times are exact to the second, so the same one is too old.
  return reviews.filter(
    ({ state, submittedAt = '' }) => state !== 'APPROVED' || Date.parse(submittedAt) > Date.parse(since),
  );
}
