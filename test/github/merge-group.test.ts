import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseQueueBranch, pullRequestOfGroup } from '../../src/github/merge-group.ts';
import { type FakeGithub, startGithub } from '../support/github/github.ts';
import { openPullRequest } from '../support/github/pull-request.ts';
import { openClient } from './open-client.ts';

let github: FakeGithub;

beforeAll(async () => {
  github = await startGithub();
});

afterAll(() => github.close());

const SHA = 'a'.repeat(40);
const FILES = { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } };

describe("a merge group's branch", () => {
  it.each([
    [`refs/heads/gh-readonly-queue/main/pr-104-${SHA}`, { baseRef: 'main', pullRequest: 104 }],
    [`gh-readonly-queue/main/pr-104-${SHA}`, { baseRef: 'main', pullRequest: 104 }],
    [`refs/heads/gh-readonly-queue/release/pr-2/pr-7-${SHA}`, { baseRef: 'release/pr-2', pullRequest: 7 }],
    [`refs/heads/gh-readonly-queue/main/pr-0-${SHA}`, undefined],
    [`refs/heads/gh-readonly-queue/main/pr-104-${SHA.slice(1)}`, undefined],
    [`refs/heads/feature/gh-readonly-queue/main/pr-104-${SHA}`, undefined],
    [`refs/heads/main`, undefined],
    ['', undefined],
  ])('%s', (name, expected) => {
    expect(parseQueueBranch(name)).toEqual(expected);
  });
});

describe('the pull request that a group is for', () => {
  it('is the one of its name, as long as it is open and leads into the same branch', async () => {
    const pull = await openPullRequest(github, { ...FILES, protect: false });
    const client = openClient(github, pull);
    const headRef = `refs/heads/gh-readonly-queue/main/pr-${pull.number}-${SHA}`;
    const found = () => pullRequestOfGroup(client, { headRef, baseRef: 'main' });
    expect(await found()).toMatchObject({ number: pull.number, headSha: pull.headSha });
    expect(await pullRequestOfGroup(client, { headRef, baseRef: 'release' })).toBeUndefined();
    await pull.retarget('release');
    expect(await found()).toBeUndefined();
    await pull.retarget('main');
    await pull.close();
    expect(await found()).toBeUndefined();
  });

  it('is nobody where the name does not say, and nothing is asked then', async () => {
    const pull = await openPullRequest(github, FILES);
    github.requests.length = 0;
    expect(await pullRequestOfGroup(openClient(github, pull), { headRef: '', baseRef: 'main' })).toBeUndefined();
    expect(github.requests).toEqual([]);
  });

  it('fails in a sentence where GitHub cannot say', async () => {
    const pull = await openPullRequest(github, FILES);
    const headRef = `refs/heads/gh-readonly-queue/main/pr-4711-${SHA}`;
    await expect(pullRequestOfGroup(openClient(github, pull), { headRef, baseRef: 'main' })).rejects.toThrow(
      'read pull request 4711',
    );
  });
});
