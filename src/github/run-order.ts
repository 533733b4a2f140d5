import type { GithubClient } from './client.ts';
import { ownLogin } from './identity.ts';
import { isPageOfRun, samePage } from './run-page.ts';
import { type ListedStatus, listContext } from './status.ts';

/** What places a run among those that write the same status: GitHub's own numbers and clock, never the runner's. */
export interface RunPlace {
  /** Address of the run's page, as its statuses link to it; absent where the runner does not tell it. */
  readonly page?: string | undefined;
  /** ID of the status in which it announced itself; GitHub counts upwards. Absent until it has. */
  readonly announced?: number;
  /** When it began to read, by GitHub's clock, which is exact to the second: milliseconds. */
  readonly begunAt?: number;
}

/** The commit and the name of the status that runs write. */
export interface StatusPlace {
  readonly headSha: string;
  readonly context: string;
}

/**
 * How a run stands to all others that write the same status. `overtaken`: another one announced itself later, so that it has
 * seen the newer state of the world. `disputed`: the newest status is later, and of somebody who is no run of ours.
 */
export interface RunOrder {
  readonly kind: 'newest' | 'overtaken' | 'disputed';
  /** Newest status of the run that overtook this one. */
  readonly by?: ListedStatus;
  /** Newest status of this run. */
  readonly own?: ListedStatus;
  /** Newest status of all. */
  readonly newest?: ListedStatus;
  /** The last word of the run before this one. */
  readonly previous?: ListedStatus;
}

/**
 * Asks GitHub how a run stands to all others that write the same status. Throws a ChangeoverError where GitHub does not say.
 *
 * @param options.once for an answer that may get lost: tried once, and given up when the signal aborts.
 */
export async function readOrder(
  client: GithubClient,
  { headSha, context }: StatusPlace,
  place: RunPlace,
  options: { readonly once?: AbortSignal } = {},
): Promise<RunOrder> {
  const statuses = await listContext(client, headSha, context, options);
  // Asked only where it matters: whoever may not ask is taken for GitHub Actions.
  const login = statuses.every(({ targetUrl }) => samePage(targetUrl, place.page)) ? '' : await ownLogin(client);
  return orderOf(statuses, place, login);
}

/**
 * The order of runs is that in which they announced themselves, by the IDs of their first statuses: of two attempts at an
 * old run and a new one it is the one that began last that has seen the newest head, base and yardstick.
 *
 * @param statuses of one name on one commit, the newest first.
 * @param login whom this run, and every other of Changeover, writes as.
 */
export function orderOf(statuses: readonly ListedStatus[], place: RunPlace, login: string): RunOrder {
  const repository = place.page?.replace(/\/actions\/runs\/.*$/, '');
  const isOwn = ({ targetUrl }: ListedStatus) => samePage(targetUrl, place.page);
  const isLater = laterThan(place, statuses.filter(isOwn).at(-1)?.id);
  const firstOf = (one: ListedStatus) =>
    statuses.findLast((status) => samePage(status.targetUrl, one.targetUrl)) ?? one;
  const isRun = (status: ListedStatus) => status.creator === login && isPageOfRun(status.targetUrl, repository);
  const overtaking = statuses
    .filter((status) => !isOwn(status) && isRun(status))
    .map((status) => ({ status, first: firstOf(status) }))
    .filter(({ first }) => isLater(first))
    // Of those of one run the newest comes first, and stays so.
    .toSorted((a, b) => b.first.id - a.first.id);
  const [newest] = statuses;
  const own = statuses.find(isOwn);
  const previous = statuses.find((status) => !isOwn(status) && status.state !== 'pending');
  const seen = {
    ...(newest === undefined ? {} : { newest }),
    ...(own === undefined ? {} : { own }),
    ...(previous === undefined ? {} : { previous }),
  };
  const [by] = overtaking;
  if (by !== undefined) return { ...seen, kind: 'overtaken', by: by.status };
  const isForeign = newest !== undefined && !isOwn(newest) && !isRun(newest) && isLater(newest);
  return { ...seen, kind: isForeign ? 'disputed' : 'newest' };
}

/** Until a run has written anything, what came in a later second than its first look at the pull request is newer. */
function laterThan({ announced, begunAt }: RunPlace, firstOwn?: number): (status: ListedStatus) => boolean {
  const since = announced ?? firstOwn;
  if (since !== undefined) return ({ id }) => id > since;
  if (begunAt === undefined) return () => false;
  return ({ createdAt }) => Math.floor(Date.parse(createdAt) / 1000) > Math.floor(begunAt / 1000);
}
