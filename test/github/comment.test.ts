import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { upsertComment } from '../../src/github/comment.ts';
import { findOwnComment } from '../../src/github/own-comment.ts';
import { setStatus } from '../../src/github/status.ts';
import { type FakeGithub, startGithub } from '../support/github/github.ts';
import { openPullRequest, type PullRequestFixture } from '../support/github/pull-request.ts';
import { openClient } from './open-client.ts';

let github: FakeGithub;
let pull: PullRequestFixture;

const MARKER = '<!-- changeover -->';
const body = (text: string): string => `${MARKER}\n${text}`;
const FILES = { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } };

beforeAll(async () => {
  github = await startGithub();
});

afterEach(() => {
  expect(github.violations).toEqual([]);
  github.faults.clear();
});

afterAll(async () => {
  await github.close();
});

async function scenario(options: { token?: string } = {}) {
  pull = await openPullRequest(github, FILES);
  const client = openClient(github, pull, options);
  github.requests.length = 0;
  // A run of its own each time, as in a workflow: nothing is remembered from the one before.
  const upsert = (text: string, expectedHead = pull.headSha, create = true) =>
    upsertComment(openClient(github, pull, options), pull.number, body(text), { expectedHead, create });
  return { client, upsert };
}

async function bodies(): Promise<string[]> {
  return (await pull.comments()).map(({ user, body: text }) => `${user.login}: ${text.replace(`${MARKER}\n`, '')}`);
}

const BOT = 'github-actions[bot]';

describe('upsertComment', () => {
  it('creates one comment, edits it in place, and leaves it when nothing changed', async () => {
    const { upsert } = await scenario();
    const created = await upsert('first');
    expect(created).toMatchObject({ kind: 'created', url: expect.stringContaining('http') });
    expect(await upsert('second')).toMatchObject({ kind: 'updated' });
    github.requests.length = 0;
    expect(await upsert('second')).toMatchObject({ kind: 'unchanged' });
    expect(github.requests.map(({ method }) => method)).toEqual(['GET']);
    expect(await bodies()).toEqual([`${BOT}: second`]);
  });

  it('writes nothing about a head that has moved', async () => {
    const { upsert } = await scenario();
    const old = pull.headSha;
    await upsert('first');
    await pull.push({ 'a.txt': 'three\n' });
    expect(await upsert('late', old)).toEqual({ kind: 'stale', headSha: pull.headSha });
    expect(await bodies()).toEqual([`${BOT}: first`]);
  });

  it("never adopts somebody else's comment, nor a marker further down", async () => {
    const { upsert } = await scenario();
    await pull.comment(body('planted by a user'));
    await pull.comment(body('planted by another app'), github.appToken());
    await pull.comment(`quoted:\n${MARKER}`, github.token());
    await pull.comment(`${MARKER} and more`, github.token());
    await upsert('ours');
    await upsert('ours, edited');
    expect((await bodies()).slice(0, 2)).toEqual([
      'octocat: planted by a user',
      'other-app[bot]: planted by another app',
    ]);
    expect((await bodies()).slice(4)).toEqual([`${BOT}: ours, edited`]);
  });

  it('finds its comment behind many others, and takes the oldest of its own', async () => {
    const { client, upsert } = await scenario();
    for (let i = 0; i < 130; i += 1) await pull.comment(`talk ${i}`);
    await upsert('ours');
    await pull.comment(body('a twin'), github.token());
    await upsert('edited');
    const comments = await bodies();
    expect(comments.slice(130)).toEqual([`${BOT}: edited`, `${BOT}: a twin`]);
    expect((await findOwnComment(client, pull.number, MARKER))?.body).toBe(body('edited'));
  });

  it("works with a user's token and with another app's, each with its own comment", async () => {
    const { upsert } = await scenario();
    await upsert('of the workflow');
    const user = openClient(github, pull, { token: github.userToken('octocat') });
    const app = openClient(github, pull, { token: github.appToken() });
    await setStatus(app, { sha: pull.headSha, context: 'x', state: 'pending', description: '' });
    for (const [client, text] of [
      [user, 'of a user'],
      [app, 'of an app'],
      [app, 'of an app, edited'],
    ] as const) {
      await upsertComment(client, pull.number, body(text), { expectedHead: pull.headSha });
    }
    expect(await bodies()).toEqual([
      `${BOT}: of the workflow`,
      'octocat: of a user',
      'other-app[bot]: of an app, edited',
    ]);
  });

  it('creates none where only an update is wanted', async () => {
    const { upsert } = await scenario();
    expect(await upsert('x', pull.headSha, false)).toEqual({ kind: 'none' });
    await upsert('first');
    expect(await upsert('second', pull.headSha, false)).toMatchObject({ kind: 'updated' });
    expect(await bodies()).toEqual([`${BOT}: second`]);
  });

  it.each([
    ['before', 502],
    ['after', 502],
    ['after', 'reset'],
    ['before', 'reset'],
  ] as const)('writes exactly once when the answer is lost (%s the effect: %s)', async (when, answer) => {
    const { upsert } = await scenario();
    github.faults.add({ operation: 'issues/create-comment', answer, when });
    expect(await upsert('once')).toMatchObject({ kind: 'created' });
    expect(await bodies()).toEqual([`${BOT}: once`]);
  });

  it('is left alone where the pull request was pointed at another branch, or closed', async () => {
    const { client, upsert } = await scenario();
    await upsert('first');
    const about = { expectedHead: pull.headSha, expectedBase: 'main', whileOpen: true };
    const wish = (text: string, more = {}) => upsertComment(client, pull.number, body(text), { ...about, ...more });
    expect(await wish('elsewhere', { expectedBase: 'release' })).toMatchObject({ kind: 'stale' });
    expect(await wish('second')).toMatchObject({ kind: 'updated' });
    await pull.close();
    expect(await wish('too late')).toMatchObject({ kind: 'stale' });
    expect(await bodies()).toEqual([`${BOT}: second`]);
    expect(await wish('asked for', { whileOpen: false })).toMatchObject({ kind: 'updated' });
  });

  it('is left to a newer run, which is asked for before every attempt', async () => {
    const { client, upsert } = await scenario();
    await upsert('first');
    let asked = 0;
    const isOvertaken = async () => {
      asked += 1;
      return asked > 1;
    };
    github.faults.add({ operation: 'issues/update-comment', answer: 502 });
    const outcome = await upsertComment(client, pull.number, body('old news'), {
      expectedHead: pull.headSha,
      isOvertaken,
    });
    expect(outcome).toEqual({ kind: 'overtaken' });
    expect(await bodies()).toEqual([`${BOT}: first`]);
  });

  it('is one of two runs that create it at once: the second takes its own back and edits the first', async () => {
    const { upsert } = await scenario();
    github.faults.add({
      operation: 'issues/create-comment',
      answer: 'pass',
      meanwhile: () => pull.comment(body('of the other run'), github.token()),
    });
    expect(await upsert('of this run')).toMatchObject({ kind: 'updated' });
    expect(await bodies()).toEqual([`${BOT}: of this run`]);
    expect(github.requests.map(({ operation }) => operation)).toContain('issues/delete-comment');
  });

  it('stays beside an elder one where GitHub does not let it be deleted, and the elder is edited from then on', async () => {
    const { upsert } = await scenario();
    github.faults.add({ operation: 'issues/delete-comment', answer: 403, body: { message: 'Forbidden' } });
    github.faults.add({
      operation: 'issues/create-comment',
      answer: 'pass',
      meanwhile: () => pull.comment(body('of the other run'), github.token()),
    });
    expect(await upsert('of this run')).toMatchObject({ kind: 'created' });
    await upsert('next');
    expect(await bodies()).toEqual([`${BOT}: next`, `${BOT}: of this run`]);
  });

  it('creates the comment again when it was deleted meanwhile', async () => {
    const { upsert } = await scenario();
    await upsert('first');
    const [comment] = await pull.comments();
    github.faults.add({
      operation: 'issues/update-comment',
      answer: 404,
      delayMs: 200,
      body: { message: 'Not Found' },
    });
    const second = upsert('second');
    await pull.deleteComment(comment?.id ?? 0);
    expect(await second).toMatchObject({ kind: 'created' });
    expect(await bodies()).toEqual([`${BOT}: second`]);
  });

  it('gives up after three attempts, and says so', async () => {
    const { upsert } = await scenario();
    github.faults.add({ operation: 'issues/create-comment', answer: 503, times: 3 });
    await expect(upsert('x')).rejects.toThrow(/refused to write the comment on pull request \d+: 503 injected 503/);
    expect(github.requests.filter(({ operation }) => operation === 'issues/create-comment')).toHaveLength(3);
  });

  it('names the permission that is missing, and the lines to add', async () => {
    const { upsert } = await scenario({
      token: github.token({ contents: 'read', pull_requests: 'read', statuses: 'write' }),
    });
    await expect(upsert('x')).rejects.toMatchObject({
      problems: [
        {
          code: 'permission',
          message: expect.stringContaining('lacks the permission `pull-requests: write`'),
          hint: expect.stringContaining('      pull-requests: write'),
        },
      ],
    });
  });

  it('tells a locked conversation and an over-long comment', async () => {
    const { upsert } = await scenario();
    const message = 'Unable to create comment because issue is locked.';
    github.faults.add({ operation: 'issues/create-comment', answer: 403, body: { message } });
    expect(await upsert('x')).toEqual({ kind: 'locked' });
    await expect(upsert('x'.repeat(65_536))).rejects.toThrow('422 Validation Failed');
  });

  it('refuses a body that could not be found again', async () => {
    const { client } = await scenario();
    await expect(upsertComment(client, pull.number, 'hello', { expectedHead: pull.headSha })).rejects.toThrow('marker');
  });
});
