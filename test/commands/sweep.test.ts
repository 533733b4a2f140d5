import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { sweep } from '../../src/commands/sweep.ts';
import { openClient } from '../github/open-client.ts';
import { type FakeGithub, startGithub } from '../support/github/github.ts';
import { openPullRequest, type PullRequestFixture } from '../support/github/pull-request.ts';
import type { CommitStatus } from '../support/github/statuses.ts';

let github: FakeGithub;

beforeAll(async () => {
  github = await startGithub();
});

afterEach(() => {
  expect(github.violations).toEqual([]);
  expect(github.answerViolations).toEqual([]);
  github.faults.clear();
});

afterAll(() => github.close());

const MINUTE = 60_000;
const CONFIG = '.github/changeover.yml';
const FILES = { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } };
const bounded = (minutes: number) =>
  stringify({
    version: 1,
    applications: { triage: { model: { value: 'gpt-4o' }, suite: 'cases.jsonl' } },
    policy: { 'max-minutes': minutes },
  });

/** A status that was written so many minutes ago, by a run of the repository unless something else is said. */
function left(
  pull: PullRequestFixture,
  minutes: number,
  { mark = '', creator = 'github-actions[bot]', ...more }: Partial<CommitStatus> & { readonly mark?: string } = {},
): void {
  const target_url = `https://github.com/${pull.repository}/actions/runs/77?pr=${pull.number}${mark}`;
  const body = { state: 'pending', context: 'changeover', target_url, ...more };
  github.overrides.statuses.add(pull.repository, pull.headSha, body, {
    login: creator,
    kind: 'bot',
    upstream: '',
    at: new Date(Date.now() - minutes * MINUTE).toISOString(),
  });
}

/** Sweeps the repository of a pull request; tells what was done, and which pull requests were evaluated again. */
async function swept(pull: PullRequestFixture, options: { signal?: AbortSignal; fails?: number; token?: string } = {}) {
  const evaluated: number[] = [];
  const result = await sweep(
    {
      client: openClient(github, pull, options.token === undefined ? {} : { token: options.token }),
      config: CONFIG,
      repositoryUrl: `https://github.com/${pull.repository}`,
      async resume(number) {
        if (number === options.fails) throw new Error('it fails');
        evaluated.push(number);
      },
    },
    { signal: options.signal ?? new AbortController().signal },
  );
  return { ...result, evaluated };
}

const states = (pull: PullRequestFixture) => pull.statuses().map(({ state }) => state);

describe('a status that a lost run left pending', () => {
  it('is ended, and still leads to that run', async () => {
    const pull = await openPullRequest(github, FILES);
    left(pull, 61);
    expect(await swept(pull)).toMatchObject({ seen: 1, ended: [pull.number], evaluated: [], problems: [] });
    expect(pull.statuses()[0]).toMatchObject({
      state: 'error',
      description: 'Invalid: the run ended without a verdict, its runner was lost. Run the job again.',
      targetUrl: `https://github.com/${pull.repository}/actions/runs/77?pr=${pull.number}`,
    });
    expect(await swept(pull)).toMatchObject({ ended: [] });
  });

  it('is left alone as long as its run may be at work, by the policy of the base', async () => {
    const short = await openPullRequest(github, { ...FILES, base: { ...FILES.base, [CONFIG]: bounded(10) } });
    const long = await openPullRequest(github, { ...FILES, base: { ...FILES.base, [CONFIG]: bounded(120) } });
    const unreadable = await openPullRequest(github, { ...FILES, base: { ...FILES.base, [CONFIG]: 'version: [' } });
    for (const pull of [short, long, unreadable]) left(pull, 30);
    expect((await swept(short)).ended).toEqual([short.number]);
    expect((await swept(long)).ended).toEqual([]);
    expect((await swept(unreadable)).ended).toEqual([]);
  });

  it.each([
    ['somebody else', { creator: 'mallory' }],
    ['a run of another repository', { target_url: 'https://github.com/octocat/other/actions/runs/1' }],
    ['another tool', { target_url: 'https://ci.example.com/1' }],
    ['another name', { context: 'build' }],
  ])('is not touched when it is of %s', async (_, more) => {
    const pull = await openPullRequest(github, FILES);
    left(pull, 10_000, more as Partial<CommitStatus>);
    expect(await swept(pull)).toMatchObject({ ended: [], problems: [] });
    expect(states(pull)).toEqual(['pending']);
  });

  it('is no longer looked at on a head that has moved on, or once the pull request is closed', async () => {
    const moved = await openPullRequest(github, FILES);
    left(moved, 90);
    await moved.push({ 'a.txt': 'three\n' });
    expect(await swept(moved)).toMatchObject({ seen: 1, ended: [] });
    const closed = await openPullRequest(github, FILES);
    left(closed, 90);
    await closed.close();
    expect(await swept(closed)).toMatchObject({ seen: 0, ended: [] });
  });

  it("is left alone where another app's account wrote it, and ended where the token's own did", async () => {
    const pull = await openPullRequest(github, FILES);
    left(pull, 61);
    expect(await swept(pull, { token: github.appToken() })).toMatchObject({ seen: 1, ended: [], problems: [] });
    left(pull, 61, { creator: 'other-app[bot]' });
    expect(await swept(pull)).toMatchObject({ seen: 1, ended: [], problems: [] });
    expect(await swept(pull, { token: github.appToken() })).toMatchObject({ ended: [pull.number] });
    expect(pull.statuses()[0]).toMatchObject({ state: 'error', creator: 'other-app[bot]' });
  });

  it("is taken for the token's own where GitHub does not say which app's that is", async () => {
    const pull = await openPullRequest(github, FILES);
    left(pull, 61, { creator: 'other-app[bot]' });
    github.faults.add({ operation: 'graphql', answer: 403, body: { message: 'Forbidden' } });
    expect(await swept(pull)).toMatchObject({ ended: [pull.number], problems: [] });
  });

  it('is ended, too, where GitHub names the app in another form than in statuses', async () => {
    const pull = await openPullRequest(github, FILES);
    left(pull, 61, { creator: 'other-app[bot]' });
    github.faults.add({ operation: 'graphql', answer: 200, body: { data: { viewer: { login: 'other-app' } } } });
    expect(await swept(pull, { token: github.appToken() })).toMatchObject({ ended: [pull.number] });
  });

  it('has the name of the base branch', async () => {
    const pull = await openPullRequest(github, { ...FILES, baseBranch: 'release' });
    left(pull, 90);
    expect(await swept(pull)).toMatchObject({ ended: [] });
    left(pull, 90, { context: 'changeover (release)' });
    expect(await swept(pull)).toMatchObject({ ended: [pull.number] });
    expect(pull.statuses()[0]).toMatchObject({ state: 'error', context: 'changeover (release)' });
  });
});

describe('a run that ended for lack of its provider', () => {
  const outage = (pull: PullRequestFixture, minutes: number, times = 1) =>
    left(pull, minutes, { state: 'error', mark: `#outage-${times}` });

  it('is made again once its pause is over, not before', async () => {
    const pull = await openPullRequest(github, FILES);
    outage(pull, 14);
    expect((await swept(pull)).evaluated).toEqual([]);
    outage(pull, 16);
    expect(await swept(pull)).toMatchObject({ evaluated: [pull.number], resumed: [pull.number], left: [] });
    outage(pull, 29, 2);
    expect((await swept(pull)).evaluated).toEqual([]);
  });

  it('is three of a sweep at most, those first that wait longest', async () => {
    const first = await openPullRequest(github, FILES);
    const pulls = [first];
    for (const text of ['2', '3', '4', '5']) pulls.push(await first.another({ 'a.txt': text }));
    for (const [index, pull] of pulls.entries()) outage(pull, 20 + 10 * index);
    const [, , third, fourth, fifth] = pulls.map(({ number }) => number);
    const result = await swept(first);
    expect(result.evaluated).toEqual([fifth, fourth, third]);
    expect(result.left).toHaveLength(2);
  });

  it("is not made again for a fork: its prompt would be sent to a model without anybody's approval", async () => {
    const pull = await openPullRequest(github, { ...FILES, fork: true });
    outage(pull, 600);
    expect((await swept(pull)).evaluated).toEqual([]);
  });

  it('that fails again in some other way, or cannot be looked at, does not keep the others waiting', async () => {
    const first = await openPullRequest(github, FILES);
    const second = await first.another({ 'a.txt': '2' });
    const third = await first.another({ 'a.txt': '3' });
    for (const pull of [first, second, third]) outage(pull, 60);
    github.faults.add({ operation: 'repos/list-commit-statuses-for-ref', answer: 404, body: { message: 'Not Found' } });
    const result = await swept(first, { fails: second.number });
    expect(result.problems).toHaveLength(2);
    expect(result.problems.map(({ message }) => /^Pull request \d+: /.test(message))).toEqual([true, true]);
    expect(result.evaluated).toHaveLength(1);
  });

  it('is not begun once the sweep is stopped', async () => {
    const pull = await openPullRequest(github, FILES);
    outage(pull, 60);
    expect((await swept(pull, { signal: AbortSignal.abort() })).evaluated).toEqual([]);
  });
});

describe('green that rests on an exception', () => {
  const excused = (pull: PullRequestFixture, end: string) =>
    left(pull, 30, { state: 'success', description: 'Waived by @lena until 2026-01-01', mark: `#until-${end}` });

  it('is taken back once the exception has ended, and evaluated again', async () => {
    const pull = await openPullRequest(github, FILES);
    excused(pull, '2026-01-02T00:00:00.000Z');
    expect(await swept(pull)).toMatchObject({ revoked: [pull.number], evaluated: [pull.number], problems: [] });
    expect(pull.statuses()[0]).toMatchObject({
      state: 'error',
      description: 'Invalid: the exception that let it pass has ended. Run the job again.',
    });
    expect(await swept(pull)).toMatchObject({ revoked: [] });
  });

  it('stays as long as the exception lasts', async () => {
    const pull = await openPullRequest(github, FILES);
    excused(pull, '9999-12-31T00:00:00.000Z');
    expect(await swept(pull)).toMatchObject({ revoked: [], evaluated: [] });
    expect(states(pull)).toEqual(['success']);
  });

  it("is taken back for a fork, too, and left to a maintainer's run", async () => {
    const pull = await openPullRequest(github, { ...FILES, fork: true });
    excused(pull, '2026-01-02T00:00:00.000Z');
    expect(await swept(pull)).toMatchObject({ revoked: [pull.number], evaluated: [] });
    expect(states(pull)[0]).toBe('error');
  });

  it('of which no end can be read is not touched', async () => {
    const pull = await openPullRequest(github, FILES);
    excused(pull, '2026-13-99T00:00:00.000Z');
    expect(await swept(pull)).toMatchObject({ revoked: [], problems: [] });
  });
});

describe('green by the yardstick of a commit of the base', () => {
  const base = (maxMinutes: number, more = {}) => ({ 'a.txt': 'one\n', [CONFIG]: bounded(maxMinutes), ...more });
  const opened = async (fork = false) => {
    const head = { ...base(60), 'a.txt': 'two\n' };
    const pull = await openPullRequest(github, { base: base(60), head, fork, protect: false });
    left(pull, 30, { state: 'success', description: 'Accepted', mark: `#base-${pull.sourceSha}` });
    return pull;
  };

  it('is taken back once the base measures otherwise, and evaluated again', async () => {
    const pull = await opened();
    await pull.moveBase(base(45));
    expect(await swept(pull)).toMatchObject({ outdated: [pull.number], evaluated: [pull.number], problems: [] });
    expect(pull.statuses()[0]).toMatchObject({
      state: 'error',
      description: 'Invalid: the base branch measures otherwise since. Run the job again.',
    });
    expect(await swept(pull)).toMatchObject({ outdated: [], evaluated: [] });
  });

  it('is taken back once the cases of a suite are others, or the configuration is gone or broken', async () => {
    for (const files of [
      base(60, { 'cases.jsonl': '{"input": "x"}\n' }),
      { 'a.txt': 'one\n' },
      { ...base(60), [CONFIG]: 'version: [' },
    ]) {
      const pull = await opened();
      await pull.moveBase(files);
      expect(await swept(pull)).toMatchObject({ outdated: [pull.number], problems: [] });
    }
  });

  it('stays while the base stays, or moves in what measures nothing', async () => {
    const pull = await opened();
    expect(await swept(pull)).toMatchObject({ outdated: [], problems: [] });
    await pull.moveBase(base(60, { 'b.txt': 'three\n' }));
    expect(await swept(pull)).toMatchObject({ outdated: [], problems: [] });
    expect(states(pull)).toEqual(['success']);
  });

  it('stays where the base had no configuration and has none', async () => {
    const pull = await openPullRequest(github, { ...FILES, protect: false });
    left(pull, 30, { state: 'success', description: 'Accepted', mark: `#base-${pull.sourceSha}` });
    await pull.moveBase({ ...FILES.base, 'b.txt': 'three\n' });
    expect(await swept(pull)).toMatchObject({ outdated: [], problems: [] });
  });

  it("is taken back for a fork, too, and left to a maintainer's run", async () => {
    const pull = await opened(true);
    await pull.moveBase(base(45));
    expect(await swept(pull)).toMatchObject({ outdated: [pull.number], evaluated: [] });
  });

  it('is asked for once for all pull requests that left the base at the same commit', async () => {
    const pull = await opened();
    const beside = await pull.another({ ...base(60), 'a.txt': '3\n' });
    left(beside, 30, { state: 'success', mark: `#base-${pull.sourceSha}` });
    await pull.moveBase(base(45));
    github.requests.length = 0;
    expect((await swept(pull)).outdated.toSorted()).toEqual([pull.number, beside.number].toSorted());
    const compared = github.requests.filter(({ operation }) => operation?.startsWith('repos/compare'));
    expect(compared).toHaveLength(1);
  });

  it('stays, with a problem, where GitHub does not say how the base moved', async () => {
    const pull = await opened();
    await pull.moveBase(base(45));
    github.faults.add({ operation: 'repos/compare-commits-with-basehead', answer: 500, times: 99 });
    const { outdated, problems } = await swept(pull);
    expect(outdated).toEqual([]);
    expect(problems).not.toEqual([]);
  });
});

describe('a sweep', () => {
  it('asks one question a pull request, and one for all of them', async () => {
    const pull = await openPullRequest(github, FILES);
    await pull.another({ 'a.txt': '2' });
    github.requests.length = 0;
    await swept(pull);
    expect(github.requests.map(({ operation }) => operation)).toEqual([
      'pulls/list',
      'repos/list-commit-statuses-for-ref',
      'repos/list-commit-statuses-for-ref',
    ]);
  });

  it('fails in a sentence where the pull requests cannot be listed', async () => {
    const pull = await openPullRequest(github, FILES);
    github.faults.add({
      operation: 'pulls/list',
      answer: 403,
      body: { message: 'Resource not accessible by integration' },
    });
    await expect(swept(pull)).rejects.toThrow('The token may not list the open pull requests');
  });
});
