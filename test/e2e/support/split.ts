import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { PullRequestFixture } from '../../support/github/pull-request.ts';
import type { Outcome, Stage } from './stage.ts';

/** Folder that one job hands to the next. */
const HANDED_OVER = 'changeover-evidence';

/** What the workflow of three jobs did. */
export interface Split {
  readonly plan: Outcome;
  /** Absent where the plan needs no calls: the job is skipped. */
  readonly evaluate: Outcome | undefined;
  readonly publish: Outcome;
}

/** What happens between the jobs, and what they are told otherwise than by the example workflow. */
interface SplitOptions {
  readonly eventName?: string;
  readonly event?: unknown;
  /** To the folder with the plan, before it is evaluated. */
  readonly beforeEvaluate?: (folder: string) => Promise<void> | void;
  /** To the folder with the evidence, before it is published. */
  readonly beforePublish?: (folder: string) => Promise<void> | void;
  readonly evaluateInputs?: Readonly<Record<string, string>>;
  readonly evaluateEnv?: Readonly<Record<string, string>>;
  /** The job that evaluates is skipped, or leaves nothing. */
  readonly withoutEvaluation?: boolean;
}

const NO_CREDENTIALS = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', OPENAI_API_KEY: '' };

/** Runs the three jobs as `examples/workflows/changeover-split.yml` does, each with the permissions that it has there. */
export async function split(stage: Stage, pull: PullRequestFixture, options: SplitOptions = {}): Promise<Split> {
  const { eventName = 'pull_request_target', event = await pull.event() } = options;
  const on = { eventName, event };
  const plan = await stage.run(pull, {
    ...on,
    inputs: { command: 'plan' },
    token: stage.github.token({ contents: 'read', pull_requests: 'read' }),
    env: NO_CREDENTIALS,
  });
  const { calls, 'plan-digest': digest = '' } = plan.main.outputs;
  const evaluate =
    calls === '0' || calls === undefined || options.withoutEvaluation
      ? undefined
      : await evaluated(stage, pull, plan, { 'plan-digest': digest, ...options.evaluateInputs }, options);
  const workspace = stage.folder();
  handOver(evaluate?.workspace ?? (options.withoutEvaluation ? plan.workspace : undefined), workspace);
  await options.beforePublish?.(join(workspace, HANDED_OVER));
  const publish = await stage.run(pull, {
    ...on,
    workspace,
    inputs: { command: 'publish' },
    token: stage.github.token({ contents: 'read', pull_requests: 'write', statuses: 'write' }),
    env: NO_CREDENTIALS,
  });
  return { plan, evaluate, publish };
}

async function evaluated(
  stage: Stage,
  pull: PullRequestFixture,
  plan: Outcome,
  inputs: Readonly<Record<string, string>>,
  { eventName = 'pull_request_target', event, beforeEvaluate, evaluateEnv = {} }: SplitOptions,
): Promise<Outcome> {
  const workspace = stage.folder();
  handOver(plan.workspace, workspace);
  await beforeEvaluate?.(join(workspace, HANDED_OVER));
  return stage.run(pull, {
    eventName,
    event: event ?? (await pull.event()),
    workspace,
    inputs: { command: 'evaluate', ...inputs },
    token: '',
    env: evaluateEnv,
  });
}

/** As `actions/upload-artifact` and `actions/download-artifact` do: hidden files stay behind. */
function handOver(from: string | undefined, to: string): void {
  if (from === undefined) return;
  cpSync(join(from, HANDED_OVER), join(to, HANDED_OVER), {
    recursive: true,
    filter: (path) => !path.split('/').at(-1)?.startsWith('.'),
  });
}
