import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { upsertComment } from '../../src/github/comment.ts';
import { addToSpent, spentInMonth, spentOnPullRequest } from '../../src/github/spending.ts';
import { addSpent, keepSpent, SPENT_LINE_ROOM, spentIn, totalSpent, withSpent } from '../../src/github/spent-line.ts';
import { setStatus } from '../../src/github/status.ts';
import { HIDDEN_LINE_ROOM } from '../../src/report/comment.ts';
import { type FakeGithub, startGithub } from '../support/github/github.ts';
import { openPullRequest, type PullRequestFixture } from '../support/github/pull-request.ts';
import { openClient } from './open-client.ts';

const MARKER = '<!-- changeover -->';
const FRESH = `${MARKER}\nEvaluating\n`;

describe('the line of what was spent', () => {
  it('is the second one of a comment, is found again, and takes nothing else away', () => {
    const body = withSpent(`${MARKER}\nOne\nTwo`, { '2026-10': 1.5, '2026-11': 0.25 });
    expect(body).toBe(`${MARKER}\n<!-- changeover:spent {"2026-10":1.5,"2026-11":0.25} -->\nOne\nTwo`);
    expect(spentIn(body)).toEqual({ '2026-10': 1.5, '2026-11': 0.25 });
    expect(withSpent(body, { '2026-11': 1 })).toBe(`${MARKER}\n<!-- changeover:spent {"2026-11":1} -->\nOne\nTwo`);
    expect(keepSpent(`${MARKER}\nNew`, body)).toBe(`${MARKER}\n${body.split('\n')[1]}\nNew`);
    expect(keepSpent(`${MARKER}\nNew`, `${MARKER}\nOld`)).toBe(`${MARKER}\nNew`);
  });

  it('counts only where we put it: what others write further down is no ledger', () => {
    expect(spentIn(`${MARKER}\nReply:\n<!-- changeover:spent {"2026-11":0} -->`)).toEqual({});
    expect(spentIn('')).toEqual({});
  });

  it.each([
    '<!-- changeover:spent {"2026-11":-5} -->',
    '<!-- changeover:spent {"2026-11":"5"} -->',
    '<!-- changeover:spent {"2026-11":1e400} -->',
    '<!-- changeover:spent {"November":5} -->',
    '<!-- changeover:spent {"constructor":5} -->',
    '<!-- changeover:spent [] -->',
    '<!-- changeover:spent 5 -->',
    '<!-- changeover:spent {"2026-11":1} ',
  ])('is not guessed at: %s', (line) => expect(spentIn(`${MARKER}\n${line}\nText`)).toBeUndefined());

  it('adds up without losing a fraction of a cent, and never falls below nothing', () => {
    let spent = {};
    for (let run = 0; run < 10; run += 1) spent = addSpent(spent, '2026-11', 0.1);
    expect(spentIn(withSpent(MARKER, spent))).toEqual({ '2026-11': 1 });
    expect(spentIn(withSpent(MARKER, { '2026-11': 0.00001 }))).toEqual({ '2026-11': 0.0001 });
    expect(addSpent({ '2026-11': 1 }, '2026-11', -3)).toEqual({ '2026-11': 0 });
  });

  it('stays short however long a pull request is open', () => {
    const months = Array.from(
      { length: 60 },
      (_, index) => `${2026 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
    );
    const body = withSpent(MARKER, Object.fromEntries(months.map((month) => [month, 1234.5678])));
    expect(body.length - MARKER.length).toBeLessThan(SPENT_LINE_ROOM);
    expect(SPENT_LINE_ROOM, 'room that a comment leaves').toBe(HIDDEN_LINE_ROOM);
    const spent = spentIn(body) ?? {};
    expect(Object.keys(spent)).toHaveLength(13);
    expect(totalSpent(spent)).toBeCloseTo(60 * 1234.5678, 3);
    expect(spent['2030-12']).toBe(1234.5678);
  });
});

describe('what was spent, on GitHub', () => {
  let github: FakeGithub;
  let pull: PullRequestFixture;

  beforeAll(async () => {
    github = await startGithub();
    pull = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } });
  });

  afterEach(() => {
    expect(github.violations).toEqual([]);
    expect(github.answerViolations).toEqual([]);
    github.faults.clear();
  });

  afterAll(() => github.close());

  /** A client as it is after it has set its first status: it knows whom it writes as. */
  async function writer(of: PullRequestFixture, token = github.token()) {
    const client = openClient(github, of, { token });
    await setStatus(client, { sha: of.headSha, context: 'changeover', state: 'pending', description: '' });
    return client;
  }

  it('lives in the comment of a pull request, and adds up over pull requests and months', async () => {
    const client = await writer(pull);
    const other = await pull.another({ 'a.txt': 'three\n' });
    expect(await spentOnPullRequest(client, pull.number, MARKER)).toEqual({});
    await addToSpent(client, pull.number, { month: '2026-10', usd: 2, fresh: FRESH });
    await addToSpent(client, pull.number, { month: '2026-11', usd: 20, fresh: FRESH });
    await addToSpent(client, pull.number, { month: '2026-11', usd: -19.5, fresh: FRESH });
    await addToSpent(client, other.number, { month: '2026-11', usd: 0.25, fresh: FRESH });
    expect(await spentOnPullRequest(client, pull.number, MARKER)).toEqual({ '2026-10': 2, '2026-11': 0.5 });
    const month = new Date().toISOString().slice(0, 7);
    await addToSpent(client, other.number, { month, usd: 1, fresh: FRESH });
    expect(await spentInMonth(client, month, MARKER)).toBeGreaterThanOrEqual(1);
    expect((await pull.comments())[0]?.body).toContain('Evaluating');
    const verdict = await upsertComment(client, pull.number, `${MARKER}\n## Verdict\n`, { expectedHead: pull.headSha });
    expect(verdict.kind).toBe('updated');
    expect(await spentOnPullRequest(client, pull.number, MARKER)).toEqual({ '2026-10': 2, '2026-11': 0.5 });
    const again = await upsertComment(client, pull.number, `${MARKER}\n## Verdict\n`, { expectedHead: pull.headSha });
    expect(again.kind).toBe('unchanged');
  });

  it('is read from our own comments alone', async () => {
    const planted = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } });
    const month = new Date().toISOString().slice(0, 7);
    await planted.comment(withSpent(MARKER, { [month]: 1000 }));
    const client = await writer(planted);
    await addToSpent(client, planted.number, { month, usd: 3, fresh: FRESH });
    await planted.comment('Looks good to me.', github.token());
    expect(await spentInMonth(client, month, MARKER)).toBe(3);
    expect(await spentOnPullRequest(client, planted.number, MARKER)).toEqual({ [month]: 3 });
  });

  it('that was tampered with is said, with the place', async () => {
    const tampered = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } });
    await tampered.comment(`${MARKER}\n<!-- changeover:spent {"2026-11":"free"} -->\nText`, github.token());
    const client = await writer(tampered);
    await expect(spentOnPullRequest(client, tampered.number, MARKER)).rejects.toThrow(
      /What was spent is not readable in http.*#issuecomment-\d+: its second line was edited/,
    );
    await expect(spentInMonth(client, new Date().toISOString().slice(0, 7), MARKER)).rejects.toThrow('not readable');
  });

  it('cannot be told from more comments than can be read', async () => {
    const client = await writer(pull);
    const author = { login: 'octocat' };
    const comment = { id: 1, html_url: 'https://github.com/o/r/issues/1#issuecomment-1', body: 'x', user: author };
    const body = Array.from({ length: 100 }, (_, index) => ({ ...comment, id: index }));
    github.faults.add({ operation: 'issues/list-comments-for-repo', times: 20, answer: 200, body });
    await expect(spentInMonth(client, '2026-11', MARKER)).rejects.toThrow(
      'More than 2000 comments changed in 2026-11, too many to add up what was spent: policy.max-cost-usd-per-month cannot be kept.',
    );
  });
});
