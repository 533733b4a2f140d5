import { z } from 'zod';
import { ChangeoverError } from '../core/contracts/problem.ts';
import type { GithubClient } from './client.ts';
import { calling, parseAnswer } from './errors.ts';
import { pullRequestOfPage } from './run-page.ts';
import { listStatuses } from './status.ts';

/** The head of a pull request with the name of its commit status. */
export interface ReportedHead {
  readonly pullRequest: number;
  readonly headSha: string;
  /** Name of the commit status, which holds the base branch. */
  readonly context: string;
}

const PAGE = 100;
/** Events that are read of one pull request. */
const MOST_EVENTS = 5000;
/** What makes a pull request be about something else although its head may have a status already. */
const TURNS = new Set(['head_ref_force_pushed', 'base_ref_changed', 'automatic_base_change_succeeded']);

const Events = z.array(z.object({ event: z.string(), created_at: z.string() }));

/**
 * Since when people who write on a pull request have written about its present head and base: ISO 8601 by GitHub's clock;
 * `undefined` while nothing was reported on the head yet.
 *
 * That is the head's first status, which an earlier commit's commands cannot be younger than. Two ways around it are closed:
 * a head that has its status from another pull request, whose runs name it; and one that comes back by a force push, or to
 * which the base comes back, which is as new then. Throws a ChangeoverError when GitHub cannot say.
 */
export async function headReportedSince(client: GithubClient, head: ReportedHead): Promise<string | undefined> {
  const first = await firstStatus(client, head);
  if (first === undefined) return undefined;
  const turn = await lastTurn(client, head.pullRequest);
  return turn !== undefined && !(Date.parse(turn) <= Date.parse(first)) ? turn : first;
}

async function firstStatus(
  client: GithubClient,
  { pullRequest, headSha, context }: ReportedHead,
): Promise<string | undefined> {
  const statuses = await listStatuses(client, headSha);
  const own = statuses.filter((status) => status.context === context && isAbout(pullRequest, status.targetUrl));
  // GitHub lists the newest first.
  return own.at(-1)?.createdAt;
}

/** Whether a status is about a pull request, as far as it says so. */
function isAbout(pullRequest: number, targetUrl: string | undefined): boolean {
  const named = pullRequestOfPage(targetUrl);
  return named === undefined || named === pullRequest;
}

async function lastTurn(client: GithubClient, pullRequest: number): Promise<string | undefined> {
  const { owner, repo } = client;
  let last: string | undefined;
  for (let page = 1; page <= MOST_EVENTS / PAGE; page += 1) {
    const { data } = await calling(`read the events of pull request ${pullRequest}`, 'pull-requests: write', () =>
      client.rest.issues.listEvents({ owner, repo, issue_number: pullRequest, per_page: PAGE, page }),
    );
    const events = parseAnswer(Events, data, 'the events');
    last = events.filter(({ event }) => TURNS.has(event)).at(-1)?.created_at ?? last;
    if (events.length < PAGE) return last;
  }
  throw new ChangeoverError({
    code: 'github',
    message: `Pull request ${pullRequest} has more than ${MOST_EVENTS} events: which commands still stand cannot be said.`,
    hint: 'Open a new pull request for the same change.',
  });
}
