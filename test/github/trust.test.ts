import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GithubClient } from '../../src/github/client.ts';
import type { RunningWorkflow } from '../../src/github/required-workflow.ts';
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
const PATH = '.github/workflows/changeover.yml';
const SHA = 'a'.repeat(40);
const MAIN = 'refs/heads/main';
/** As the runner tells it of a pull request's own workflow. */
const PROPOSED: RunningWorkflow = { home: 'octocat/shop', path: PATH, ref: 'refs/pull/1/merge' };

function requireStatus(context: string, integrationId?: number): void {
  const check = { context, ...(integrationId === undefined ? {} : { integration_id: integrationId }) };
  const parameters = { required_status_checks: [check], strict_required_status_checks_policy: true };
  github.overrides.rules.push({ type: 'required_status_checks', parameters, ...FROM });
}

/** In force, as an organisation's ruleset says it. */
function requireWorkflow(workflow: {
  readonly path?: string;
  readonly repository_id: number;
  readonly ref?: string;
  readonly sha?: string;
}): void {
  const parameters = { workflows: [{ path: PATH, ...workflow }] };
  github.overrides.rules.push({ type: 'workflows', parameters, ...FROM });
}

/** Writes a status first, as every run has by then: so it knows whom its token writes as. */
async function trustWith(token: string, workflow = PROPOSED) {
  const client: GithubClient = openClient(github, pull, { token });
  await setStatus(client, { sha: pull.headSha, context: 'changeover', state: 'pending', description: 'Evaluating' });
  return await readTrust(client, { branch: 'main', context: 'changeover', workflow });
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

describe('the level of trust of a workflow that a ruleset requires', () => {
  const A = { level: 'A', because: 'workflow' };
  const B = { level: 'B', because: 'token' };
  let own: number;
  let central: number;
  let home: string;

  beforeAll(async () => {
    const { rest, owner, repo } = openClient(github, pull);
    own = (await rest.repos.get({ owner, repo })).data.id;
    const other = await openPullRequest(github, { base: { 'a.txt': 'a' }, head: { 'a.txt': 'b' } });
    central = (await rest.repos.get({ owner: other.owner, repo: other.repo })).data.id;
    home = `${other.owner}/${other.repo}`;
  });

  afterEach(() => {
    github.faults.clear();
  });

  const shop = (): RunningWorkflow => ({ home: `${pull.owner}/${pull.repo}`, path: PATH, ref: MAIN, sha: SHA });

  it('is A where it is of this repository, at the version that the rule takes', async () => {
    requireWorkflow({ repository_id: own, ref: MAIN });
    expect(await trustWith(github.token(), shop())).toEqual(A);
    expect(await trustWith(github.token(), { ...shop(), home: shop().home.toUpperCase() })).toEqual(A);
  });

  it('is A where it is of another repository, which seldom has files of its own here', async () => {
    requireWorkflow({ repository_id: central, ref: MAIN });
    expect(await trustWith(github.token(), { ...shop(), home })).toEqual(A);
  });

  it('is A where the token may not see that other repository, and the rule is not about this one', async () => {
    const unseen = { ...shop(), home: 'octocat/not-there' };
    requireWorkflow({ repository_id: own, ref: MAIN });
    expect(await trustWith(github.token(), unseen)).toEqual(B);
    requireWorkflow({ repository_id: central, ref: MAIN });
    expect(await trustWith(github.token(), unseen)).toEqual(A);
  });

  it('is B where a file of the same path in another repository is required, and this one runs its own', async () => {
    requireWorkflow({ repository_id: central, ref: MAIN });
    expect(await trustWith(github.token(), shop())).toEqual(B);
  });

  it('is B where this repository is meant, and the file of another one runs', async () => {
    requireWorkflow({ repository_id: own, ref: MAIN });
    expect(await trustWith(github.token(), { ...shop(), home })).toEqual(B);
  });

  it('is B where the run is that of the file as the pull request has it', async () => {
    requireWorkflow({ repository_id: own, ref: MAIN });
    requireWorkflow({ repository_id: own });
    const proposed = { ...shop(), ref: 'refs/pull/1/merge' };
    expect(await trustWith(github.token(), proposed)).toEqual(B);
  });

  it('knows a version by its commit where the rule names one, by the short name of a branch or tag else', async () => {
    requireWorkflow({ repository_id: own, ref: MAIN, sha: SHA });
    expect(await trustWith(github.token(), shop())).toEqual(A);
    expect(await trustWith(github.token(), { ...shop(), sha: 'b'.repeat(40) })).toEqual(B);
    github.overrides.rules.length = 0;
    requireWorkflow({ repository_id: own, ref: 'v1' });
    expect(await trustWith(github.token(), { ...shop(), ref: 'refs/tags/v1' })).toEqual(A);
    expect(await trustWith(github.token(), shop())).toEqual(B);
  });

  it('is B where another path is required', async () => {
    requireWorkflow({ path: '.github/workflows/lint.yml', repository_id: own, ref: MAIN });
    expect(await trustWith(github.token(), shop())).toEqual(B);
  });

  it('is B where GitHub does not say which repository is which', async () => {
    requireWorkflow({ repository_id: own, ref: MAIN });
    requireWorkflow({ repository_id: central, ref: MAIN });
    github.faults.add({ operation: 'repos/get', answer: 404, times: 3 });
    expect(await trustWith(github.token(), shop())).toEqual(B);
    expect(await trustWith(github.token(), { ...shop(), home })).toEqual(B);
  });
});
