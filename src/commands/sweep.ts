import type { Problem } from '../core/contracts/problem.ts';
import { type SweepDuty, sweepDuty } from '../core/policy/sweep-duty.ts';
import type { GithubClient } from '../github/client.ts';
import { isOwn, mayBeOwn } from '../github/identity.ts';
import { listOpenPullRequests, type PullRequest } from '../github/pull-request.ts';
import { baseOfPage, endOfPage, isPageOfRun, markPage, outagesOfPage } from '../github/run-page.ts';
import { contextFor, currentStatus, type ListedStatus, setStatus } from '../github/status.ts';
import type { Sweeping } from '../report/swept.ts';
import { baseMinutes } from './steps/base-minutes.ts';
import { movedBase } from './steps/moved-base.ts';
import { problemsOf } from './steps/problems-of.ts';
import type { Surroundings } from './steps/surroundings.ts';

/** What a sweep works with. */
export interface SweepRequest {
  readonly client: GithubClient;
  /** Path of the configuration in the repository. */
  readonly config: string;
  /** `https://github.com/owner/repo`, without a final slash. */
  readonly repositoryUrl: string;
  /** Evaluates a pull request as it is now, by the gate's own way; what it throws is told, and the sweep goes on. */
  readonly resume: (pullRequest: number) => Promise<unknown>;
}

/** What a sweep did, and what stood in its way. */
export interface Swept extends Sweeping {
  readonly problems: readonly Problem[];
}

const LOST = 'the run ended without a verdict, its runner was lost';
/** Why green is taken back. */
const TAKEN_BACK = {
  revoke: 'the exception that let it pass has ended',
  outdate: 'the base branch measures otherwise since',
};

/** Runs that one sweep makes again: its job must end, and an outage that goes on must not cost a run for each pull request. */
const MOST_RESUMED = 3;

/**
 * Looks at the head of every open pull request. A status that a lost run left pending is set to `error`; a run that ended for
 * lack of the provider is made again; green by an exception that has ended, or by a yardstick that the base has no more, is
 * taken back and evaluated again. Statuses are read anew, and only those are touched that this account wrote for a run of this
 * repository. One pull request that cannot be looked at does not keep the others from it. Throws a ChangeoverError when
 * the pull requests cannot be listed.
 */
export async function sweep(request: SweepRequest, surroundings: Pick<Surroundings, 'signal'>): Promise<Swept> {
  const { signal } = surroundings;
  const pulls = await listOpenPullRequests(request.client);
  const problems: Problem[] = [];
  const ended: number[] = [];
  const takenBack = { revoke: [] as number[], outdate: [] as number[] };
  const due: { readonly number: number; readonly since: string }[] = [];
  const base = {
    minutesAt: baseMinutes(request.client, request.config),
    hasMoved: movedBase(request.client, request.config),
  };
  for (const pull of pulls) {
    if (signal.aborted) break;
    try {
      const left = await dutyFor(request, pull, base);
      if (left?.duty === 'end') {
        await endStatus(request.client, pull, left.status, LOST);
        ended.push(pull.number);
      }
      if (left?.duty === 'revoke' || left?.duty === 'outdate') {
        await takeBack(request.client, pull, left.status, TAKEN_BACK[left.duty]);
        takenBack[left.duty].push(pull.number);
      }
      if (left !== undefined && isToBeMade(left.duty, pull))
        due.push({ number: pull.number, since: left.status.createdAt });
    } catch (error) {
      problems.push(...aboutPull(error, pull.number));
    }
  }
  const waiting = due.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since)).map(({ number }) => number);
  const resumed = await resumeAll(request, waiting.slice(0, MOST_RESUMED), { signal, problems });
  const { revoke: revoked, outdate: outdated } = takenBack;
  return { seen: pulls.length, ended, revoked, outdated, resumed, left: waiting.slice(resumed.length), problems };
}

interface Left {
  readonly status: ListedStatus;
  readonly duty: SweepDuty;
}

/** What is asked of base branches. */
interface BaseQuestions {
  readonly minutesAt: ReturnType<typeof baseMinutes>;
  readonly hasMoved: ReturnType<typeof movedBase>;
}

async function dutyFor(
  { client, repositoryUrl }: SweepRequest,
  pull: PullRequest,
  base: BaseQuestions,
): Promise<Left | undefined> {
  const { headSha, baseRef, baseSha, defaultBranch, readAt } = pull;
  const status = await currentStatus(client, headSha, contextFor(baseRef, defaultBranch));
  if (status === undefined || readAt === undefined || !isPageOfRun(status.targetUrl, repositoryUrl)) return undefined;
  if (!(await mayBeOwn(client, status.creator))) return undefined;
  const ageMs = readAt - Date.parse(status.createdAt);
  const minutes = status.state === 'pending' ? await base.minutesAt(baseSha) : undefined;
  const end = endOfPage(status.targetUrl);
  const greenBy = status.state === 'success' ? baseOfPage(status.targetUrl) : undefined;
  const left = {
    state: status.state,
    ageMs,
    outages: outagesOfPage(status.targetUrl),
    ...(end === undefined ? {} : { lastsMs: end - readAt }),
    ...(greenBy === undefined ? {} : { isOutdated: await base.hasMoved(baseRef, greenBy) }),
  };
  const duty = sweepDuty(left, minutes);
  return duty !== 'none' && (await isOwn(client, status.creator)) ? { status, duty } : undefined;
}

/** A fork's prompt is sent to a model only where a maintainer has approved that very run. */
function isToBeMade(duty: SweepDuty, { isFork }: PullRequest): boolean {
  return !isFork && (duty === 'resume' || duty === 'revoke' || duty === 'outdate');
}

/** The link keeps leading to the run that wrote it. */
async function endStatus(
  client: GithubClient,
  { headSha }: PullRequest,
  { context, targetUrl }: Pick<ListedStatus, 'context' | 'targetUrl'>,
  why: string,
): Promise<void> {
  await setStatus(client, {
    sha: headSha,
    context,
    state: 'error',
    description: `Invalid: ${why}. Run the job again.`,
    ...(targetUrl === undefined ? {} : { targetUrl }),
  });
}

/** The mark makes a later sweep evaluate it, should this one not come to it. */
async function takeBack(
  client: GithubClient,
  pull: PullRequest,
  { context, targetUrl }: ListedStatus,
  why: string,
): Promise<void> {
  const marked = targetUrl === undefined ? {} : { targetUrl: markPage(targetUrl, { outages: 1 }) };
  await endStatus(client, pull, { context, ...marked }, why);
}

async function resumeAll(
  { resume }: SweepRequest,
  numbers: readonly number[],
  { signal, problems }: { readonly signal: AbortSignal; readonly problems: Problem[] },
): Promise<readonly number[]> {
  const resumed: number[] = [];
  for (const number of numbers) {
    if (signal.aborted) break;
    resumed.push(number);
    await resume(number).catch((error: unknown) => problems.push(...aboutPull(error, number)));
  }
  return resumed;
}

function aboutPull(error: unknown, number: number): readonly Problem[] {
  return problemsOf(error).map((problem) => ({ ...problem, message: `Pull request ${number}: ${problem.message}` }));
}
