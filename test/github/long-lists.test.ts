import { describe, expect, it } from 'vitest';
import { listComments } from '../../src/github/comments.ts';
import { listCommitters } from '../../src/github/commits.ts';
import { readOrder } from '../../src/github/run-order.ts';
import { listContext } from '../../src/github/status.ts';
import { standIn } from './stand-in.ts';

const at = standIn('one a file');

const TIME = '2026-11-02T10:00:00Z';

/** Answers as GitHub gives them, but for members that nobody reads. */
const commits = (count: number) =>
  Array.from({ length: count }, (_, id) => ({
    sha: String(id).padStart(40, '0'),
    author: { login: `u${id}` },
    committer: { login: `u${id}` },
    parents: [{ sha: 'f'.repeat(40) }],
    commit: { verification: { verified: false } },
  }));
const comments = (count: number) =>
  Array.from({ length: count }, (_, id) => ({
    id,
    html_url: `https://github.com/octocat/shop/pull/1#issuecomment-${id}`,
    body: 'words',
    user: { login: `u${id}`, type: 'User' },
    created_at: TIME,
    updated_at: TIME,
    performed_via_github_app: null,
  }));

const statuses = (count: number, context: string) =>
  Array.from({ length: count }, (_, id) => ({
    id,
    context,
    state: 'success',
    description: null,
    created_at: TIME,
    target_url: null,
    creator: { login: 'github-actions[bot]' },
  }));

describe('a list that GitHub cuts off, or that does not end', () => {
  it('of commits is refused from where GitHub tells no more', async () => {
    const operation = 'pulls/list-commits';
    at.github.faults.add({ operation, answer: 200, body: commits(100), times: 2 });
    at.github.faults.add({ operation, answer: 200, body: commits(49) });
    expect(await listCommitters(at.client(), at.pull.number)).toHaveLength(100);
    at.github.faults.add({ operation, answer: 200, body: commits(100), times: 2 });
    at.github.faults.add({ operation, answer: 200, body: commits(50) });
    await expect(listCommitters(at.client(), at.pull.number)).rejects.toThrow(/has 250 commits or more/);
  });

  it('of comments is refused, because the last one may take back the first', async () => {
    at.github.faults.add({ operation: 'issues/list-comments', answer: 200, body: comments(100), times: 50 });
    await expect(listComments(at.client(), at.pull.number)).rejects.toThrow(/more than 5000 comments/);
  });

  it('of statuses is refused, because a newer run may be buried under those of other names', async () => {
    const operation = 'repos/list-commit-statuses-for-ref';
    const client = at.client();
    const place = { headSha: at.pull.headSha, context: 'changeover' };
    at.github.faults.add({ operation, answer: 200, body: statuses(100, 'noise'), times: 9 });
    at.github.faults.add({ operation, answer: 200, body: statuses(100, 'changeover') });
    at.github.faults.add({ operation, answer: 200, body: [] });
    expect(await listContext(client, at.pull.headSha, 'changeover')).toHaveLength(100);
    at.github.faults.add({ operation, answer: 200, body: statuses(100, 'noise'), times: 10 });
    at.github.faults.add({ operation, answer: 200, body: statuses(1, 'changeover') });
    await expect(readOrder(client, place, {})).rejects.toThrow(
      /has more than 1,000 statuses, so that not all of changeover can be read.*git commit --allow-empty/s,
    );
  });
});
