import { readFileSync } from 'node:fs';
import { ChangeoverError } from './core/contracts/problem.ts';
import type { ReportLinks } from './report/comment/report-input.ts';

/** What the runner tells of the job, read once from its environment. */
export interface ActionContext {
  readonly eventName: string;
  readonly payload: unknown;
  readonly owner: string;
  readonly repo: string;
  readonly apiUrl: string;
  readonly workspace: string;
  /** Of this run of the workflow, from 1. */
  readonly attempt: number;
  readonly links: ReportLinks;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws a `usage` error when a variable that every runner sets is missing. */
export function readContext(environment: Environment): ActionContext {
  const repository = variable(environment, 'GITHUB_REPOSITORY');
  const [owner, repo] = repository.split('/');
  if (!owner || !repo) throw missing('GITHUB_REPOSITORY');
  const repositoryUrl = `${environment['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}`;
  const runId = environment['GITHUB_RUN_ID'];
  return {
    eventName: variable(environment, 'GITHUB_EVENT_NAME'),
    payload: JSON.parse(readFileSync(variable(environment, 'GITHUB_EVENT_PATH'), 'utf8')),
    owner,
    repo,
    apiUrl: environment['GITHUB_API_URL'] ?? 'https://api.github.com',
    workspace: variable(environment, 'GITHUB_WORKSPACE'),
    attempt: Math.max(1, Number(environment['GITHUB_RUN_ATTEMPT']) || 1),
    links: {
      repositoryUrl,
      ...(runId === undefined
        ? {}
        : {
            runUrl: `${repositoryUrl}/actions/runs/${runId}`,
            evidenceUrl: `${repositoryUrl}/actions/runs/${runId}#artifacts`,
          }),
    },
  };
}

function variable(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw missing(name);
  return value;
}

function missing(name: string): ChangeoverError {
  return new ChangeoverError({
    code: 'usage',
    message: `The environment variable ${name} is not set`,
    hint: 'This program is a GitHub Action; in a terminal run `node dist/cli.js`.',
  });
}
