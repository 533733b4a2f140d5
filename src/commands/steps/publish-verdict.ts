import type { Problem } from '../../core/contracts/problem.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import { stateOf } from '../../core/policy/status.ts';
import type { GithubClient } from '../../github/client.ts';
import { upsertComment } from '../../github/comment.ts';
import { currentStatus, setStatus } from '../../github/status.ts';
import { statusDescription } from '../../report/reason.ts';
import { problemsOf } from './problems-of.ts';
import type { SubjectCommit } from './subject-commit.ts';

export interface Publication {
  readonly verdict: Verdict;
  readonly comment: string;
  readonly choice: 'always' | 'on-change' | 'never';
  /** Address of the run, where "Details" leads. */
  readonly runUrl?: string;
  /** Whether this run has set the status to pending before: then no other may stand there when it turns green. */
  readonly announced: boolean;
}

export interface Published {
  readonly state: 'success' | 'failure' | 'error';
  readonly commentUrl?: string;
  /** What could not be written, and why. The job fails when there is any. */
  readonly problems: readonly Problem[];
}

/**
 * Writes the status, then the comment. The status comes first because it alone decides; a comment that cannot be written is a
 * problem that fails the job, never a reason to leave the status open.
 */
export async function publishVerdict(
  client: GithubClient,
  subject: SubjectCommit,
  publication: Publication,
): Promise<Published> {
  const { verdict, runUrl } = publication;
  const state = terminalState(verdict);
  if (state === 'success' && (await isOvertaken(client, subject, publication))) {
    return { state: 'error', problems: [overtaken(subject)] };
  }
  const problems: Problem[] = [];
  await setStatus(client, {
    sha: subject.headSha,
    context: subject.context,
    state,
    description: statusDescription(verdict),
    ...(runUrl === undefined ? {} : { targetUrl: runUrl }),
  });
  const commentUrl = await writeComment(client, subject, publication).catch((error: unknown) => {
    problems.push(...problemsOf(error));
    return undefined;
  });
  return { state, problems, ...(commentUrl === undefined ? {} : { commentUrl }) };
}

/**
 * Whether another run has written the status since this one announced itself. A run that began under an older base may end
 * after one that the newer base turned red; green written then would undo it. Red may always be written.
 */
async function isOvertaken(
  client: GithubClient,
  { headSha, context }: SubjectCommit,
  { announced, runUrl }: Publication,
): Promise<boolean> {
  if (!announced || runUrl === undefined) return false;
  const newest = await currentStatus(client, headSha, context);
  return newest?.targetUrl !== runUrl;
}

function overtaken({ context }: SubjectCommit): Problem {
  return {
    code: 'github',
    message: `Another run has written the commit status ${context} since this one began, so this one leaves it as it is.`,
    hint: 'The newest run decides. Start one again when none is on its way; give the workflow a concurrency group.',
  };
}

function terminalState(verdict: Verdict): Published['state'] {
  const state = stateOf(verdict);
  return state === 'pending' ? 'error' : state;
}

async function writeComment(
  client: GithubClient,
  { pullRequest, headSha }: SubjectCommit,
  { verdict, comment, choice }: Publication,
): Promise<string | undefined> {
  if (pullRequest === undefined || choice === 'never') return undefined;
  const relevant = verdict.verdict !== 'not-applicable';
  // A verdict without a migration still has something to say when it is not green, unless the user wants silence then.
  const create = relevant && (choice === 'always' || verdict.migrations.length > 0);
  const outcome = await upsertComment(client, pullRequest.number, comment, { expectedHead: headSha, create });
  return outcome === undefined || !('url' in outcome) ? undefined : outcome.url;
}
