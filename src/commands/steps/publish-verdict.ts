import type { Problem } from '../../core/contracts/problem.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import { stateOf } from '../../core/policy/status.ts';
import type { GithubClient } from '../../github/client.ts';
import { upsertComment } from '../../github/comment.ts';
import { setStatus } from '../../github/status.ts';
import { statusDescription } from '../../report/reason.ts';
import { problemsOf } from './problems-of.ts';
import type { SubjectCommit } from './subject-commit.ts';

export interface Publication {
  readonly verdict: Verdict;
  readonly comment: string;
  readonly choice: 'always' | 'on-change' | 'never';
  /** Address of the run, where "Details" leads. */
  readonly runUrl?: string;
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
