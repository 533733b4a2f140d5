import { describe, expect, it } from 'vitest';
import { listReviews } from '../../src/github/reviews.ts';
import { standIn } from './stand-in.ts';

const at = standIn('one a file', { answersDiffer: true });

async function review(body: object): Promise<void> {
  const response = await fetch(`${at.github.url}/repos/${at.pull.repository}/pulls/${at.pull.number}/reviews`, {
    method: 'POST',
    headers: { authorization: `Bearer ${at.github.ownerToken}`, 'content-type': 'application/json' },
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
    const client = at.client();
    expect(await listReviews(client, at.pull.number)).toEqual([]);
    await review({ event: 'APPROVE', commit_id: at.pull.headSha });
    await review({ event: 'REQUEST_CHANGES', body: 'no', commit_id: at.pull.sourceSha });
    await review({ body: 'in the making' });
    const user = { login: 'octocat', type: 'User' };
    const submittedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(await listReviews(client, at.pull.number)).toEqual([
      { user, state: 'APPROVED', commitId: at.pull.headSha, submittedAt },
      { user, state: 'CHANGES_REQUESTED', commitId: at.pull.sourceSha, submittedAt },
      expect.objectContaining({ user, state: 'PENDING' }),
    ]);
  });

  it('reads every page, because the last review may take back the first', async () => {
    at.github.faults.add({ operation: 'pulls/list-reviews', answer: 200, body: answer(100) });
    at.github.faults.add({ operation: 'pulls/list-reviews', answer: 200, body: answer(100) });
    at.github.faults.add({ operation: 'pulls/list-reviews', answer: 200, body: answer(3, { state: 'DISMISSED' }) });
    const reviews = await listReviews(at.client(), at.pull.number);
    expect(reviews).toHaveLength(203);
    expect(reviews.at(-1)?.state).toBe('DISMISSED');
    expect(at.github.requests.slice(-3).map(({ query }) => query)).toEqual(
      [1, 2, 3].map((page) => `?per_page=100&page=${page}`),
    );
  });

  it('takes an account that is gone for nobody', async () => {
    const body = answer(1, { user: null, commit_id: null, submitted_at: null, state: 'APPROVED' });
    at.github.faults.add({ operation: 'pulls/list-reviews', answer: 200, body });
    expect(await listReviews(at.client(), at.pull.number)).toEqual([
      { user: { login: 'ghost', type: 'Mannequin' }, state: 'APPROVED' },
    ]);
  });

  it('gives up rather than leave the last ones out', async () => {
    at.github.faults.add({ operation: 'pulls/list-reviews', answer: 200, body: answer(100), times: 50 });
    await expect(listReviews(at.client(), at.pull.number)).rejects.toThrow(/more than 5000 reviews/);
  });

  it.each([
    [200, answer(1, { state: 'APPROVED_ISH' }), /answer about the reviews is not what its API promises \(at 0.state\)/],
    [200, answer(1, { user: { login: 'x' } }), /not what its API promises \(at 0.user.type\)/],
    [200, { message: 'hello' }, /answer about the reviews is not what its API promises/],
    [403, { message: 'Resource not accessible by integration' }, /lacks the permission `pull-requests: write`/],
    [404, { message: 'Not Found' }, /refused to read the reviews of pull request \d+: 404/],
  ])('explains an answer of %s', async (status, body, message) => {
    at.github.faults.add({ operation: 'pulls/list-reviews', answer: status, body });
    await expect(listReviews(at.client(), at.pull.number)).rejects.toThrow(message);
  });
});
