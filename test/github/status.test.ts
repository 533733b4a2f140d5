import { describe, expect, it } from 'vitest';
import { contextFor, currentStatus, setStatus } from '../../src/github/status.ts';
import { standIn } from './stand-in.ts';

const at = standIn('one a file');

describe('setStatus', () => {
  it('writes what branch protection goes by', async () => {
    const client = at.client();
    const status = {
      sha: at.pull.headSha,
      context: 'changeover',
      description: 'Passed',
      targetUrl: 'https://example.com/1',
    };
    await setStatus(client, { ...status, state: 'pending' });
    expect((await at.pull.merge()).merged).toBe(false);
    await setStatus(client, { ...status, state: 'success' });
    expect(at.pull.statuses()[0]).toMatchObject({
      state: 'success',
      description: 'Passed',
      targetUrl: 'https://example.com/1',
      creator: 'github-actions[bot]',
    });
    expect((await at.pull.merge()).merged).toBe(true);
  });

  it('cuts a long description between characters instead of losing the status', async () => {
    const client = at.client();
    await setStatus(client, {
      sha: at.pull.headSha,
      context: 'x',
      state: 'error',
      description: `${'x'.repeat(138)}🙂🙂`,
    });
    expect(at.pull.statuses()[0]?.description).toBe(`${'x'.repeat(138)}…`);
    await setStatus(client, { sha: at.pull.headSha, context: 'x', state: 'error', description: 'y'.repeat(140) });
    expect(at.pull.statuses()[0]?.description).toBe('y'.repeat(140));
  });

  it.each([
    ['says nothing of it', { surprise: true }],
    ['says another state', { state: 'pending', context: 'unsure' }],
    ['says another name', { state: 'success', context: 'other' }],
  ])('takes nothing for written where GitHub %s', async (_, body) => {
    const client = at.client();
    at.github.faults.add({ operation: 'repos/create-commit-status', answer: 200, body });
    const writing = setStatus(client, { sha: at.pull.headSha, context: 'unsure', state: 'success', description: '' });
    await expect(writing).rejects.toThrow("GitHub's answer about the commit status is not what its API promises");
  });

  it('tries again when GitHub fails or cannot be reached', async () => {
    const client = at.client();
    at.github.faults.add({ operation: 'repos/create-commit-status', answer: 502 });
    at.github.faults.add({ operation: 'repos/create-commit-status', answer: 'reset' });
    await setStatus(client, { sha: at.pull.headSha, context: 'again', state: 'failure', description: '' });
    expect(at.pull.statuses()[0]).toMatchObject({ context: 'again', state: 'failure' });
  });

  it('waits out a secondary rate limit and says so, but not for hours', async () => {
    const notices: string[] = [];
    const client = at.client({ notice: (sentence) => notices.push(sentence) });
    const body = { message: 'You have exceeded a secondary rate limit.' };
    const limit = (seconds: string) =>
      at.github.faults.add({
        operation: 'repos/create-commit-status',
        answer: 403,
        body,
        headers: { 'retry-after': seconds },
      });
    limit('30');
    await setStatus(client, { sha: at.pull.headSha, context: 'waited', state: 'success', description: '' });
    expect(notices).toEqual(["GitHub's rate limit: waiting 30 s."]);
    limit('3600');
    const refused = setStatus(client, { sha: at.pull.headSha, context: 'waited', state: 'success', description: '' });
    await expect(refused).rejects.toThrow("GitHub's rate limit is used up (asked to set the commit status waited)");
  });

  it('names the permission that is missing', async () => {
    const client = at.client({ token: at.github.token({ contents: 'read', pull_requests: 'write' }) });
    await expect(
      setStatus(client, { sha: at.pull.headSha, context: 'changeover', state: 'pending', description: '' }),
    ).rejects.toThrow(/lacks the permission `statuses: write`[\s\S]*permissions:[\s\S]*statuses: write/);
  });

  it('says what to do when a commit has too many statuses', async () => {
    const client = at.client();
    const body = { message: 'Validation Failed: This SHA and context has reached the maximum number of statuses.' };
    at.github.faults.add({ operation: 'repos/create-commit-status', answer: 422, body });
    const refused = setStatus(client, {
      sha: at.pull.headSha,
      context: 'changeover',
      state: 'pending',
      description: '',
    });
    await expect(refused).rejects.toThrow(/at most 1,000 statuses[\s\S]*git commit --allow-empty/);
  });

  it('stops at once when the run is stopped', async () => {
    const stop = new AbortController();
    const client = at.client({ signal: stop.signal });
    at.github.faults.add({ operation: 'repos/create-commit-status', answer: 502, delayMs: 30_000 });
    const write = setStatus(client, { sha: at.pull.headSha, context: 'stopped', state: 'success', description: '' });
    setTimeout(() => stop.abort(), 50);
    await expect(write).rejects.toMatchObject({ problems: [{ code: 'cancelled' }] });
  });
});

describe('currentStatus', () => {
  it('is the newest of its context, behind any number of others', async () => {
    const client = at.client();
    for (const state of ['success', 'pending'] as const) {
      await setStatus(client, { sha: at.pull.sourceSha, context: 'mine', state, description: 'd' });
    }
    for (let i = 0; i < 120; i += 1) {
      at.github.overrides.statuses.add(
        at.pull.repository,
        at.pull.sourceSha,
        { state: 'success', context: `c${i}` },
        {
          login: 'x',
          kind: 'user',
          upstream: '',
        },
      );
    }
    expect(await currentStatus(client, at.pull.sourceSha, 'mine')).toMatchObject({
      state: 'pending',
      description: 'd',
    });
    expect(await currentStatus(client, at.pull.sourceSha, 'nobody')).toBeUndefined();
  });
});

describe('contextFor', () => {
  it('gives the plain name to the default branch alone', () => {
    expect(contextFor('main', 'main')).toBe('changeover');
    expect(contextFor('release/1', 'main')).toBe('changeover (release/1)');
  });
});
