import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCommands } from '../../src/commands/steps/read-commands.ts';
import { headReportedSince } from '../../src/github/head-history.ts';
import { pageOfRun } from '../../src/github/run-page.ts';
import { setStatus } from '../../src/github/status.ts';
import { type FakeGithub, startGithub } from '../support/github/github.ts';
import { openPullRequest, type PullRequestFixture } from '../support/github/pull-request.ts';
import { openClient } from './open-client.ts';

let github: FakeGithub;
let pull: PullRequestFixture;

beforeAll(async () => {
  github = await startGithub();
});

beforeEach(async () => {
  pull = await openPullRequest(github, { base: { 'a.txt': 'one\n' }, head: { 'a.txt': 'two\n' } });
});

afterAll(async () => {
  await github.close();
  expect(github.violations).toEqual([]);
  expect(github.answerViolations).toEqual([]);
});

async function report(targetUrl?: string, context = 'changeover'): Promise<string> {
  const status = { sha: pull.headSha, context, state: 'pending' as const, description: 'd' };
  await setStatus(openClient(github, pull), { ...status, ...(targetUrl === undefined ? {} : { targetUrl }) });
  return pull.statuses()[0]?.at ?? '';
}

function since(): Promise<string | undefined> {
  const { number: pullRequest, headSha } = pull;
  return headReportedSince(openClient(github, pull), { pullRequest, headSha, context: 'changeover' });
}

const later = (time: string, ms: number) => new Date(Date.parse(time) + ms).toISOString();

describe('headReportedSince', () => {
  it('is unknown before the first status, and the time of the first one after it', async () => {
    expect(await since()).toBeUndefined();
    await report(undefined, 'changeover (release)');
    expect(await since()).toBeUndefined();
    const first = await report();
    await report();
    expect(await since()).toBe(first);
  });

  it('is not what another pull request of the same head was told', async () => {
    await report(pageOfRun('https://github.com/o/r/actions/runs/1', pull.number + 1));
    expect(await since()).toBeUndefined();
    const own = await report(pageOfRun('https://github.com/o/r/actions/runs/2', pull.number));
    expect(await since()).toBe(own);
  });

  it('is not when somebody else gave the head a status of this name, ahead of its being pushed', async () => {
    const status = { sha: pull.headSha, context: 'changeover', state: 'success' as const, description: 'd' };
    const { number: pullRequest, headSha } = pull;
    await setStatus(openClient(github, pull, { token: github.userToken('mallory') }), status);
    expect(await since()).toBeUndefined();
    await setStatus(openClient(github, pull, { token: github.appToken() }), status);
    const client = openClient(github, pull);
    await setStatus(client, status);
    const own = pull.statuses()[0]?.at;
    expect(await headReportedSince(client, { pullRequest, headSha, context: 'changeover' })).toBe(own);
    // Of two apps, either of which may be ours, neither makes the other's first word older.
    expect(await since()).toBe(own);
  });

  it('is as new as the last force push and the last change of the base', async () => {
    const first = await report();
    const { conversation } = github.overrides;
    conversation.happened(pull.repository, pull.number, 'labeled', later(first, 9000));
    expect(await since()).toBe(first);
    conversation.happened(pull.repository, pull.number, 'head_ref_force_pushed', later(first, 1000));
    expect(await since()).toBe(later(first, 1000));
    conversation.happened(pull.repository, pull.number, 'base_ref_changed', later(first, 2000));
    expect(await since()).toBe(later(first, 2000));
  });

  it('is the first status where the force push came before it', async () => {
    const { conversation } = github.overrides;
    conversation.happened(pull.repository, pull.number, 'head_ref_force_pushed', '2020-01-01T00:00:00Z');
    const first = await report();
    expect(await since()).toBe(first);
  });

  it('is the last force push of very many events', async () => {
    const first = await report();
    const { conversation } = github.overrides;
    conversation.happened(pull.repository, pull.number, 'head_ref_force_pushed', later(first, 5000));
    for (let n = 0; n < 120; n += 1) conversation.happened(pull.repository, pull.number, 'labeled');
    expect(await since()).toBe(later(first, 5000));
  });
});

describe('readCommands', () => {
  const read = () =>
    readCommands(openClient(github, pull), pull.number, { headSha: pull.headSha, context: 'changeover' });
  const lena = { login: 'lena', type: 'User' };

  it('finds none on most pull requests, and asks for nothing but the comments', async () => {
    await pull.commentAs(lena, 'Nice. /changeover run');
    const before = github.requests.length;
    expect(await read()).toEqual([]);
    expect(github.requests.slice(before).map(({ operation }) => operation)).toEqual(['issues/list-comments']);
  });

  it('takes what people wrote about this head, never edited, by no app', async () => {
    const first = await report();
    const at = (ms: number) => ({ ...lena, createdAt: later(first, ms) });
    await pull.commentAs(at(-1000), '/changeover approve-yardstick');
    await pull.commentAs({ ...at(-1000), login: 'sara' }, '/changeover unwaive triage/accuracy');
    await pull.commentAs({ ...at(1000), updatedAt: later(first, 2000) }, '/changeover run');
    await pull.commentAs({ ...at(1000), viaApp: true }, '/changeover run');
    await pull.commentAs({ ...at(1000), login: 'renovate[bot]', type: 'Bot' }, '/changeover run');
    await pull.commentAs(at(1000), '> /changeover run');
    await pull.commentAs(at(3000), '/changeover break-glass because the provider is out');
    expect(await read()).toEqual([
      {
        command: { kind: 'unwaive', application: 'triage', metric: 'accuracy' },
        author: { login: 'sara', type: 'User' },
        createdAt: later(first, -1000),
        url: expect.stringContaining('#issuecomment-'),
      },
      {
        command: { kind: 'break-glass', because: 'the provider is out' },
        author: lena,
        createdAt: later(first, 3000),
        url: expect.stringContaining('#issuecomment-'),
      },
    ]);
  });

  it('leaves out all that is about a head, once a force push brought another or the same one back', async () => {
    const first = await report();
    await pull.commentAs({ ...lena, createdAt: later(first, 1000) }, '/changeover approve-yardstick');
    expect(await read()).toHaveLength(1);
    github.overrides.conversation.happened(pull.repository, pull.number, 'head_ref_force_pushed', later(first, 5000));
    expect(await read()).toEqual([]);
  });

  it('asks for a status of its own first, so that none which another app wrote before makes a command stand', async () => {
    const status = { sha: pull.headSha, context: 'changeover', state: 'success' as const, description: 'd' };
    await setStatus(openClient(github, pull, { token: github.appToken() }), status);
    await pull.commentAs({ ...lena, createdAt: new Date().toISOString() }, '/changeover approve-yardstick');
    const client = openClient(github, pull);
    const announce = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await setStatus(client, { ...status, state: 'pending' });
    };
    const { headSha } = pull;
    expect(await readCommands(client, pull.number, { headSha, context: 'changeover', announce })).toEqual([]);
  });

  it('fails when the statuses, the events or the comments cannot be read', async () => {
    await report();
    await pull.commentAs(lena, '/changeover approve-yardstick');
    for (const operation of ['issues/list-comments', 'issues/list-events', 'repos/list-commit-statuses-for-ref']) {
      github.faults.add({ operation, answer: 403, times: 9 });
      await expect(read()).rejects.toThrow(/403/);
      github.faults.clear();
    }
  });
});
