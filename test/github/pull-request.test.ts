import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPullRequest } from '../../src/github/pull-request.ts';
import { type FakeGithub, startGithub } from '../support/github/github.ts';
import { openPullRequest } from '../support/github/pull-request.ts';
import { openClient } from './open-client.ts';

let github: FakeGithub;

beforeAll(async () => {
  github = await startGithub();
});

afterAll(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

const FILES = { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } };

describe('readPullRequest', () => {
  it('tells the head as it is now', async () => {
    const pull = await openPullRequest(github, FILES);
    const client = openClient(github, pull);
    await pull.push({ 'a.txt': 'three\n' });
    expect(await readPullRequest(client, pull.number)).toEqual({
      number: pull.number,
      state: 'open',
      authorType: 'User',
      draft: false,
      headSha: pull.headSha,
      headRef: 'change',
      baseRef: 'main',
      defaultBranch: 'main',
      isFork: false,
      author: 'octocat',
      url: expect.stringContaining(`/${pull.number}`),
      baseSha: expect.stringMatching(/^[0-9a-f]{40}$/),
      readAt: expect.any(Number),
    });
  });

  it('knows a fork', async () => {
    const pull = await openPullRequest(github, { ...FILES, fork: true });
    expect(await readPullRequest(openClient(github, pull), pull.number)).toMatchObject({ isFork: true });
  });

  it.each([
    [401, { message: 'Bad credentials' }, 'GitHub does not accept the token (asked to read pull request'],
    [404, { message: 'Not Found' }, /refused to read pull request \d+: 404 Not Found, request TEST:1/],
    [403, { message: 'Resource not accessible by integration' }, 'lacks the permission `pull-requests: write`'],
    [200, { number: 'seven' }, /answer about pull request \d+ is not what its API promises \(at number\)/],
    [400, { message: `${'x'.repeat(400)}\u0007` }, /400 x{300}…/],
  ])('explains an answer of %s', async (status, body, message) => {
    const pull = await openPullRequest(github, FILES);
    github.faults.add({ operation: 'pulls/get', answer: status, body });
    await expect(readPullRequest(openClient(github, pull), pull.number)).rejects.toThrow(message);
  });

  it('says that GitHub cannot be reached, and shows no token', async () => {
    const pull = await openPullRequest(github, FILES);
    const client = openClient(github, pull, { apiUrl: 'http://127.0.0.1:9', token: 'ghs_not-to-be-shown' });
    const error: Error = await readPullRequest(client, pull.number).then(
      () => new Error('read'),
      (reason: Error) => reason,
    );
    expect(error.message).toContain('GitHub could not be reached to read pull request');
    expect(JSON.stringify([error.message, error, error.cause ?? null])).not.toContain('not-to-be-shown');
  });
});
