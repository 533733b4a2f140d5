import { z } from 'zod';
import { ChangeoverError } from '../core/contracts/problem.ts';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';
import { ownLogin } from './identity.ts';
import { Comment, findOwnComment, firstLine, type OwnComment, writeComment, yieldToElder } from './own-comment.ts';
import { addSpent, type Spent, spentIn, withSpent } from './spent-line.ts';

const PAGE = 100;
/** Pages of comments that are read for one month: beyond 2,000 comments nobody can say what they hold. */
const MOST_PAGES = 20;
/** The clocks of runner and GitHub may differ a little where a month begins. */
const SLACK_MS = 3_600_000;

/** US dollars by month that the comment of a pull request says were spent on it. Throws a ChangeoverError when it is not readable. */
export async function spentOnPullRequest(client: GithubClient, pullRequest: number, marker: string): Promise<Spent> {
  const comment = await findOwnComment(client, pullRequest, marker);
  return comment === undefined ? {} : readable(comment);
}

/**
 * US dollars that were spent in one month on all pull requests of the repository, by this token's own comments. Throws a
 * ChangeoverError when one of them cannot be read, or there are too many to look through.
 *
 * @param month `2026-11`, of UTC.
 */
export async function spentInMonth(client: GithubClient, month: string, marker: string): Promise<number> {
  const login = await ownLogin(client);
  // Whatever was spent in a month was written in it: a comment that nobody touched since then holds none of it.
  const since = new Date(Date.parse(`${month}-01T00:00:00Z`) - SLACK_MS).toISOString();
  const spent = new Map<number, number>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const comments = await commentsSince(client, since, page);
    for (const comment of comments) {
      if (comment.user?.login !== login || firstLine(comment.body ?? '') !== marker) continue;
      spent.set(comment.id, readable({ url: comment.html_url, body: comment.body ?? '' })[month] ?? 0);
    }
    if (comments.length < PAGE) return [...spent.values()].reduce((sum, usd) => sum + usd, 0);
  }
  throw new ChangeoverError({
    code: 'budget',
    message: `More than ${MOST_PAGES * PAGE} comments changed in ${month}, too many to add up what was spent: policy.max-cost-usd-per-month cannot be kept.`,
    side: 'yardstick',
    hint: 'Use policy.max-cost-usd-per-pull-request in a repository as busy as this one.',
  });
}

/**
 * Adds dollars to what a pull request's comment says was spent in a month, or takes them off, and touches nothing else of it.
 * Where there is no comment yet, `fresh` becomes it. The comment is read right before it is written, because other runs write
 * it, too.
 */
export async function addToSpent(
  client: GithubClient,
  pullRequest: number,
  { month, usd, fresh }: { readonly month: string; readonly usd: number; readonly fresh: string },
): Promise<void> {
  const doing = `write down what was spent on pull request ${pullRequest}`;
  await calling(doing, 'pull-requests: write', async () => {
    const existing = await findOwnComment(client, pullRequest, firstLine(fresh));
    const spent = existing === undefined ? {} : readable(existing);
    const body = withSpent(existing?.body ?? fresh, addSpent(spent, month, usd));
    const written = await writeComment(client, pullRequest, existing, body);
    // Another run created the comment at the same time: what was written down moves there.
    if (written.isNew && (await yieldToElder(client, pullRequest, written))) {
      await addToSpent(client, pullRequest, { month, usd, fresh });
    }
  });
}

async function commentsSince(client: GithubClient, since: string, page: number) {
  const { owner, repo } = client;
  const { data } = await calling('read the comments of this month', 'pull-requests: write', () =>
    // By creation, so that a comment that is edited meanwhile does not push another one over the edge of a page.
    client.rest.issues.listCommentsForRepo({
      owner,
      repo,
      since,
      sort: 'created',
      direction: 'asc',
      per_page: PAGE,
      page,
    }),
  );
  return parseAnswer(z.array(Comment), data, 'the comments of this month');
}

function readable({ url, body }: Pick<OwnComment, 'url' | 'body'>): Spent {
  const spent = spentIn(body);
  if (spent !== undefined) return spent;
  throw new ChangeoverError({
    code: 'budget',
    message: `What was spent is not readable in ${url}: its second line was edited.`,
    side: 'yardstick',
    hint: 'Restore that line from the history of the comment’s edits, or delete the comment: the pull request’s own count then begins anew.',
  });
}
