import { context } from '@actions/github';
import { ChangeoverError } from './core/contracts/problem.ts';
import type { RunningWorkflow } from './github/required-workflow.ts';
import type { ReportLinks } from './report/comment/report-input.ts';

/** What the runner tells of the job. */
export interface ActionContext {
  readonly eventName: string;
  readonly payload: unknown;
  readonly owner: string;
  readonly repo: string;
  readonly apiUrl: string;
  readonly workspace: string;
  /** The branch or pull request that the run belongs to, fully qualified: `refs/heads/main`. */
  readonly ref: string;
  readonly runId: number;
  /** The workflow that runs, where the runner says it. */
  readonly workflow?: RunningWorkflow;
  /** Path of its file where it is of this repository: another one's path says nothing about the files of this one. */
  readonly workflowPath?: string;
  /** Path of the program that runs. */
  readonly program: string;
  /** Of this run of the workflow, from 1. */
  readonly attempt: number;
  readonly links: ReportLinks;
}

/** Throws a `usage` error when a variable that every runner sets is missing. */
export function readContext({ env: environment, argv }: Pick<NodeJS.Process, 'env' | 'argv'>): ActionContext {
  for (const name of ['GITHUB_REPOSITORY', 'GITHUB_EVENT_NAME', 'GITHUB_EVENT_PATH', 'GITHUB_WORKSPACE']) {
    if (!environment[name]) throw missing(name);
  }
  const { eventName, payload, repo, apiUrl, serverUrl, runId, runAttempt } = context;
  const workflow = runningWorkflow(environment);
  const isOwn = workflow?.home.toLowerCase() === `${repo.owner}/${repo.repo}`.toLowerCase();
  const repositoryUrl = `${serverUrl}/${repo.owner}/${repo.repo}`;
  const runPage = `${repositoryUrl}/actions/runs/${runId}`;
  const attempt = Number.isInteger(runAttempt) && runAttempt > 0 ? runAttempt : 1;
  // Of two attempts at one run the later one has the last word, so that their addresses differ.
  const runUrl = attempt === 1 ? runPage : `${runPage}/attempts/${attempt}`;
  return {
    eventName,
    payload,
    owner: repo.owner,
    repo: repo.repo,
    apiUrl,
    workspace: environment['GITHUB_WORKSPACE'] ?? '',
    ref: context.ref ?? '',
    runId,
    ...(workflow === undefined ? {} : { workflow }),
    ...(workflow !== undefined && isOwn ? { workflowPath: workflow.path } : {}),
    program: argv[1] ?? '',
    attempt,
    links: { repositoryUrl, ...(Number.isInteger(runId) ? { runUrl, evidenceUrl: `${runPage}#artifacts` } : {}) },
  };
}

/** From `octocat/shop/.github/workflows/changeover.yml@refs/heads/main` and the commit. */
function runningWorkflow(environment: NodeJS.ProcessEnv): RunningWorkflow | undefined {
  const { GITHUB_WORKFLOW_REF: reference = '', GITHUB_WORKFLOW_SHA: sha } = environment;
  const [, home, path, ref] = /^([^/@]+\/[^/@]+)\/([^@]+)@(.+)$/.exec(reference) ?? [];
  if (home === undefined || path === undefined || ref === undefined) return undefined;
  return { home, path, ref, ...(sha ? { sha } : {}) };
}

function missing(name: string): ChangeoverError {
  return new ChangeoverError({
    code: 'usage',
    message: `The environment variable ${name} is not set`,
    hint: 'This program is a GitHub Action; in a terminal run `node dist/cli.js`.',
  });
}
