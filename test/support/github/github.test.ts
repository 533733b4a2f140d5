import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeGithub, startGithub } from './github.ts';
import { openPullRequest } from './pull-request.ts';

let github: FakeGithub;

beforeAll(async () => {
  github = await startGithub();
});

afterAll(async () => {
  await github.close();
});

interface Sent {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

async function send(token: string, method: string, path: string, body?: unknown): Promise<Sent> {
  const response = await fetch(github.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

const FILES = { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } };

describe('the stand-in for GitHub', () => {
  it('refuses a token that it does not know', async () => {
    const pull = await openPullRequest(github, FILES);
    const answer = await send('made-up', 'GET', `/repos/${pull.repository}/pulls/${pull.number}`);
    expect(answer).toMatchObject({ status: 401, json: { message: 'Bad credentials' } });
  });

  it("refuses what a token lacks the permission for, with GitHub's words", async () => {
    const pull = await openPullRequest(github, FILES);
    const token = github.token({ contents: 'read', pull_requests: 'write' });
    const answer = await send(token, 'POST', `/repos/${pull.repository}/statuses/${pull.headSha}`, {
      state: 'success',
    });
    expect(answer).toMatchObject({ status: 403, json: { message: 'Resource not accessible by integration' } });
    expect(pull.statuses()).toEqual([]);
  });

  it('notices requests that break the description of the API', async () => {
    const pull = await openPullRequest(github, FILES);
    github.violations.length = 0;
    const token = github.token();
    await send(token, 'POST', `/repos/${pull.repository}/statuses/${pull.headSha}`, { state: 'failed', colour: 'red' });
    await send(token, 'GET', `/repos/${pull.repository}/issues/${pull.number}/comments?sorted=yes`);
    await send(token, 'GET', `/repos/${pull.repository}/no-such-thing`);
    const errors = github.violations.flatMap((violation) => violation.errors).join('\n');
    expect(errors).toContain('unknown body property colour');
    expect(errors).toContain('body/state: must be equal to one of the allowed values');
    expect(errors).toContain('unknown query parameter sorted');
    expect(errors).toContain("no such operation in GitHub's API");
    github.violations.length = 0;
  });

  it('lets branch protection decide by the newest status of the head', async () => {
    const pull = await openPullRequest(github, FILES);
    const token = github.token();
    const path = `/repos/${pull.repository}/statuses/${pull.headSha}`;
    expect(await pull.merge()).toMatchObject({ merged: false });
    await send(token, 'POST', path, { state: 'failure', context: 'changeover' });
    expect(await pull.merge()).toMatchObject({ merged: false });
    await send(token, 'POST', path, { state: 'success', context: 'another' });
    expect(await pull.merge()).toMatchObject({ merged: false });
    await send(token, 'POST', path, { state: 'success', context: 'changeover' });
    expect(await pull.merge()).toMatchObject({ merged: true });
  });

  it('forgets a success when a push moves the head', async () => {
    const pull = await openPullRequest(github, FILES);
    const token = github.token();
    const success = { state: 'success', context: 'changeover' };
    await send(token, 'POST', `/repos/${pull.repository}/statuses/${pull.headSha}`, success);
    const before = pull.headSha;
    await pull.push({ 'a.txt': 'three\n' });
    expect(pull.headSha).not.toBe(before);
    expect(await send(token, 'GET', `/repos/${pull.repository}/pulls/${pull.number}`)).toMatchObject({
      json: { head: { sha: pull.headSha } },
    });
    expect(await pull.merge()).toMatchObject({ merged: false });
    await send(token, 'POST', `/repos/${pull.repository}/statuses/${before}`, success);
    expect(await pull.merge()).toMatchObject({ merged: false });
    await send(token, 'POST', `/repos/${pull.repository}/statuses/${pull.headSha}`, success);
    expect(await pull.merge()).toMatchObject({ merged: true });
  });

  it('lists statuses and combines them', async () => {
    const pull = await openPullRequest(github, FILES);
    const token = github.token();
    const path = `/repos/${pull.repository}/statuses/${pull.headSha}`;
    for (const state of ['pending', 'success']) await send(token, 'POST', path, { state, context: 'changeover' });
    await send(token, 'POST', path, { state: 'error', context: 'other', description: 'x'.repeat(141) });
    const commit = `/repos/${pull.repository}/commits/${pull.headSha}`;
    const list = (await send(token, 'GET', `${commit}/statuses`)).json as unknown as { state: string }[];
    expect(list.map(({ state }) => state)).toEqual(['success', 'pending']);
    expect((await send(token, 'GET', `${commit}/status`)).json).toMatchObject({ state: 'success', total_count: 1 });
  });

  it('refuses a comment that is too long, and says who wrote one', async () => {
    const pull = await openPullRequest(github, FILES);
    const path = `/repos/${pull.repository}/issues/${pull.number}/comments`;
    const token = github.token();
    expect(await send(token, 'POST', path, { body: 'x'.repeat(65_537) })).toMatchObject({ status: 422 });
    expect(await send(token, 'POST', path, { body: 'x'.repeat(65_536) })).toMatchObject({ status: 201 });
    await send(github.appToken(), 'POST', path, { body: 'hello' });
    expect((await pull.comments()).map(({ user }) => user.login)).toEqual(['github-actions[bot]', 'other-app[bot]']);
  });

  it('serves the files of a pull request in pages', async () => {
    const head = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`f${i}.txt`, `${i}\n`]));
    const pull = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head });
    const path = `/repos/${pull.repository}/pulls/${pull.number}/files?per_page=4`;
    const first = (await send(github.token(), 'GET', path)).json as unknown as unknown[];
    const second = (await send(github.token(), 'GET', `${path}&page=2`)).json as unknown as unknown[];
    expect([first.length, second.length]).toEqual([4, 2]);
  });

  it('injects faults, before or after the effect', async () => {
    const pull = await openPullRequest(github, FILES);
    const path = `/repos/${pull.repository}/issues/${pull.number}/comments`;
    github.faults.add({ operation: 'issues/create-comment', answer: 502 });
    github.faults.add({ operation: 'issues/create-comment', answer: 502, when: 'after' });
    github.faults.add({ operation: 'issues/create-comment', answer: 'reset' });
    expect((await send(github.token(), 'POST', path, { body: 'lost' })).status).toBe(502);
    expect((await send(github.token(), 'POST', path, { body: 'kept' })).status).toBe(502);
    await expect(send(github.token(), 'POST', path, { body: 'cut' })).rejects.toThrow('fetch failed');
    expect((await pull.comments()).map(({ body }) => body)).toEqual(['kept']);
  });

  it('looks like a fork where a scenario asks for one', async () => {
    const pull = await openPullRequest(github, { ...FILES, fork: true });
    const answer = await send(github.token(), 'GET', `/repos/${pull.repository}/pulls/${pull.number}`);
    expect(answer.json).toMatchObject({ head: { repo: { full_name: `contributor/${pull.repo}`, fork: true } } });
  });

  it("itself answers as GitHub's description says", () => {
    expect(github.answerViolations).toEqual([]);
  });
});
