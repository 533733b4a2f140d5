import { z } from 'zod';
import { ChangeoverError } from '../core/contracts/problem.ts';
import type { GithubClient } from './client.ts';
import { calling, failedRequest, parseAnswer } from './errors.ts';
import { learnLogin, ownLogin } from './identity.ts';
import { type PullRequest, readPullRequest } from './pull-request.ts';
import { keepSpent } from './spent-line.ts';

/** The one comment as it stands. */
export interface OwnComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

/**
 * What became of the wish to write. `none`: there was no comment to edit and none was to be made. `stale`: the pull request
 * has moved on to another head or base, or was closed, so nothing was written. `overtaken`: a newer run writes it. `locked`:
 * the conversation takes no comments; the commit status alone tells the verdict.
 */
export type CommentOutcome =
  | { readonly kind: 'created' | 'updated' | 'unchanged'; readonly url: string }
  | { readonly kind: 'stale'; readonly headSha: string }
  | { readonly kind: 'none' | 'locked' | 'overtaken' };

export interface UpsertOptions {
  /** The commit that the comment is about. */
  readonly expectedHead: string;
  /** Name of the branch that it is judged for. */
  readonly expectedBase?: string;
  /** A comment about a pull request that is open must not come after its end. */
  readonly whileOpen?: boolean;
  readonly create?: boolean;
  /** Whether a newer run writes the comment; asked right before each attempt to write. */
  readonly isOvertaken?: () => Promise<boolean>;
}

/** A comment as far as the API's answer matters. */
export const Comment = z.object({
  id: z.number().int(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});

const PAGE = 100;
/** Times that a comment is tried to be written; before each further one it is looked for. */
const ATTEMPTS = 3;

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
  for (let page = 1; ; page += 1) {
    const { data } = await calling(`read the comments of pull request ${pullRequest}`, 'pull-requests: write', () =>
      client.rest.issues.listComments({ owner, repo, issue_number: pullRequest, per_page: PAGE, page }),
    );
    const comments = parseAnswer(z.array(Comment), data, 'the comments');
    const marked = comments.filter((comment) => firstLine(comment.body ?? '') === marker).sort((a, b) => a.id - b.id);
    const login = marked.length === 0 ? undefined : await ownLogin(client);
    const own = marked.find((comment) => comment.user?.login === login);
    if (own !== undefined) return { id: own.id, url: own.html_url, body: own.body ?? '' };
    if (comments.length < PAGE) return undefined;
  }
}

/**
 * Writes the one comment: edits it where it stands, creates it where there is none, leaves it when it says the same already.
 * Right before writing the pull request is read again, and nothing is written about a head that is no longer the head, or for
 * a base that is no longer the base. What the comment says of money that was spent stays in it. Of two runs that create it at
 * once the one that came second takes its own back and edits the first one's.
 *
 * @param body the comment; its first line is the marker, an HTML comment, by which it is found again.
 * @param options.create `false` edits a comment that is there and creates none.
 */
export async function upsertComment(
  client: GithubClient,
  pullRequest: number,
  body: string,
  options: UpsertOptions,
): Promise<CommentOutcome> {
  if (!/^<!--.*-->$/.test(firstLine(body))) throw new Error('a comment without a marker could never be found again');
  let tried: 'created' | 'updated' | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const plan = await planWrite(client, pullRequest, body, options);
    // Found as it should be after an attempt: that attempt worked, and only its answer was lost.
    if (plan.kind === 'unchanged' && tried !== undefined) return { kind: tried, url: plan.url };
    if (plan.kind !== 'write') return plan;
    tried = plan.existing === undefined ? 'created' : 'updated';
    const outcome = await tryToWrite(client, pullRequest, plan, attempt);
    if (outcome !== undefined) return outcome;
  }
}

interface WritePlan {
  readonly kind: 'write';
  readonly existing: OwnComment | undefined;
  readonly body: string;
}

/** `undefined`: how things stand is to be looked at again, and then perhaps to be tried again. */
async function tryToWrite(
  client: GithubClient,
  pullRequest: number,
  { existing, body }: WritePlan,
  attempt: number,
): Promise<CommentOutcome | undefined> {
  try {
    const written = await writeComment(client, pullRequest, existing, body);
    return written.isNew && (await yieldToElder(client, pullRequest, written)) ? undefined : outcomeOf(written);
  } catch (error) {
    if (attempt >= ATTEMPTS || !mayTryAgain(error)) return await refused(error, pullRequest);
    await new Promise((resolve) => setTimeout(resolve, attempt * client.waitUnitMs));
    return undefined;
  }
}

/** What is to be done, from how things stand now. */
async function planWrite(
  client: GithubClient,
  pullRequest: number,
  wanted: string,
  options: UpsertOptions,
): Promise<CommentOutcome | WritePlan> {
  const existing = await findOwnComment(client, pullRequest, firstLine(wanted));
  if (existing === undefined && options.create === false) return { kind: 'none' };
  const body = existing === undefined ? wanted : keepSpent(wanted, existing.body);
  if (existing?.body.trimEnd() === body.trimEnd()) return { kind: 'unchanged', url: existing.url };
  const [pull, isOvertaken] = await Promise.all([readPullRequest(client, pullRequest), options.isOvertaken?.()]);
  if (hasMovedOn(pull, options)) return { kind: 'stale', headSha: pull.headSha };
  return isOvertaken === true ? { kind: 'overtaken' } : { kind: 'write', existing, body };
}

function hasMovedOn(
  { headSha, baseRef, state }: PullRequest,
  { expectedHead, expectedBase, whileOpen }: UpsertOptions,
): boolean {
  const isElsewhere = headSha !== expectedHead || (expectedBase !== undefined && baseRef !== expectedBase);
  return isElsewhere || (whileOpen === true && state === 'closed');
}

/** A comment that was just written. */
export interface WrittenComment extends OwnComment {
  readonly isNew: boolean;
}

function outcomeOf({ isNew, url }: WrittenComment): CommentOutcome {
  return { kind: isNew ? 'created' : 'updated', url };
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

/** No answer, or the server's own failure; or the comment was deleted between finding and editing it. */
function mayTryAgain(error: unknown): boolean {
  const failure = failedRequest(error);
  if (failure === undefined) return false;
  return (
    failure.status === 0 || failure.status >= 500 || (failure.status === 404 && !/accessible/.test(failure.message))
  );
}

async function refused(error: unknown, pullRequest: number): Promise<CommentOutcome> {
  const failure = failedRequest(error);
  if (failure?.status === 403 && /\blocked\b/i.test(failure.message)) return { kind: 'locked' };
  return await calling(`write the comment on pull request ${pullRequest}`, 'pull-requests: write', () =>
    Promise.reject(error instanceof Error ? error : new ChangeoverError({ code: 'github', message: String(error) })),
  );
}

/** The line that a comment's marker stands on. */
export function firstLine(text: string): string {
  return (text.split(/\r?\n/, 1)[0] ?? '').trim();
}
