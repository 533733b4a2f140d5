import { describe, expect } from 'vitest';
import type { PullRequestFixture, PullRequestOptions } from '../support/github/pull-request.ts';
import { type Stage, scenario } from './support/stage.ts';
import { NEW_MODEL, triage } from './support/triage.ts';

/** No provider's credentials, and no machine that could lend some. */
const NOTHING = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  OPENAI_API_KEY: '',
  AWS_EC2_METADATA_DISABLED: 'true',
  CHANGEOVER_CACHE: 'off',
};

const BEDROCK = { base: triage(), head: triage({ model: NEW_MODEL }) };
const OPENAI = { base: triage({ model: 'gpt-4-0613' }), head: triage({ model: 'gpt-4o' }) };
const UNRELATED = { base: triage(), head: triage({ files: { 'README.md': 'A typing error less.\n' } }) };

/** As `examples/workflows/changeover-forks.yml` detects. */
function detected(stage: Stage, pull: PullRequestFixture) {
  return stage.run(pull, { eventName: 'pull_request_target', env: NOTHING });
}

const FORK = "no credentials in a fork's pull request: a maintainer starts its run";
const DEPENDABOT = "no credentials in Dependabot's pull request: a maintainer starts its run";

/** Who opened it, what it changes, and what the status says then. */
const STRANGERS: Readonly<
  Record<string, [Partial<PullRequestOptions>, Pick<PullRequestOptions, 'base' | 'head'>, string]>
> = {
  'of a fork, whose provider wants a key': [{ fork: true }, OPENAI, FORK],
  "of a fork, whose provider finds the runner's own credentials": [{ fork: true }, BEDROCK, FORK],
  'of Dependabot': [{ dependabot: true }, OPENAI, DEPENDABOT],
};

describe.concurrent('a pull request that gets no secrets', () => {
  for (const [name, [who, change, told]] of Object.entries(STRANGERS)) {
    scenario(`${name}, is blocked with what a maintainer does next`, async ({ stage }) => {
      const pull = await stage.pullRequest({ ...change, ...who });
      const { main, status, comment, verdict } = await detected(stage, pull);
      expect(main).toMatchObject({ code: 1, outputs: { verdict: 'invalid' } });
      expect(status).toMatchObject({ state: 'error', description: expect.stringContaining(told) });
      expect(comment).toContain('a maintainer starts its run');
      expect(comment).toContain('changeover-by-hand.yml');
      expect(verdict?.reason).toMatchObject({ kind: 'problem', problem: { code: 'model-access' } });
      expect(stage.models.calls).toEqual([]);
      expect(await pull.merge()).toMatchObject({ merged: false });
    });
  }

  scenario('and changes no model is answered at once, without a comment', async ({ stage }) => {
    const pull = await stage.pullRequest({ ...UNRELATED, fork: true });
    const { main, status, comments } = await detected(stage, pull);
    expect(main).toMatchObject({ code: 0, outputs: { verdict: 'not-applicable' } });
    expect(status).toMatchObject({ state: 'success', description: expect.stringMatching(/^Not evaluated/) });
    expect(comments).toEqual([]);
    expect(await pull.merge()).toMatchObject({ merged: true });
  });

  scenario('is evaluated where the run has credentials, because a maintainer approved it', async ({ stage }) => {
    const pull = await stage.pullRequest({ ...BEDROCK, fork: true });
    await detected(stage, pull);
    const { status } = await stage.run(pull, {
      eventName: 'pull_request_target',
      inputs: { 'head-sha': pull.headSha },
    });
    expect(status?.state).toBe('success');
    expect(await pull.merge()).toMatchObject({ merged: true });
  });
});

describe.concurrent('a pull request of the repository', () => {
  scenario('without credentials is told what is missing, and nothing of maintainers', async ({ stage }) => {
    const { status, comment } = await detected(stage, await stage.pullRequest(OPENAI));
    expect(status?.description).toContain('OPENAI_API_KEY');
    expect(comment).not.toContain('a maintainer starts its run');
  });
});
