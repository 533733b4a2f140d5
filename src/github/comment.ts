import { ChangeoverError } from '../core/contracts/problem.ts';
import type { GithubClient } from './client.ts';
import { calling, failedRequest } from './errors.ts';
import {
  findOwnComment,
  firstLine,
  type OwnComment,
  type WrittenComment,
  writeComment,
  yieldToElder,
} from './own-comment.ts';
import { type PullRequest, readPullRequest } from './pull-request.ts';
import { keepSpent } from './spent-line.ts';

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

/** Times that a comment is tried to be written; before each further one it is looked for. */
const ATTEMPTS = 3;

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

function outcomeOf({ isNew, url }: WrittenComment): CommentOutcome {
  return { kind: isNew ? 'created' : 'updated', url };
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
