import { z } from 'zod';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';
import { learnLogin, ownLogin } from './identity.ts';
import { type Paging, pagesOf } from './pages.ts';

/** The one comment as it stands. */
export interface OwnComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

/** A comment that was just written. */
export interface WrittenComment extends OwnComment {
  readonly isNew: boolean;
}

/** A comment as far as the API's answer matters. */
export const Comment = z.object({
  id: z.number().int(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});

/**
 * Finds the comment that this token wrote earlier: the marker is its first line, and its author is the token's own login, so
 * that nobody can plant one to be filled. GitHub lists the oldest first; of several, the oldest is the one.
 */
export async function findOwnComment(
  client: GithubClient,
  pullRequest: number,
  marker: string,
): Promise<OwnComment | undefined> {
  const { owner, repo } = client;
  const read = async (paging: Paging) => {
    const { data } = await calling(`read the comments of pull request ${pullRequest}`, 'pull-requests: write', () =>
      client.rest.issues.listComments({ owner, repo, issue_number: pullRequest, ...paging }),
    );
    return parseAnswer(z.array(Comment), data, 'the comments');
  };
  for await (const page of pagesOf(read)) {
    const marked = page.filter((comment) => firstLine(comment.body ?? '') === marker).sort((a, b) => a.id - b.id);
    const login = marked.length === 0 ? undefined : await ownLogin(client);
    const own = marked.find((comment) => comment.user?.login === login);
    if (own !== undefined) return { id: own.id, url: own.html_url, body: own.body ?? '' };
  }
  return undefined;
}

/** Edits a comment, or creates one. One attempt, never repeated: an answer that was lost may hide one that was written. */
export async function writeComment(
  client: GithubClient,
  pullRequest: number,
  existing: OwnComment | undefined,
  body: string,
): Promise<WrittenComment> {
  const { owner, repo } = client;
  const once = { request: { retries: 0 } };
  const { data } =
    existing === undefined
      ? await client.rest.issues.createComment({ owner, repo, issue_number: pullRequest, body, ...once })
      : await client.rest.issues.updateComment({ owner, repo, comment_id: existing.id, body, ...once });
  const written = parseAnswer(Comment, data, 'the comment');
  learnLogin(client, written.user?.login);
  return { id: written.id, url: written.html_url, body, isNew: existing === undefined };
}

/**
 * Deletes a comment that was just created when another run created one before it, so that one is left. Resolves with whether
 * it did. Where GitHub does not say or refuses, both stay, and from then on the elder is edited.
 */
export async function yieldToElder(
  client: GithubClient,
  pullRequest: number,
  { id, body }: Pick<OwnComment, 'id' | 'body'>,
): Promise<boolean> {
  const { owner, repo } = client;
  try {
    const elder = await findOwnComment(client, pullRequest, firstLine(body));
    if (elder === undefined || elder.id >= id) return false;
    await client.rest.issues.deleteComment({ owner, repo, comment_id: id });
    return true;
  } catch {
    return false;
  }
}

/** The line that a comment's marker stands on. */
export function firstLine(text: string): string {
  return (text.split(/\r?\n/, 1)[0] ?? '').trim();
}
