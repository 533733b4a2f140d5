import { z } from 'zod';
import { ChangeoverError } from '../core/contracts/problem.ts';
import type { StatusDecision } from '../core/contracts/verdict.ts';
import type { GithubClient } from './client.ts';
import { calling, failedRequest, parseAnswer } from './errors.ts';
import { learnLogin } from './identity.ts';
import { pagesOf } from './pages.ts';

/** A commit status to write. */
export interface Status extends StatusDecision {
  /** The commit that it is about, in full: the pull request's head, or a merge group's. */
  readonly sha: string;
  readonly context: string;
  /** Where "Details" leads: the run. */
  readonly targetUrl?: string;
}

/** A commit status as it stands. */
interface WrittenStatus extends StatusDecision {
  /** Where "Details" leads: the run that wrote it, when it was one of ours. */
  readonly targetUrl?: string;
  readonly createdAt: string;
}

/** A status of any name, as GitHub lists them. */
export interface ListedStatus extends WrittenStatus {
  /** Counts upwards over all of GitHub. */
  readonly id: number;
  readonly context: string;
  /** Login of whoever wrote it. */
  readonly creator?: string;
}

const LONGEST_DESCRIPTION = 140;
/** Statuses of one commit, of all names, that are read where all of one are wanted: GitHub keeps a thousand of a name. */
const MOST_READ = 1_000;

/** What GitHub says that it wrote; any other answer, whatever its code, proves nothing. */
const writtenAs = (state: Status['state'], context: string) =>
  z.object({
    id: z.number().int(),
    state: z.literal(state),
    context: z.literal(context),
    creator: z.object({ login: z.string() }).nullish(),
  });
const Listed = z.array(
  z.object({
    id: z.number().int(),
    context: z.string(),
    state: z.enum(['success', 'failure', 'error', 'pending']),
    description: z.string().nullish(),
    created_at: z.string(),
    target_url: z.string().nullish(),
    creator: z.object({ login: z.string() }).nullish(),
  }),
);

/**
 * Name of the commit status. A status belongs to a commit, whatever branch it is to be merged into: only the default branch
 * uses the plain name, so that a lax branch cannot make a strict one green.
 */
export function contextFor(baseBranch: string, defaultBranch: string): string {
  return baseBranch === defaultBranch ? 'changeover' : `changeover (${baseBranch})`;
}

/**
 * Writes a commit status. Repeating it does no harm, so it is retried. A description over GitHub's 140 characters is cut
 * rather than refused: the state must get through. Resolves with its ID. Throws a ChangeoverError when GitHub refuses, or
 * does not confirm it.
 *
 * @param options.once for a status that may get lost: tried once, and given up when the signal aborts.
 */
export async function setStatus(
  client: GithubClient,
  status: Status,
  options: { readonly once?: AbortSignal } = {},
): Promise<number> {
  const { owner, repo } = client;
  const { sha, state, context, targetUrl } = status;
  const { data } = await calling(`set the commit status ${context}`, 'statuses: write', () =>
    client.rest.repos
      .createCommitStatus({
        owner,
        repo,
        sha,
        state,
        context,
        description: cut(status.description),
        ...(targetUrl === undefined ? {} : { target_url: targetUrl }),
        ...requestOnce(options.once),
      })
      .catch(explainFullContext(context)),
  );
  const written = parseAnswer(writtenAs(state, context), data, 'the commit status');
  learnLogin(client, written.creator?.login);
  return written.id;
}

/** The newest status of a context on a commit; `undefined` when there is none. */
export async function currentStatus(
  client: GithubClient,
  sha: string,
  context: string,
): Promise<ListedStatus | undefined> {
  for await (const page of statusPages(client, sha)) {
    const found = page.find((status) => status.context === context);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The statuses of one context on a commit, the newest first. Throws a ChangeoverError where more than a thousand of all
 * contexts are there: of what is behind them nobody could say whether it matters.
 *
 * @param options.once for an answer that may get lost: tried once, and given up when the signal aborts.
 */
export async function listContext(
  client: GithubClient,
  sha: string,
  context: string,
  { once }: { readonly once?: AbortSignal } = {},
): Promise<readonly ListedStatus[]> {
  const statuses: ListedStatus[] = [];
  let read = 0;
  for await (const page of statusPages(client, sha, once)) {
    read += page.length;
    if (read > MOST_READ) throw tooMany(sha, context);
    statuses.push(...page.filter((status) => status.context === context));
  }
  return statuses.toSorted((a, b) => b.id - a.id);
}

/** Every status that was ever set on a commit, the newest first. */
export async function listStatuses(client: GithubClient, sha: string): Promise<readonly ListedStatus[]> {
  const statuses: ListedStatus[] = [];
  for await (const page of statusPages(client, sha)) statuses.push(...page);
  return statuses;
}

function statusPages(client: GithubClient, sha: string, once?: AbortSignal): AsyncGenerator<readonly ListedStatus[]> {
  const { owner, repo } = client;
  return pagesOf(async (paging) => {
    const { data } = await calling(`read the statuses of commit ${sha}`, 'statuses: write', () =>
      client.rest.repos.listCommitStatusesForRef({ owner, repo, ref: sha, ...paging, ...requestOnce(once) }),
    );
    return parseAnswer(Listed, data, 'the commit statuses').map(listedStatus);
  });
}

function listedStatus(answer: z.output<typeof Listed>[number]): ListedStatus {
  const { id, context, state, description, created_at: createdAt, target_url: targetUrl, creator } = answer;
  return {
    id,
    context,
    state,
    description: description ?? '',
    createdAt,
    ...(targetUrl == null ? {} : { targetUrl }),
    ...(creator == null ? {} : { creator: creator.login }),
  };
}

function requestOnce(once: AbortSignal | undefined): object {
  return once === undefined ? {} : { request: { retries: 0, signal: once } };
}

function cut(description: string): string {
  if (description.length <= LONGEST_DESCRIPTION) return description;
  const kept = description.slice(0, LONGEST_DESCRIPTION - 1);
  // Half of a surrogate pair would not be a character.
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

function tooMany(sha: string, context: string): ChangeoverError {
  return new ChangeoverError({
    code: 'github',
    message: `Commit ${sha} has more than 1,000 statuses, so that not all of ${context} can be read.`,
    hint: 'Push a new commit (an empty one will do): git commit --allow-empty. Let other checks write fewer statuses.',
  });
}

function explainFullContext(context: string): (error: unknown) => never {
  return (error) => {
    if (!/maximum number of statuses/i.test(failedRequest(error)?.message ?? '')) throw error;
    throw new ChangeoverError({
      code: 'github',
      message: `GitHub keeps at most 1,000 statuses of one name on a commit, and ${context} has used them up.`,
      hint: 'Push a new commit (an empty one will do): git commit --allow-empty',
    });
  };
}
