import { describe, expect } from 'vitest';
import { type RunnerStores, startRunnerStores } from '../support/runner-stores/stores.ts';
import { LENA, ownedPull } from './support/commands.ts';
import { scenario as staged } from './support/stage.ts';
import { answering, NEW_MODEL, numbers } from './support/triage.ts';

const scenario = staged.extend<{ stores: RunnerStores }>({
  stores: async ({ stage }, use) => {
    const stores = await startRunnerStores(stage.github.overrides.artifacts);
    await use(stores);
    await stores.close();
  },
});
const BAD = answering({ [NEW_MODEL]: numbers(1, 20) });
const WITH = { contents: 'read', pull_requests: 'write', statuses: 'write', actions: 'read' } as const;

describe('audit', () => {
  scenario('comment after a failing run, files as in the examples', async ({ stage, stores }) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    const token = stage.github.token(WITH);
    const job = (eventName: string, file: string) =>
      stores.job({
        repository: pull.repository,
        eventName,
        pullRequest: pull.number,
        workflowPath: `.github/workflows/${file}`,
      });
    const first = await stage.run(pull, {
      token,
      env: { ...job('pull_request', 'changeover.yml'), CHANGEOVER_CACHE: 'artifact' },
    });
    const n1 = stage.models.calls.length;
    console.log('first', first.status?.state, n1, first.verdict?.attempt);
    stage.reply(answering());
    const comment = await pull.commentAs(LENA, '/changeover run');
    const second = await stage.run(pull, {
      token,
      eventName: 'issue_comment',
      event: await pull.commentEvent(comment, 'created'),
      env: { ...job('issue_comment', 'changeover-comments.yml') },
    });
    console.log(
      'second',
      second.status?.state,
      stage.models.calls.length - n1,
      second.verdict?.attempt,
      second.verdict?.earlier,
    );
    expect(1).toBe(1);
  });
  scenario('level A, cache off, the job again', async ({ stage, stores }) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    const run = async () => {
      const env = stores.job({
        repository: pull.repository,
        eventName: 'pull_request_target',
        pullRequest: pull.number,
      });
      return await stage.run(pull, { eventName: 'pull_request_target', env: { ...env, CHANGEOVER_CACHE: 'off' } });
    };
    const a = await run();
    const n1 = stage.models.calls.length;
    stage.reply(answering());
    const b = await run();
    console.log('off', a.status?.state, b.status?.state, stage.models.calls.length - n1, b.verdict?.attempt);
  });
});
