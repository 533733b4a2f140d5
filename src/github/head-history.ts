import { z } from 'zod';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';
import { mayBeOwn } from './identity.ts';
import { type Paging, wholeList } from './pages.ts';
import { pullRequestOfPage } from './run-page.ts';
import type { ListedStatus } from './status.ts';
import { type StatusHistory, statusHistory } from './status-history.ts';

/** The head of a pull request with the name of its commit status. */
export interface ReportedHead {
  readonly pullRequest: number;
  readonly headSha: string;
  /** Name of the commit status, which holds the base branch. */
  readonly context: string;
}

/** The same of a commit that may be a merge group's, which has no pull request. */
export type EvaluatedHead = Omit<ReportedHead, 'pullRequest'> & { readonly pullRequest?: number };

/** Events that are read of one pull request. */
const MOST_EVENTS = 5000;
/** What points a pull request at another branch. */
const BASE_TURNS = ['base_ref_changed', 'automatic_base_change_succeeded'];
/** What makes a pull request be about something else although its head may have a status already. */
const TURNS = ['head_ref_force_pushed', ...BASE_TURNS];

const Events = z.array(z.object({ event: z.string(), created_at: z.string() }));

/** What was reported on the present head of a pull request. */
export interface HeadReports {
  /** Since when people who write on the pull request have written about this head and base: ISO 8601 by GitHub's clock. */
  readonly since: string;
  /** Address in the status of the result that stood at a time (ISO 8601); `undefined` where none stood. */
  resultAt(time: string): string | undefined;
}

/** `headReports` where only the time matters. */
export async function headReportedSince(client: GithubClient, head: ReportedHead): Promise<string | undefined> {
  return (await headReports(client, head))?.since;
}

/**
 * Reads what was reported on the present head; `undefined` while nothing was.
 *
 * `since` is the head's first status, which an earlier commit's commands cannot be younger than. Three ways around it are
 * closed: a head that has its status from another pull request, whose runs name it; one that comes back by a force push, or
 * to which the base comes back, which is as new then; and one that somebody gave a status of this name before it was pushed
 * here, as anybody may who can write statuses. Throws a ChangeoverError when GitHub cannot say.
 *
 * @param history where the head's statuses are listed: anew, because a command is about the result that stood when it was
 *   written, which may be newer than whatever was listed before.
 */
export async function headReports(
  client: GithubClient,
  head: ReportedHead,
  history: StatusHistory = statusHistory(client),
): Promise<HeadReports | undefined> {
  const statuses = await ownStatuses(client, head, await history.list(head.headSha));
  const first = firstOf(statuses);
  if (first === undefined) return undefined;
  const turn = await lastTurn(client, head.pullRequest, TURNS);
  return {
    since: turn !== undefined && !(Date.parse(turn) <= Date.parse(first)) ? turn : first,
    resultAt: (time) =>
      statuses.find(({ state, createdAt }) => state !== 'pending' && Date.parse(createdAt) <= Date.parse(time))
        ?.targetUrl,
  };
}

/** When a pull request was last pointed at another branch, ISO 8601 by GitHub's clock; `undefined` when it never was. */
export function baseChangedAt(client: GithubClient, pullRequest: number): Promise<string | undefined> {
  return lastTurn(client, pullRequest, BASE_TURNS);
}

/**
 * Those of a head's statuses that have its name, are about this pull request and may be this token's; the newest first. Of a
 * merge group, which has none, those that name none. Throws a ChangeoverError when GitHub cannot say whose the token is.
 */
export async function ownStatuses(
  client: GithubClient,
  { pullRequest, context }: Omit<EvaluatedHead, 'headSha'>,
  statuses: readonly ListedStatus[],
): Promise<readonly ListedStatus[]> {
  const own: ListedStatus[] = [];
  for (const status of statuses) {
    const isNamed = status.context === context && isAbout(pullRequest, status.targetUrl);
    if (isNamed && (await mayBeOwn(client, status.creator))) own.push(status);
  }
  return own.toSorted((a, b) => b.id - a.id);
}

/** Of several accounts that may be this token's the one that began last: none of them can make another's word older. */
function firstOf(statuses: readonly ListedStatus[]): string | undefined {
  // The newest come first, so that of each account its first one stays.
  const firsts = new Map(statuses.map(({ creator, createdAt }) => [creator, createdAt]));
  return [...firsts.values()].toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
}

/** Whether a status is about a pull request, as far as it says so. */
function isAbout(pullRequest: number | undefined, targetUrl: string | undefined): boolean {
  const named = pullRequestOfPage(targetUrl);
  return named === undefined || named === pullRequest;
}

async function lastTurn(
  client: GithubClient,
  pullRequest: number,
  turns: readonly string[],
): Promise<string | undefined> {
  const { owner, repo } = client;
  const read = async (paging: Paging) => {
    const { data } = await calling(`read the events of pull request ${pullRequest}`, 'pull-requests: write', () =>
      client.rest.issues.listEvents({ owner, repo, issue_number: pullRequest, ...paging }),
    );
    return parseAnswer(Events, data, 'the events');
  };
  const message = `Pull request ${pullRequest} has more than ${MOST_EVENTS} events: which commands still stand cannot be said.`;
  const events = await wholeList(read, { most: MOST_EVENTS, message });
  return events.findLast(({ event }) => turns.includes(event))?.created_at;
}
