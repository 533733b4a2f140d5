import { describe, expect } from 'vitest';
import type { Files, PullRequestFixture } from '../support/github/pull-request.ts';
import type { RunnerStores } from '../support/runner-stores/stores.ts';
import type { Outcome, Stage } from './support/stage.ts';
import { scenario, WITH_ACTIONS } from './support/stored-stage.ts';
import { answering, NEW_MODEL, numbers, triage } from './support/triage.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };
/** What the workflow of a repository with a merge queue asks for. */
const FOR_QUEUE = { CHANGEOVER_CACHE: 'artifact' };

interface QueueRun {
  readonly outcome: Outcome;
  readonly calls: number;
  /** States on the group's head, the newest first. */
  readonly states: readonly string[];
}

interface World {
  readonly stage: Stage;
  readonly stores: RunnerStores;
  readonly pull: PullRequestFixture;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the Action for the pull request itself, as a push does. */
async function pushed({ stage, stores, pull, env = FOR_QUEUE }: World, eventName = 'pull_request'): Promise<Outcome> {
  const job = stores.job({ repository: pull.repository, eventName, pullRequest: pull.number });
  return await stage.run(pull, { eventName, token: stage.github.token(WITH_ACTIONS), env: { ...job, ...env } });
}

/** Runs the Action for a group whose tree has these files, on top of a commit of the base or of the group before it. */
async function queued(world: World, files: Files, base = world.pull.baseSha): Promise<QueueRun> {
  const { stage, stores, pull, env = FOR_QUEUE } = world;
  const head = await pull.commit({ ...files, 'CHANGES.md': 'Of the queue.\n' }, [base]);
  const before = stage.models.calls.length;
  const job = stores.job({ repository: pull.repository, eventName: 'merge_group', pullRequest: pull.number });
  const outcome = await stage.run(pull, {
    eventName: 'merge_group',
    event: await pull.groupEvent(head, base),
    token: stage.github.token(WITH_ACTIONS),
    env: { ...job, ...env },
  });
  const states = pull.statuses(head).map(({ state }) => state);
  return { outcome, calls: stage.models.calls.length - before, states };
}

describe.concurrent('a merge group', () => {
  scenario(
    'with the content of its pull request costs no call, and has the same verdict',
    async ({ stage, stores }) => {
      const world = { stage, stores, pull: await stage.pullRequest(CHANGE) };
      const own = await pushed(world);
      const { outcome, calls, states } = await queued(world, CHANGE.head);
      expect(calls).toBe(0);
      expect(states).toEqual(['success', 'pending']);
      expect(outcome.verdict?.verdict).toBe(own.verdict?.verdict);
      expect(outcome.verdict?.digests).toEqual(own.verdict?.digests);
      expect(outcome.verdict?.migrations[0]?.calls).toMatchObject({ made: 0, cached: 40 });
    },
  );

  scenario('with the failure of its pull request fails, and costs no call either', async ({ stage, stores }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const world = { stage, stores, pull: await stage.pullRequest(CHANGE) };
    await pushed(world);
    stage.reply(answering());
    expect(await queued(world, CHANGE.head)).toMatchObject({ calls: 0, states: ['failure', 'pending'] });
  });

  scenario("with another pull request's change before it is evaluated", async ({ stage, stores }) => {
    const world = { stage, stores, pull: await stage.pullRequest(CHANGE) };
    await pushed(world);
    const prompt = { prompt: 'Be exact. {{input}}\n' };
    const before = await world.pull.commit(triage(prompt), [world.pull.baseSha]);
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const run = await queued(world, triage({ ...prompt, model: NEW_MODEL }), before);
    expect(run).toMatchObject({ calls: 40, states: ['failure', 'pending'] });
    expect(run.outcome.verdict).toMatchObject({ base: before, source: before });
  });

  scenario(
    'whose base measures otherwise by now is judged by that, with the same replies',
    async ({ stage, stores }) => {
      stage.reply(answering({ [NEW_MODEL]: [1] }));
      const world = { stage, stores, pull: await stage.pullRequest(CHANGE) };
      expect((await pushed(world)).status?.state).toBe('success');
      const strict = { application: { acceptance: { accuracy: { min: 0.99 } } } };
      const before = await world.pull.commit(triage(strict), [world.pull.baseSha]);
      const run = await queued(world, triage({ ...strict, model: NEW_MODEL }), before);
      expect(run).toMatchObject({ calls: 0, states: ['failure', 'pending'] });
    },
  );

  scenario('takes what pull_request_target left without being told to', async ({ stage, stores }) => {
    const world = { stage, stores, env: {}, pull: await stage.pullRequest(CHANGE) };
    await pushed(world, 'pull_request_target');
    expect(await queued(world, CHANGE.head)).toMatchObject({ calls: 0, states: ['success', 'pending'] });
  });

  scenario('is evaluated anew where its pull request left nothing that it could trust', async ({ stage, stores }) => {
    const world = { stage, stores, pull: await stage.pullRequest(CHANGE) };
    await pushed(world);
    expect(await queued({ ...world, env: {} }, CHANGE.head)).toMatchObject({ calls: 40 });
  });
});
