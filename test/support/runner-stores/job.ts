import type { WorkflowRun } from '../github/artifacts.ts';

/** A job of a run, with what its token may do in the cache. */
export interface Job {
  readonly repository: string;
  readonly run: WorkflowRun;
  /** Branches and pull requests whose entries it may read, its own first. */
  readonly reads: readonly string[];
  /** The one that it may write to; none for events that strangers can cause. */
  readonly writes: string | undefined;
}

export interface JobOptions {
  readonly repository: string;
  readonly eventName: string;
  /** Of the pull request that the run belongs to. */
  readonly pullRequest?: number;
  readonly defaultBranch?: string;
  readonly baseBranch?: string;
  readonly workflowPath?: string;
  /** Of the repository that the pull request's head is in, when it is another. */
  readonly headRepositoryId?: number;
}

/** Since June 2026. */
const READ_ONLY = ['pull_request_target', 'issue_comment', 'workflow_run'];

/** The branch or pull request that a run belongs to: `GITHUB_REF`. */
export function refOf({ eventName, pullRequest, defaultBranch = 'main' }: JobOptions): string {
  if (eventName === 'pull_request') return `refs/pull/${pullRequest}/merge`;
  if (eventName === 'merge_group') return `refs/heads/gh-readonly-queue/${defaultBranch}/pr-${pullRequest}`;
  return `refs/heads/${defaultBranch}`;
}

/** What GitHub lets the jobs of a run do. */
export function jobOf(options: JobOptions, runId: number): Job {
  const { repository, eventName, workflowPath = '.github/workflows/changeover.yml', headRepositoryId } = options;
  const { defaultBranch = 'main', baseBranch = defaultBranch } = options;
  const own = refOf(options);
  const base = eventName === 'pull_request' ? [`refs/heads/${baseBranch}`] : [];
  return {
    repository,
    run: {
      id: runId,
      repository,
      event: eventName,
      path: workflowPath,
      ...(headRepositoryId === undefined ? {} : { headRepositoryId }),
    },
    reads: [...new Set([own, ...base, `refs/heads/${defaultBranch}`])],
    writes: READ_ONLY.includes(eventName) ? undefined : own,
  };
}
