import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import { type GithubClient, githubClient } from '../../../src/github/client.ts';
import { findReplyArtifact } from '../../../src/github/replies/find-artifact.ts';
import type { StoredArtifact, WorkflowRun } from '../../support/github/artifacts.ts';
import { type FakeGithub, OWNER, startGithub } from '../../support/github/github.ts';
import { openPullRequest, type PullRequestFixture } from '../../support/github/pull-request.ts';
import type { Permissions } from '../../support/github/tokens.ts';

const WORKFLOW = '.github/workflows/changeover.yml';
const NAME = 'changeover-replies-pr-12';
const FORK = 424_242;

let github: FakeGithub;
let pull: PullRequestFixture;
let repositoryId: number;

beforeAll(async () => {
  github = await startGithub();
  pull = await openPullRequest(github, { base: { 'a.txt': '1\n' }, head: { 'a.txt': '2\n' } });
  repositoryId = ((await pull.event()) as { repository: { id: number } }).repository.id;
});

afterAll(async () => {
  expect(github.answerViolations).toEqual([]);
  expect(github.violations).toEqual([]);
  await github.close();
});

beforeEach(() => {
  const { stored, runs } = github.overrides.artifacts;
  stored.length = 0;
  runs.length = 0;
  github.requests.length = 0;
});

/** Uploads an artifact; what is not said is as our own run would have it. Returns its ID. */
function upload(artifact: Partial<StoredArtifact> = {}, run: Partial<WorkflowRun> = {}): number {
  const { stored, runs } = github.overrides.artifacts;
  const id = stored.length + 1;
  const own: WorkflowRun = {
    id: 100 + id,
    repository: pull.repository,
    event: 'pull_request_target',
    path: WORKFLOW,
    ...run,
  };
  runs.push(own);
  stored.push({
    id,
    name: NAME,
    run: own,
    size: 10,
    digest: `sha256:${'a'.repeat(64)}`,
    createdAt: new Date(Date.UTC(2026, 10, 22, 12, 0, id)),
    expired: false,
    url: 'http://127.0.0.1:9/never-asked',
    ...artifact,
  });
  return id;
}

function client(permissions: Permissions = { actions: 'read' }): GithubClient {
  return githubClient({
    token: github.token(permissions),
    apiUrl: github.url,
    owner: OWNER,
    repo: pull.repo,
    clock: systemClock,
    waitUnitMs: 1,
  });
}

async function found(opened = client()): Promise<number | undefined> {
  const events = ['pull_request_target', 'issue_comment'];
  const trusted = { events, workflowPath: WORKFLOW, headRepositories: [repositoryId] };
  return (await findReplyArtifact(opened, { name: NAME, trusted, mostBytes: 1000 }))?.id;
}

describe('the artifact of earlier replies', () => {
  it('is the newest of our own runs', async () => {
    upload();
    const newest = upload({}, { event: 'issue_comment' });
    expect(await found()).toBe(newest);
    expect(github.requests.map(({ operation }) => operation)).toEqual([
      'actions/list-artifacts-for-repo',
      'actions/get-workflow-run',
    ]);
  });

  it('is none when there is none', async () => {
    expect(await found()).toBeUndefined();
  });

  it.each<[string, Partial<StoredArtifact>, Partial<WorkflowRun>]>([
    ['a fork uploaded', {}, { headRepositoryId: FORK }],
    [
      "a fork's pull request uploaded by its own version of the workflow",
      {},
      { event: 'pull_request', headRepositoryId: FORK },
    ],
    ["a branch's own version of the workflow uploaded", {}, { event: 'pull_request' }],
    ['a push uploaded', {}, { event: 'push' }],
    ['another workflow uploaded', {}, { path: '.github/workflows/ci.yml' }],
    ['a workflow of a name alike uploaded', {}, { path: '.github/workflows/my-changeover.yml' }],
    ['something in another folder uploaded', {}, { path: 'dynamic/changeover.yml' }],
    ['has a longer name', { name: `${NAME}3` }, {}],
    ['has expired', { expired: true }, {}],
    ['has no digest', { digest: null }, {}],
    ['has a digest of another kind', { digest: 'md5:0123' }, {}],
    ['is too large', { size: 1001 }, {}],
  ])('is never one that %s', async (_, artifact, run) => {
    const own = upload();
    upload(artifact, run);
    expect(await found()).toBe(own);
  });

  it('may be of a workflow beside the own one', async () => {
    const id = upload({}, { path: '.github/workflows/changeover-comments.yml' });
    expect(await found()).toBe(id);
  });

  it('knows its workflow where GitHub adds the branch', async () => {
    const id = upload({}, { path: `${WORKFLOW}@main` });
    expect(await found()).toBe(id);
  });

  it('is given up when many others stand before it', async () => {
    upload();
    for (let count = 0; count < 8; count += 1) upload({}, { event: 'pull_request' });
    expect(await found()).toBeUndefined();
    expect(github.requests.filter(({ operation }) => operation === 'actions/get-workflow-run')).toHaveLength(5);
  });

  it('needs a permission, which is named', async () => {
    await expect(found(client({ contents: 'read' }))).rejects.toThrow(
      'The token may not list artifacts: it lacks the permission `actions: read`.',
    );
  });
});
