import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listReviews } from '../../src/github/reviews.ts';
import { type FakeGithub, startGithub } from '../support/github/github.ts';
import { openPullRequest, type PullRequestFixture } from '../support/github/pull-request.ts';
import { openClient } from './open-client.ts';

let github: FakeGithub;
let pull: PullRequestFixture;

beforeAll(async () => {
  github = await startGithub();
  pull = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } });
});

afterEach(() => {
  expect(github.violations).toEqual([]);
  github.faults.clear();
});

afterAll(async () => {
  await github.close();
});

async function review(body: object): Promise<void> {
  const response = await fetch(`${github.url}/repos/${pull.repository}/pulls/${pull.number}/reviews`, {
    method: 'POST',
    headers: { authorization: `Bearer ${github.ownerToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
}

/** An answer as GitHub gives it, but for members that nobody reads. */
function answer(count: number, rest: object = {}): readonly object[] {
  return Array.from({ length: count }, (_, id) => ({
    id,
    user: { login: `u${id}`, type: 'User' },
    state: 'COMMENTED',
    commit_id: 'a'.repeat(40),
    submitted_at: '2026-11-02T10:00:00Z',
    ...rest,
  }));
}

describe('listReviews', () => {
  it('tells who said what about which commit', async () => {
    const client = openClient(github, pull);
    expect(await listReviews(client, pull.number)).toEqual([]);
    await review({ event: 'APPROVE', commit_id: pull.headSha });
    await review({ event: 'REQUEST_CHANGES', body: 'no', commit_id: pull.sourceSha });
    await review({ body: 'in the making' });
    const user = { login: 'octocat', type: 'User' };
    const submittedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(await listReviews(client, pull.number)).toEqual([
      { user, state: 'APPROVED', commitId: pull.headSha, submittedAt },
      { user, state: 'CHANGES_REQUESTED', commitId: pull.sourceSha, submittedAt },
      expect.objectContaining({ user, state: 'PENDING' }),
    ]);
  });

  it('reads every page, because the last review may take back the first', async () => {
    github.faults.add({ operation: 'pulls/list-reviews', answer: 200, body: answer(100) });
    github.faults.add({ operation: 'pulls/list-reviews', answer: 200, body: answer(100) });
    github.faults.add({ operation: 'pulls/list-reviews', answer: 200, body: answer(3, { state: 'DISMISSED' }) });
    const reviews = await listReviews(openClient(github, pull), pull.number);
    expect(reviews).toHaveLength(203);
    expect(reviews.at(-1)?.state).toBe('DISMISSED');
    expect(github.requests.slice(-3).map(({ query }) => query)).toEqual(
      [1, 2, 3].map((page) => `?per_page=100&page=${page}`),
    );
  });

  it('takes an account that is gone for nobody', async () => {
    const body = answer(1, { user: null, commit_id: null, submitted_at: null, state: 'APPROVED' });
    github.faults.add({ operation: 'pulls/list-reviews', answer: 200, body });
    expect(await listReviews(openClient(github, pull), pull.number)).toEqual([
      { user: { login: 'ghost', type: 'Mannequin' }, state: 'APPROVED' },
    ]);
  });

  it('gives up rather than leave the last ones out', async () => {
    github.faults.add({ operation: 'pulls/list-reviews', answer: 200, body: answer(100), times: 50 });
    await expect(listReviews(openClient(github, pull), pull.number)).rejects.toThrow(/more than 5000 reviews/);
  });

  it.each([
    [200, answer(1, { state: 'APPROVED_ISH' }), /answer about the reviews is not what its API promises \(at 0.state\)/],
    [200, answer(1, { user: { login: 'x' } }), /not what its API promises \(at 0.user.type\)/],
    [200, { message: 'hello' }, /answer about the reviews is not what its API promises/],
    [403, { message: 'Resource not accessible by integration' }, /lacks the permission `pull-requests: write`/],
    [404, { message: 'Not Found' }, /refused to read the reviews of pull request \d+: 404/],
  ])('explains an answer of %s', async (status, body, message) => {
    github.faults.add({ operation: 'pulls/list-reviews', answer: status, body });
    await expect(listReviews(openClient(github, pull), pull.number)).rejects.toThrow(message);
  });
});
