import type { Problem } from '../../core/contracts/problem.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import { printSeen } from '../../core/governance/seen-findings.ts';
import type { WaivableResult } from '../../core/governance/waivers.ts';
import { exceptionEnd } from '../../core/policy/exception-end.ts';
import { stateOf } from '../../core/policy/status.ts';
import type { GithubClient } from '../../github/client.ts';
import { upsertComment } from '../../github/comment.ts';
import { type RunOrder, type RunPlace, readOrder } from '../../github/run-order.ts';
import { markPage, outagesOfPage, pullRequestOfPage, roomForSeen } from '../../github/run-page.ts';
import { setStatus } from '../../github/status.ts';
import { statusDescription } from '../../report/reason.ts';
import { leaveToNewer, leftToNewer } from './newer-run.ts';
import { problemsOf } from './problems-of.ts';
import type { SubjectCommit } from './subject-commit.ts';

export interface Publication {
  readonly verdict: Verdict;
  /** `comparisonDigest` of what was measured; absent where nothing was. */
  readonly comparison?: string;
  readonly comment: string;
  readonly choice: 'always' | 'on-change' | 'never';
  /** Where the run stands among others that write the same status and comment. */
  readonly place: RunPlace;
  /** Writes `pending` where the run has written nothing yet, and resolves with its place from then on. */
  readonly announce: () => Promise<RunPlace>;
}

export interface Published {
  readonly state: 'success' | 'failure' | 'error';
  readonly commentUrl?: string;
  /** What could not be written, and why. The job fails when there is any. */
  readonly problems: readonly Problem[];
}

/**
 * Writes the status, then the comment, each only where no newer run has announced itself by then. The status comes first
 * because it alone decides; a comment that cannot be written is a problem that fails the job, never a reason to leave the
 * status open. A status is about one commit and one base branch and stays true when the pull request moves on; the comment
 * would not.
 */
export async function publishVerdict(
  client: GithubClient,
  subject: SubjectCommit,
  publication: Publication,
): Promise<Published> {
  const state = terminalState(publication.verdict);
  const order = await orderFor(state, client, subject, publication.place);
  const isWithheld = order.kind === 'overtaken' || (order.kind === 'disputed' && state === 'success');
  if (order.kind === 'disputed' && isWithheld) return { state: 'error', problems: [leftToNewer(subject)] };
  const problems: Problem[] = [];
  let { place } = publication;
  if (isWithheld) {
    problems.push(leftToNewer(subject));
    await leaveToNewer(client, subject, order);
  } else {
    if (state !== 'success') place = await withdrawGreen(order, publication);
    place = { announced: await writeStatus(client, subject, publication, { state, order }), ...place };
  }
  const commentUrl = await writeComment(client, subject, { ...publication, place }).catch((error: unknown) => {
    problems.push(...problemsOf(error));
    return undefined;
  });
  return { state: isWithheld ? 'error' : state, problems, ...(commentUrl === undefined ? {} : { commentUrl }) };
}

/**
 * Where GitHub does not say how this run stands to others, only red may be written. A run that began under an older base may
 * end after one that the newer base turned red: green that is written then would undo it.
 */
async function orderFor(
  state: Published['state'],
  client: GithubClient,
  subject: SubjectCommit,
  place: RunPlace,
): Promise<RunOrder> {
  const order = readOrder(client, subject, place);
  return state === 'success' ? await order : await order.catch(() => UNREAD);
}

/** The order of runs where GitHub does not tell it. */
const UNREAD: RunOrder = { kind: 'newest' };

/**
 * An earlier green status must not outlive a red one that does not get through: a run that has called nothing has written no
 * `pending` over it yet. Where that does not get through, the red one still may.
 */
async function withdrawGreen(order: RunOrder, { place, announce }: Publication): Promise<RunPlace> {
  const mayBeGreen = order === UNREAD || order.newest?.state === 'success';
  return mayBeGreen ? await announce().catch(() => place) : place;
}

function terminalState(verdict: Verdict): Published['state'] {
  const state = stateOf(verdict);
  return state === 'pending' ? 'error' : state;
}

async function writeStatus(
  client: GithubClient,
  { headSha, context }: SubjectCommit,
  { verdict, comparison, place: { page } }: Publication,
  { state, order }: { readonly state: Published['state']; readonly order: RunOrder },
): Promise<number> {
  const targetUrl = page === undefined ? undefined : marked(page, { verdict, comparison }, order);
  return await setStatus(client, {
    sha: headSha,
    context,
    state,
    description: statusDescription(verdict),
    ...(targetUrl === undefined ? {} : { targetUrl }),
  });
}

/**
 * Address of the run, with what others have to know of its verdict: a sweep, a later attempt, and whoever reads a waiver in a
 * comment.
 */
function marked(
  page: string,
  { verdict, comparison }: { readonly verdict: Verdict; readonly comparison: string | undefined },
  { previous }: RunOrder,
): string {
  const end = exceptionEnd(verdict);
  // So that the run is made again by itself, later and later.
  const outages = isForLackOfProvider(verdict) ? outagesOfPage(previous?.targetUrl) + 1 : undefined;
  const marks = {
    ...(outages === undefined ? {} : { outages }),
    ...(end === undefined ? {} : { end }),
    // Where nothing was measured, another yardstick says nothing else.
    ...(stateOf(verdict) === 'success' && verdict.verdict !== 'not-applicable' ? { base: verdict.base } : {}),
    ...(comparison === undefined || !isDecision(verdict) ? {} : { attempt: { comparison, verdict: verdict.verdict } }),
  };
  return markPage(page, { ...marks, seen: printSeen(waivable(verdict), roomForSeen(page, marks)) });
}

/** Whoever runs again for another one would try for it; by break-glass nothing was compared. */
function isDecision({ verdict, reason }: Verdict): boolean {
  return verdict !== 'invalid' && verdict !== 'not-applicable' && reason.kind !== 'break-glass';
}

function waivable({ migrations }: Verdict): readonly WaivableResult[] {
  return migrations.flatMap(({ evidence, ...result }) => (evidence === undefined ? [] : { ...result, evidence }));
}

/** Nothing but the provider was in the way of at least one application. */
function isForLackOfProvider({ verdict, migrations }: Verdict): boolean {
  return verdict === 'invalid' && migrations.some(({ outage }) => outage === true);
}

async function writeComment(
  client: GithubClient,
  subject: SubjectCommit,
  { verdict, comment, choice, place }: Publication,
): Promise<string | undefined> {
  const { pullRequest, headSha, base } = subject;
  if (pullRequest === undefined || choice === 'never') return undefined;
  const relevant = verdict.verdict !== 'not-applicable';
  // A verdict without a migration still has something to say when it is not green, unless the user wants silence then.
  const create = relevant && (choice === 'always' || verdict.migrations.length > 0);
  const outcome = await upsertComment(client, pullRequest.number, comment, {
    expectedHead: headSha,
    ...('branch' in base ? { expectedBase: base.branch } : {}),
    whileOpen: pullRequest.state === 'open',
    create,
    isOvertaken: async () => overtakesComment(await readOrder(client, subject, place), pullRequest.number),
  });
  return 'url' in outcome ? outcome.url : undefined;
}

/** A run for another pull request with the same head writes the same status, and another comment. */
function overtakesComment({ kind, by }: RunOrder, pullRequest: number): boolean {
  return kind === 'overtaken' && (pullRequestOfPage(by?.targetUrl) ?? pullRequest) === pullRequest;
}
