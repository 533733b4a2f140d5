import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pendingStatus } from '../../../src/commands/steps/pending-status.ts';
import type { Problem } from '../../../src/core/contracts/problem.ts';
import { setStatus } from '../../../src/github/status.ts';
import { openClient } from '../../github/open-client.ts';
import { type FakeGithub, startGithub } from '../../support/github/github.ts';
import { openPullRequest, type PullRequestFixture } from '../../support/github/pull-request.ts';

const STATUS = 'repos/create-commit-status';

let github: FakeGithub;

beforeAll(async () => {
  github = await startGithub();
});

afterEach(() => {
  expect(github.violations).toEqual([]);
  github.faults.clear();
});

afterAll(() => github.close());

/** A pull request, its pending status, and hands on the clock. */
async function started(work = { calls: 2000, atMost: false }) {
  const pull = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } });
  const client = openClient(github, pull);
  const warnings: Problem[] = [];
  let now = 0;
  const pending = pendingStatus(
    client,
    { headSha: pull.headSha, context: 'changeover' },
    {
      clock: { monotonic: () => now },
      voice: { warn: (problem) => warnings.push(problem) },
      runUrl: 'https://example.com/1',
    },
  );
  await pending.begin(work);
  return {
    pull,
    warnings,
    pending,
    /** Lets time go by, then tells how far the run is. */
    at(ms: number, done: number) {
      now = ms;
      pending.progress({ done, planned: work.calls, elapsedMs: ms });
    },
    finish: () =>
      setStatus(client, { sha: pull.headSha, context: 'changeover', state: 'success', description: 'Accepted' }),
  };
}

const descriptions = (pull: PullRequestFixture) => pull.statuses().map(({ description }) => description);
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Tells how far the run is until the pull request has so many statuses, as a run does with each reply. */
async function until(pull: PullRequestFixture, count: number, tell: () => void): Promise<void> {
  while (pull.statuses().length < count) {
    tell();
    await soon();
  }
}

describe('the pending status of a run', () => {
  it('says what is left', async () => {
    const { pull, at, pending } = await started();
    at(29_999, 400);
    await until(pull, 2, () => at(30_000, 500));
    await until(pull, 3, () => at(60_000, 1500));
    await pending.end();
    expect(descriptions(pull)).toEqual([
      'Evaluating: 1,500 of 2,000 calls, about 1 min left',
      'Evaluating: 500 of 2,000 calls, about 2 min left',
      'Evaluating: 2,000 calls planned',
    ]);
    expect(new Set(pull.statuses().map(({ state }) => state))).toEqual(new Set(['pending']));
    expect(pull.statuses()[0]?.targetUrl).toBe('https://example.com/1');
  });

  it('says "at most" where a suite may end early', async () => {
    const { pull, at, pending } = await started({ calls: 600, atMost: true });
    at(30_000, 1);
    await pending.end();
    expect(descriptions(pull)).toEqual([
      'Evaluating: 1 of at most 600 calls, at most 5 h left',
      'Evaluating: at most 600 calls planned',
    ]);
  });

  it('never writes after it has ended, however slow an update is', async () => {
    const { pull, at, pending, finish } = await started();
    github.faults.add({ operation: STATUS, delayMs: 300, when: 'after', answer: 201, body: {} });
    at(30_000, 500);
    await pending.end();
    await finish();
    at(90_000, 1000);
    await pending.end();
    expect(pull.statuses().map(({ state }) => state)).toEqual(['success', 'pending', 'pending']);
  });

  it('gives an update up that GitHub refuses, tells once, and goes on', async () => {
    const { pull, at, pending, warnings, finish } = await started();
    github.faults.add({ operation: STATUS, times: 2, answer: 502 });
    const writes = () => github.requests.filter(({ operation }) => operation === STATUS).length;
    for (const refused of [1, 2]) {
      const asked = writes();
      while (writes() === asked) {
        at(30_000 * refused, 100 * refused);
        await soon();
      }
    }
    await until(pull, 2, () => at(90_000, 700));
    await pending.end();
    await finish();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toContain('set the commit status changeover');
    expect(warnings[0]?.hint).toContain('The evaluation goes on');
    expect(descriptions(pull)).toEqual([
      'Accepted',
      expect.stringContaining('700 of 2,000 calls'),
      'Evaluating: 2,000 calls planned',
    ]);
  });

  it('does not wait for an update that hangs', async () => {
    const { pull, at, pending, warnings, finish } = await started();
    github.faults.add({ operation: STATUS, delayMs: 30_000, answer: 502 });
    at(30_000, 500);
    await pending.end();
    await finish();
    expect(warnings).toHaveLength(1);
    expect(pull.statuses().map(({ state }) => state)).toEqual(['success', 'pending']);
  });

  it('is no longer written once a newer run has announced itself, whatever that run has said by then', async () => {
    const pull = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } });
    const client = openClient(github, pull);
    const page = (run: number) => `https://github.com/${pull.repository}/actions/runs/${run}?pr=${pull.number}`;
    const status = { sha: pull.headSha, context: 'changeover', description: 'of the newer run', targetUrl: page(2) };
    let now = 0;
    const options = { clock: { monotonic: () => now }, voice: { warn() {} }, runUrl: page(1) };
    const pending = pendingStatus(client, { headSha: pull.headSha, context: 'changeover' }, options);
    await pending.begin({ calls: 2000, atMost: false });
    await setStatus(client, { ...status, state: 'pending' });
    await setStatus(client, { ...status, state: 'failure' });
    const asked = github.requests.length;
    for (const minutes of [1, 2, 3]) {
      now = minutes * 60_000;
      pending.progress({ done: 100 * minutes, planned: 2000, elapsedMs: now });
      while (github.requests.length === asked) await soon();
    }
    await pending.end();
    expect(pull.statuses().map(({ state }) => state)).toEqual(['failure', 'pending', 'pending']);
    // One look was enough.
    expect(github.requests.slice(asked)).toHaveLength(1);
  });

  it('fails when the first one is refused: then a verdict could not be told either', async () => {
    const pull = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } });
    const client = openClient(github, pull, { token: github.token({ contents: 'read', pull_requests: 'write' }) });
    const pending = pendingStatus(
      client,
      { headSha: pull.headSha, context: 'changeover' },
      { clock: { monotonic: () => 0 }, voice: { warn() {} } },
    );
    await expect(pending.begin({ calls: 2, atMost: false })).rejects.toThrow('lacks the permission `statuses: write`');
  });
});
