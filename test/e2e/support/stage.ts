import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Verdict } from '../../../src/core/contracts/verdict.ts';
import { type FakeGithub, startGithub } from '../../support/github/github.ts';
import type { LoggedRequest } from '../../support/github/proxy.ts';
import {
  type Comment,
  openPullRequest,
  type PullRequestFixture,
  type PullRequestOptions,
} from '../../support/github/pull-request.ts';
import type { CommitStatus } from '../../support/github/statuses.ts';
import { longLimits } from '../../support/long-limits.ts';
import type { Script } from '../../support/model-servers/script.ts';
import { type ModelServer, startModelServer } from '../../support/model-servers/server.ts';
import { type ActionOptions, type ActionRun, runAction, type StepResult } from '../../support/runner.ts';
import { leaksIn, SECRETS } from './secrets.ts';
import { answering } from './triage.ts';

/** What may differ from a plain run for a pull request. */
type RunOptions = Partial<Omit<ActionOptions, 'apiUrl' | 'repository'>>;

/** Everything that a run left behind. */
export interface Outcome {
  readonly main: StepResult;
  readonly post: StepResult | undefined;
  readonly workspace: string;
  /** Of the head that the pull request had when the run began, newest first. */
  readonly statuses: readonly CommitStatus[];
  readonly comments: readonly Comment[];
  /** Those whose first line is the marker, by whom the action writes as. */
  readonly own: readonly Comment[];
  /** The newest status, of whatever context. */
  readonly status: CommitStatus | undefined;
  /** The one comment's text; empty when there is none. */
  readonly comment: string;
  /** `verdict.json`, when evidence was written. */
  readonly verdict: Verdict | undefined;
  /** What the run asked of GitHub, post step included. */
  readonly requests: readonly LoggedRequest[];
}

/** GitHub, model endpoints, and the action between them. */
export interface Stage {
  /** What each run so far said and how its status ended: for the report of a test that failed. */
  readonly told: readonly string[];
  readonly github: FakeGithub;
  readonly models: ModelServer;
  /** How the models reply from now on; rightly when never called. */
  reply(script: Script): void;
  pullRequest(options: PullRequestOptions): Promise<PullRequestFixture>;
  /** Runs main and post step for the pull request as it is now. */
  run(pull: PullRequestFixture, options?: RunOptions): Promise<Outcome>;
  /** An empty folder. */
  folder(): string;
  /** What a process needs to reach the models. */
  readonly environment: Readonly<Record<string, string>>;
}

const MARKER = '<!-- changeover -->';
/** Whom `GITHUB_TOKEN` writes as. */
const WRITER = 'github-actions[bot]';

async function openStage(): Promise<Stage & { close(): Promise<void> }> {
  let script: Script = answering();
  const [github, models] = await Promise.all([startGithub(), startModelServer((call) => script(call))]);
  const folder = () => mkdtempSync(join(tmpdir(), 'changeover-e2e-'));
  const told: string[] = [];
  return {
    told,
    github,
    models,
    folder,
    environment: environmentFor(models),
    reply(next) {
      script = next;
    },
    pullRequest: (options) => openPullRequest(github, options),
    async run(pull, options = {}) {
      const before = github.requests.length;
      const head = pull.headSha;
      const run = await runAction({
        apiUrl: github.url,
        token: github.token(),
        repository: pull.repository,
        eventName: 'pull_request',
        event: await pull.event(),
        workspace: folder(),
        ...options,
        env: { ...environmentFor(models), ...options.env },
      });
      const outcome = await outcomeOf(run, pull, head, github.requests.slice(before));
      told.push(`${outcome.status?.state}: ${outcome.status?.description}\n${run.main.stdout}${run.main.stderr}`);
      holdsAlways(outcome, options.token || 'ghs_test-github-actions', options.eventName);
      return outcome;
    },
    async close() {
      await github.close();
      await models.close();
    },
  };
}

function environmentFor(models: ModelServer): Record<string, string> {
  return {
    ...longLimits(),
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: models.url,
    // The SDK warns of Node 20, which the tests may run on; the Action declares node24.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: SECRETS.awsKeyId,
    AWS_SECRET_ACCESS_KEY: SECRETS.awsSecret,
    AWS_SESSION_TOKEN: SECRETS.awsSession,
    OPENAI_API_KEY: SECRETS.openaiKey,
    ANTHROPIC_API_KEY: SECRETS.anthropicKey,
  };
}

async function outcomeOf(
  { main, post, workspace }: ActionRun,
  pull: PullRequestFixture,
  head: string,
  requests: readonly LoggedRequest[],
): Promise<Outcome> {
  const comments = await pull.comments();
  const own = comments.filter(({ body, user }) => user.login === WRITER && body.split('\n', 1)[0]?.trim() === MARKER);
  const statuses = pull.statuses(head);
  const verdict = readVerdict(join(workspace, 'changeover-evidence', 'verdict.json'));
  const comment = own[0]?.body ?? '';
  return { main, post, workspace, statuses, comments, own, status: statuses[0], comment, verdict, requests };
}

/** `undefined` where there is none: no evidence was written, or something else stands in its place. */
function readVerdict(file: string): Verdict | undefined {
  const isThere = existsSync(file) && statSync(file).isFile();
  return isThere ? (JSON.parse(readFileSync(file, 'utf8')) as Verdict) : undefined;
}

/** What every run must hold to, whatever it is about. */
function holdsAlways(outcome: Outcome, token: string, eventName?: string): void {
  const { main, statuses, own } = outcome;
  expect(leaksIn(outcome, token), 'secrets in what the run left behind').toEqual([]);
  expect(own.length, 'own comments').toBeLessThanOrEqual(1);
  expect(main.stderr, 'nothing but the log').toBe('');
  const isGreen = statuses[0] === undefined ? undefined : statuses[0].state === 'success';
  // A sweep, or an answer to a comment, is no gate: its job says whether it could do its work.
  const isGate = eventName !== 'schedule' && eventName !== 'issue_comment';
  if (isGate && main.code === 0) expect(isGreen ?? true, 'a green job beside a status that blocks').toBe(true);
}

/** A test with a stage of its own; at its end GitHub's description must have been kept by both sides. */
export const scenario = test.extend<{ stage: Stage }>({
  stage: async ({ onTestFailed }, use) => {
    const stage = await openStage();
    onTestFailed(() => console.error(stage.told.join('\n\n')));
    await use(stage);
    const { violations, answerViolations } = stage.github;
    await stage.close();
    expect(violations).toEqual([]);
    expect(answerViolations).toEqual([]);
  },
});
