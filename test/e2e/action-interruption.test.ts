import { mkdirSync, readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { scenario } from './support/stage.ts';
import { NEW_MODEL, triage } from './support/triage.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };
const evaluating = (output: string) => output.includes('of 40 calls');

describe.concurrent('a run', () => {
  scenario('sets its status to pending before the first call', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    const seen: (string | undefined)[] = [];
    stage.reply(() => {
      seen.push(pull.statuses()[0]?.state);
      return { text: 'delivery' };
    });
    const { statuses } = await stage.run(pull);
    expect(new Set(seen)).toEqual(new Set(['pending']));
    expect(statuses.at(-1)).toMatchObject({ state: 'pending', description: 'Evaluating: 40 calls planned' });
  });

  scenario('supersedes the green status of an earlier one before it evaluates again', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    expect((await stage.run(pull)).status?.state).toBe('success');
    let merge: ReturnType<typeof pull.merge> | undefined;
    stage.reply(async () => {
      merge ??= pull.merge();
      await merge;
      return { text: 'billing' };
    });
    await stage.run(pull);
    expect(await merge).toMatchObject({ merged: false });
  });

  scenario('that is cancelled ends its status, keeps what it has, and calls nothing more', async ({ stage }) => {
    stage.reply(({ count }) => (count > 10 ? { connection: 'silence' } : { text: 'delivery' }));
    const pull = await stage.pullRequest(CHANGE);
    const { main, statuses, own, workspace, verdict } = await stage.run(pull, {
      interrupt: { when: evaluating, how: 'cancel' },
    });
    expect(main.code).toBe(1);
    expect(main.signal).toBeNull();
    expect(statuses.map(({ state }) => state)).toEqual(['error', 'pending']);
    expect(statuses[0]?.description).toContain('The run was stopped before all calls were made');
    expect(own).toHaveLength(1);
    expect(verdict?.verdict).toBe('invalid');
    const lines = readFileSync(`${workspace}/changeover-evidence/observations.jsonl`, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(40);
    expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({ outcome: 'failed', error: expect.objectContaining({ kind: 'cancelled' }) }),
    );
  });

  scenario('that is terminated ends its status, too', async ({ stage }) => {
    stage.reply(() => ({ connection: 'silence' }));
    const interrupt = { when: (output: string) => output.includes('::group::Evaluating'), how: 'terminate' } as const;
    const { main, statuses, own } = await stage.run(await stage.pullRequest(CHANGE), { interrupt });
    expect(main).toMatchObject({ code: 1, signal: null });
    expect(statuses.map(({ state }) => state)).toEqual(['error', 'pending']);
    expect(own).toHaveLength(1);
  });

  scenario('that is killed leaves a status that its post step ends', async ({ stage }) => {
    stage.reply(({ count }) => (count > 10 ? { connection: 'silence' } : { text: 'delivery' }));
    const pull = await stage.pullRequest(CHANGE);
    const { main, post, statuses } = await stage.run(pull, { interrupt: { when: evaluating, how: 'kill' } });
    expect(main.signal).toBe('SIGKILL');
    expect(post?.code).toBe(0);
    expect(statuses.map(({ state }) => state)).toEqual(['error', 'pending']);
    expect(statuses[0]?.description).toContain('the run ended before it had a verdict');
    expect(await pull.merge()).toMatchObject({ merged: false });
  });

  scenario('that is lost with its machine leaves a status that blocks', async ({ stage }) => {
    stage.reply(() => ({ connection: 'silence' }));
    const pull = await stage.pullRequest(CHANGE);
    const interrupt = { when: (output: string) => output.includes('Evaluating'), how: 'kill' } as const;
    const { statuses } = await stage.run(pull, { interrupt, post: false });
    expect(statuses.map(({ state }) => state)).toEqual(['pending']);
    expect(await pull.merge()).toMatchObject({ merged: false });
  });

  scenario('that has settled leaves its post step nothing to do', async ({ stage }) => {
    const { post, requests, statuses } = await stage.run(await stage.pullRequest(CHANGE));
    expect(post).toMatchObject({ code: 0, stdout: expect.not.stringContaining('::error') });
    expect(statuses).toHaveLength(2);
    expect(requests.findLast(({ method }) => method !== 'GET')?.operation).toBe('issues/create-comment');
  });

  scenario('whose final status is lost on the way ends red, and its post step tries once more', async ({ stage }) => {
    stage.github.faults.add({ operation: 'repos/create-commit-status', after: 1, times: 4, answer: 500 });
    const { main, statuses } = await stage.run(await stage.pullRequest(CHANGE));
    expect(main.code).toBe(1);
    expect(statuses.map(({ state }) => state)).toEqual(['error', 'pending']);
  });

  for (const [how, times, states] of [
    ['on the way', 1, ['error', 'pending', 'success']],
    ['for good', 100, ['pending', 'success']],
  ] as const) {
    scenario(`that calls nothing leaves no earlier green where its red status is lost ${how}`, async ({ stage }) => {
      const head = triage({ files: { 'README.md': 'More.\n' } });
      const pull = await stage.pullRequest({ base: triage(), head, protect: false });
      expect((await stage.run(pull)).statuses).toMatchObject([{ state: 'success' }]);
      await pull.moveBase({ ...triage(), '.github/changeover.yml': 'version: 1\n' });
      stage.github.faults.add({ operation: 'repos/create-commit-status', after: 1, times, answer: 404 });
      const { main, statuses } = await stage.run(pull);
      expect(main.code).toBe(1);
      expect(statuses.map(({ state }) => state)).toEqual(states);
      expect(stage.models.calls).toEqual([]);
    });
  }

  scenario('that calls nothing writes one status where none stands green', async ({ stage }) => {
    const base = { ...triage(), '.github/changeover.yml': 'version: 1\n' };
    const pull = await stage.pullRequest({ base, head: { ...base, 'README.md': 'More.\n' } });
    await stage.run(pull);
    expect((await stage.run(pull)).statuses.map(({ state }) => state)).toEqual(['error', 'error']);
  });

  scenario('whose disk refuses the evidence half-way is invalid, never green', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    const workspace = stage.folder();
    const folder = `${workspace}/changeover-evidence`;
    stage.reply(() => {
      // Something of the user's that cannot be replaced stands where the verdict is to go.
      mkdirSync(`${folder}/verdict.json/in-the-way`, { recursive: true });
      return { text: 'delivery' };
    });
    const { main, status } = await stage.run(pull, { workspace });
    expect(main).toMatchObject({ code: 1, outputs: { verdict: 'invalid' } });
    expect(status?.state).toBe('error');
    expect(status?.description).toMatch(/^Invalid: /);
  });
});
