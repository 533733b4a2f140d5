import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GithubClient } from '../../src/github/client.ts';
import { setStatus } from '../../src/github/status.ts';
import { readTrust } from '../../src/github/trust.ts';
import { APPS } from '../support/github/apps.ts';
import { type FakeGithub, startGithub } from '../support/github/github.ts';
import { openPullRequest, type PullRequestFixture } from '../support/github/pull-request.ts';
import { openClient } from './open-client.ts';

let github: FakeGithub;
let pull: PullRequestFixture;

beforeAll(async () => {
  github = await startGithub();
  pull = await openPullRequest(github, { base: { 'a.txt': 'a' }, head: { 'a.txt': 'b' } });
});

afterAll(async () => {
  const { violations, answerViolations } = github;
  await github.close();
  expect([...violations, ...answerViolations]).toEqual([]);
});

beforeEach(() => {
  github.overrides.rules.length = 0;
});

const FROM = { ruleset_source_type: 'Repository', ruleset_source: 'octocat/shop', ruleset_id: 42 };
const WORKFLOW = '.github/workflows/changeover.yml';

function requireStatus(context: string, integrationId?: number): void {
  const check = { context, ...(integrationId === undefined ? {} : { integration_id: integrationId }) };
  const parameters = { required_status_checks: [check], strict_required_status_checks_policy: true };
  github.overrides.rules.push({ type: 'required_status_checks', parameters, ...FROM });
}

function requireWorkflow(path: string): void {
  const parameters = { workflows: [{ path, repository_id: 7 }] };
  github.overrides.rules.push({ type: 'workflows', parameters, ...FROM });
}

/** Writes a status first, as every run has by then: so it knows whom its token writes as. */
async function trustWith(token: string, workflowPath = WORKFLOW) {
  const client: GithubClient = openClient(github, pull, { token });
  await setStatus(client, { sha: pull.headSha, context: 'changeover', state: 'pending', description: 'Evaluating' });
  return await readTrust(client, { branch: 'main', context: 'changeover', workflowPath });
}

describe('the level of trust', () => {
  it('is B with the token of the workflow, whatever the rules pin', async () => {
    requireStatus('changeover', APPS['other-app']);
    expect(await trustWith(github.token())).toEqual({ level: 'B', because: 'token' });
  });

  it('is A where a rule pins the status to the App that wrote it', async () => {
    requireStatus('changeover', APPS['other-app']);
    expect(await trustWith(github.appToken())).toEqual({ level: 'A', because: 'app' });
  });

  it('is A where a ruleset requires the workflow', async () => {
    requireWorkflow(WORKFLOW);
    expect(await trustWith(github.token())).toEqual({ level: 'A', because: 'workflow' });
  });

  it('is B where a ruleset requires another workflow', async () => {
    requireWorkflow('.github/workflows/lint.yml');
    expect(await trustWith(github.token())).toEqual({ level: 'B', because: 'token' });
  });

  it('is B where an App writes a status that the rule takes from anybody', async () => {
    requireStatus('changeover');
    expect(await trustWith(github.appToken())).toEqual({ level: 'B', because: 'any-source' });
  });

  it('is unknown where no rule names the status', async () => {
    requireStatus('lint', 15_368);
    expect(await trustWith(github.appToken())).toEqual({ level: 'unknown', because: 'no-rule' });
  });

  it('is unknown where the rule pins another App', async () => {
    requireStatus('changeover', 15_368);
    expect(await trustWith(github.appToken())).toEqual({ level: 'unknown', because: 'unread' });
  });

  it('is unknown where GitHub does not answer, and never an error', async () => {
    const client = openClient(github, pull, { token: github.appToken() });
    const question = { branch: 'main', context: 'changeover' };
    await expect(readTrust({ ...client, repo: 'not-there' }, question)).resolves.toMatchObject({ level: 'unknown' });
  });
});
