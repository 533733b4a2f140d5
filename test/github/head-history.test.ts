import { describe, expect, it } from 'vitest';
import { readCommands } from '../../src/commands/steps/read-commands.ts';
import { headReportedSince } from '../../src/github/head-history.ts';
import { pageOfRun } from '../../src/github/run-page.ts';
import { setStatus } from '../../src/github/status.ts';
import { standIn } from './stand-in.ts';

const at = standIn('one a test');

async function report(targetUrl?: string, context = 'changeover'): Promise<string> {
  const status = { sha: at.pull.headSha, context, state: 'pending' as const, description: 'd' };
  await setStatus(at.client(), { ...status, ...(targetUrl === undefined ? {} : { targetUrl }) });
  return at.pull.statuses()[0]?.at ?? '';
}

function since(): Promise<string | undefined> {
  const { number: pullRequest, headSha } = at.pull;
  return headReportedSince(at.client(), { pullRequest, headSha, context: 'changeover' });
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
    await report(pageOfRun('https://github.com/o/r/actions/runs/1', at.pull.number + 1));
    expect(await since()).toBeUndefined();
    const own = await report(pageOfRun('https://github.com/o/r/actions/runs/2', at.pull.number));
    expect(await since()).toBe(own);
  });

  it('is not when somebody else gave the head a status of this name, ahead of its being pushed', async () => {
    const status = { sha: at.pull.headSha, context: 'changeover', state: 'success' as const, description: 'd' };
    const { number: pullRequest, headSha } = at.pull;
    await setStatus(at.client({ token: at.github.userToken('mallory') }), status);
    expect(await since()).toBeUndefined();
    await setStatus(at.client({ token: at.github.appToken() }), status);
    const client = at.client();
    await setStatus(client, status);
    const own = at.pull.statuses()[0]?.at;
    expect(await headReportedSince(client, { pullRequest, headSha, context: 'changeover' })).toBe(own);
    // Of two apps, either of which may be ours, neither makes the other's first word older.
    expect(await since()).toBe(own);
  });

  it('is as new as the last force push and the last change of the base', async () => {
    const first = await report();
    const { conversation } = at.github.overrides;
    conversation.happened(at.pull.repository, at.pull.number, 'labeled', later(first, 9000));
    expect(await since()).toBe(first);
    conversation.happened(at.pull.repository, at.pull.number, 'head_ref_force_pushed', later(first, 1000));
    expect(await since()).toBe(later(first, 1000));
    conversation.happened(at.pull.repository, at.pull.number, 'base_ref_changed', later(first, 2000));
    expect(await since()).toBe(later(first, 2000));
  });

  it('is the first status where the force push came before it', async () => {
    const { conversation } = at.github.overrides;
    conversation.happened(at.pull.repository, at.pull.number, 'head_ref_force_pushed', '2020-01-01T00:00:00Z');
    const first = await report();
    expect(await since()).toBe(first);
  });

  it('is the last force push of very many events', async () => {
    const first = await report();
    const { conversation } = at.github.overrides;
    conversation.happened(at.pull.repository, at.pull.number, 'head_ref_force_pushed', later(first, 5000));
    for (let n = 0; n < 120; n += 1) conversation.happened(at.pull.repository, at.pull.number, 'labeled');
    expect(await since()).toBe(later(first, 5000));
  });
});

describe('readCommands', () => {
  const read = () => readCommands(at.client(), at.pull.number, { headSha: at.pull.headSha, context: 'changeover' });
  const lena = { login: 'lena', type: 'User' };

  it('finds none on most pull requests, and asks for nothing but the comments', async () => {
    await at.pull.commentAs(lena, 'Nice. /changeover run');
    const before = at.github.requests.length;
    expect(await read()).toEqual([]);
    expect(at.github.requests.slice(before).map(({ operation }) => operation)).toEqual(['issues/list-comments']);
  });

  it('takes what people wrote about this head, never edited, by no app', async () => {
    const first = await report();
    const lenaAt = (ms: number) => ({ ...lena, createdAt: later(first, ms) });
    await at.pull.commentAs(lenaAt(-1000), '/changeover approve-yardstick');
    await at.pull.commentAs({ ...lenaAt(-1000), login: 'sara' }, '/changeover unwaive triage/accuracy');
    await at.pull.commentAs({ ...lenaAt(1000), updatedAt: later(first, 2000) }, '/changeover run');
    await at.pull.commentAs({ ...lenaAt(1000), viaApp: true }, '/changeover run');
    await at.pull.commentAs({ ...lenaAt(1000), login: 'renovate[bot]', type: 'Bot' }, '/changeover run');
    await at.pull.commentAs(lenaAt(1000), '> /changeover run');
    await at.pull.commentAs(lenaAt(3000), '/changeover break-glass because the provider is out');
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
    await at.pull.commentAs({ ...lena, createdAt: later(first, 1000) }, '/changeover approve-yardstick');
    expect(await read()).toHaveLength(1);
    at.github.overrides.conversation.happened(
      at.pull.repository,
      at.pull.number,
      'head_ref_force_pushed',
      later(first, 5000),
    );
    expect(await read()).toEqual([]);
  });

  it('asks for a status of its own first, so that none which another app wrote before makes a command stand', async () => {
    const status = { sha: at.pull.headSha, context: 'changeover', state: 'success' as const, description: 'd' };
    await setStatus(at.client({ token: at.github.appToken() }), status);
    await at.pull.commentAs({ ...lena, createdAt: new Date().toISOString() }, '/changeover approve-yardstick');
    const client = at.client();
    const announce = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await setStatus(client, { ...status, state: 'pending' });
    };
    const { headSha } = at.pull;
    expect(await readCommands(client, at.pull.number, { headSha, context: 'changeover', announce })).toEqual([]);
  });

  it('fails when the statuses, the events or the comments cannot be read', async () => {
    await report();
    await at.pull.commentAs(lena, '/changeover approve-yardstick');
    for (const operation of ['issues/list-comments', 'issues/list-events', 'repos/list-commit-statuses-for-ref']) {
      at.github.faults.add({ operation, answer: 403, times: 9 });
      await expect(read()).rejects.toThrow(/403/);
      at.github.faults.clear();
    }
  });
});
