import { describe, expect } from 'vitest';
import type { PullRequestFixture } from '../support/github/pull-request.ts';
import type { JobOptions } from '../support/runner-stores/job.ts';
import type { RunnerStores } from '../support/runner-stores/stores.ts';
import { KIM, letIn } from './support/commands.ts';
import type { Outcome, Stage } from './support/stage.ts';
import { scenario, WITH_ACTIONS } from './support/stored-stage.ts';
import { answering, NEW_MODEL, numbers, OLD_MODEL, triage } from './support/triage.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };

type RunOptions = Parameters<Stage['run']>[1];

interface Run {
  readonly outcome: Outcome;
  /** Models that were called, one name a call. */
  readonly called: readonly string[];
}

/** Runs the Action for a pull request, in a job of its own. */
async function runFor(
  stage: Stage,
  stores: RunnerStores,
  pull: PullRequestFixture,
  { job = {}, ...options }: RunOptions & { readonly job?: Partial<JobOptions> } = {},
): Promise<Run> {
  const before = stage.models.calls.length;
  const eventName = options.eventName ?? 'pull_request';
  const env = stores.job({ repository: pull.repository, eventName, pullRequest: pull.number, ...job });
  const outcome = await stage.run(pull, { ...options, env: { ...env, ...options.env } });
  return { outcome, called: stage.models.calls.slice(before).map(({ model }) => model) };
}

function countOf(called: readonly string[], model: string): number {
  return called.filter((name) => name === model).length;
}

describe.concurrent('kept replies', () => {
  scenario('make a second push pay for its target only', async ({ stage, stores }) => {
    const pull = await stage.pullRequest(CHANGE);
    const first = await runFor(stage, stores, pull);
    expect(first.called).toHaveLength(40);
    expect(first.outcome.main.stdout).toContain('Replies are kept for later runs of this pull request.');
    await pull.push(triage({ model: NEW_MODEL, prompt: 'Sort this. {{input}}\n' }));
    const second = await runFor(stage, stores, pull);
    expect(second.outcome.main.stdout).toContain(
      'Kept replies at hand: 40 of earlier runs of this pull request (cache).',
    );
    expect(countOf(second.called, OLD_MODEL)).toBe(0);
    expect(countOf(second.called, NEW_MODEL)).toBe(20);
    expect(second.outcome.status?.state).toBe('success');
  });

  scenario('make the same run again call nothing, and count as an attempt', async ({ stage, stores }) => {
    const pull = await stage.pullRequest(CHANGE);
    await runFor(stage, stores, pull);
    const { outcome, called } = await runFor(stage, stores, pull);
    expect(called).toEqual([]);
    expect(outcome.verdict).toMatchObject({ verdict: 'pass', attempt: 2, earlier: ['pass'] });
    expect(outcome.post?.code).toBe(0);
  });

  scenario('of one pull request are none of another', async ({ stage, stores }) => {
    const pull = await stage.pullRequest(CHANGE);
    await runFor(stage, stores, pull);
    const { called, outcome } = await runFor(stage, stores, pull, { job: { pullRequest: pull.number + 1 } });
    expect(called).toHaveLength(40);
    expect(outcome.main.stdout).toContain('Kept replies at hand: none of earlier runs.');
  });

  scenario('are neither left nor taken by the run of a fork', async ({ stage, stores }) => {
    const pull = await stage.pullRequest({ ...CHANGE, fork: true });
    // A maintainer evaluates it first, which leaves replies of this very pull request where its own runs may read.
    const trusted = await runFor(stage, stores, pull, {
      eventName: 'workflow_dispatch',
      event: { inputs: {}, ref: 'refs/heads/main', repository: { default_branch: 'main' } },
      inputs: { 'pull-request': String(pull.number) },
    });
    expect(trusted.called).toHaveLength(40);
    expect(stores.cache.entries.map(({ scope, complete }) => [scope, complete])).toEqual([['refs/heads/main', true]]);
    const event = (await pull.event()) as { pull_request: { head: object } };
    const head = { ...event.pull_request.head, repo: { id: 424_242 } };
    const { called, outcome } = await runFor(stage, stores, pull, {
      event: { ...event, pull_request: { ...event.pull_request, head } },
    });
    expect(called).toHaveLength(40);
    expect(outcome.main.stdout).toContain('Kept replies at hand: none of earlier runs.');
    expect(stores.cache.entries).toHaveLength(1);
  });

  scenario('of a run that could not finish serve the next one', async ({ stage, stores }) => {
    stage.reply(({ count }) => (count > 10 ? { connection: 'silence' } : { text: 'delivery' }));
    const pull = await stage.pullRequest(CHANGE);
    const interrupt = { when: (output: string) => output.includes('of 40 calls'), how: 'kill' } as const;
    const killed = await runFor(stage, stores, pull, { interrupt });
    expect(killed.outcome.main.signal).toBe('SIGKILL');
    expect(killed.outcome.post?.stdout).toContain('Replies are kept for later runs of this pull request.');
    stage.reply(() => ({ text: 'delivery' }));
    const { called, outcome } = await runFor(stage, stores, pull);
    const kept = Number(/at hand: (\d+) of earlier runs/.exec(outcome.main.stdout)?.[1]);
    expect(kept).toBeGreaterThan(0);
    expect(called).toHaveLength(40 - kept);
    expect(outcome.status?.state).toBe('success');
  });

  scenario('of a cancelled run are left to its post step', async ({ stage, stores }) => {
    stage.reply(({ count }) => (count > 10 ? { connection: 'silence' } : { text: 'delivery' }));
    const pull = await stage.pullRequest(CHANGE);
    const interrupt = { when: (output: string) => output.includes('of 40 calls'), how: 'cancel' } as const;
    const { outcome } = await runFor(stage, stores, pull, { interrupt });
    expect(outcome.main).toMatchObject({ code: 1, signal: null });
    expect(outcome.main.stdout).not.toContain('Replies are kept');
    expect(outcome.post?.stdout).toContain('Replies are kept for later runs of this pull request.');
    expect(outcome.status?.state).toBe('error');
  });

  scenario('are an artifact where the cache is read-only', async ({ stage, stores }) => {
    const pull = await stage.pullRequest(CHANGE);
    const options = { eventName: 'pull_request_target', token: stage.github.token(WITH_ACTIONS) };
    await runFor(stage, stores, pull, options);
    expect(stores.cache.entries).toEqual([]);
    expect(stage.github.overrides.artifacts.stored.map(({ name }) => name)).toEqual([
      `changeover-replies-pr-${pull.number}`,
    ]);
    const { called, outcome } = await runFor(stage, stores, pull, options);
    expect(called).toEqual([]);
    expect(outcome.main.stdout).toContain('40 of earlier runs of this pull request (artifact)');
    expect(outcome.verdict).toMatchObject({ verdict: 'pass', attempt: 2 });
  });

  scenario('of the gate are found again by the workflow that answers comments', async ({ stage, stores }) => {
    const pull = await stage.pullRequest(CHANGE);
    letIn(stage.github, pull);
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 20) }));
    const token = stage.github.token(WITH_ACTIONS);
    const env = { CHANGEOVER_CACHE: 'artifact' };
    const { outcome } = await runFor(stage, stores, pull, { token, env });
    expect(outcome.status?.state).toBe('failure');
    stage.reply(answering());
    const event = await pull.commentEvent(await pull.commentAs(KIM, '/changeover run'), 'created');
    const job = { workflowPath: '.github/workflows/changeover-comments.yml' };
    const again = await runFor(stage, stores, pull, { eventName: 'issue_comment', event, token, env, job });
    expect(again.called).toEqual([]);
    expect(again.outcome.verdict).toMatchObject({ verdict: 'fail', attempt: 2, earlier: ['fail'] });
  });

  scenario('that a fork planted as an artifact are not used', async ({ stage, stores }) => {
    const pull = await stage.pullRequest(CHANGE);
    const token = stage.github.token(WITH_ACTIONS);
    await runFor(stage, stores, pull, { eventName: 'pull_request_target', token });
    const { artifacts } = stage.github.overrides;
    const [own] = artifacts.stored.splice(0);
    if (own === undefined) throw new Error('nothing was left');
    // The very same bytes: it is not what they say that makes them untrusted.
    const fromFork = { repository: pull.repository, eventName: 'pull_request', headRepositoryId: 424_242 };
    const fromBranch = { repository: pull.repository, eventName: 'pull_request' };
    const fromElsewhere = {
      repository: pull.repository,
      eventName: 'pull_request_target',
      workflowPath: '.github/workflows/ci.yml',
    };
    for (const job of [fromFork, fromBranch, fromElsewhere]) {
      stores.plantArtifact(job, own.name, stores.contentAt(own.url));
    }
    const { called } = await runFor(stage, stores, pull, { eventName: 'pull_request_target', token });
    expect(called).toHaveLength(40);
  });

  scenario('need a permission only where they are artifacts, and say so', async ({ stage, stores }) => {
    const pull = await stage.pullRequest(CHANGE);
    const { outcome, called } = await runFor(stage, stores, pull, { eventName: 'pull_request_target' });
    expect(called).toHaveLength(40);
    expect(outcome.status?.state).toBe('success');
    expect(outcome.main.stdout).toContain('it lacks the permission `actions: read`');
  });

  scenario('cost nothing but themselves when the services are down', async ({ stage, stores }) => {
    stores.fault = 'unavailable';
    const { outcome, called } = await runFor(stage, stores, await stage.pullRequest(CHANGE));
    expect(called).toHaveLength(40);
    expect(outcome.status?.state).toBe('success');
    expect(outcome.main.code).toBe(0);
    const warnings = outcome.main.commands.filter(({ command }) => command === 'warning');
    expect(warnings.map(({ message }) => message.split(':', 1)[0])).toEqual([
      'What earlier runs kept could not be fetched',
      "This run's replies could not be kept for later runs",
    ]);
  });

  scenario('are not asked for when there is nothing to measure', async ({ stage, stores }) => {
    const pull = await stage.pullRequest({ base: triage(), head: { ...triage(), 'README.md': 'More.\n' } });
    const { outcome } = await runFor(stage, stores, pull);
    expect(outcome.verdict?.verdict).toBe('not-applicable');
    expect(stores.calls).toEqual([]);
  });

  scenario('are not there on a runner without a store, which is said once', async ({ stage }) => {
    const { main, status } = await stage.run(await stage.pullRequest(CHANGE));
    expect(status?.state).toBe('success');
    expect(main.stdout.match(/Replies are not kept from run to run/g)).toHaveLength(1);
  });
});
