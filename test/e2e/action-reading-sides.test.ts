import { writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { checkOut } from './support/checkout.ts';
import { scenario } from './support/stage.ts';
import { answering, NEW_MODEL, numbers, OLD_MODEL, tickets, triage } from './support/triage.ts';

const READING = ['git/get-blob', 'git/get-tree', 'git/get-commit', 'repos/get-content'];

/** So many files that have nothing to do with models. */
function many(count: number, content: string) {
  return Object.fromEntries(numbers(1, count).map((number) => [`src/part-${number}.txt`, `${content} ${number}\n`]));
}

describe.concurrent('both sides', () => {
  scenario('are found in a pull request of more files than GitHub lists', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const uncovered = (model: string) => ({ 'zz/last.py': `MODEL = "${model}"\n` });
    const base = triage({ files: { ...many(320, 'old'), ...uncovered('claude-3-5-haiku-20241022') } });
    const head = triage({ model: NEW_MODEL, files: { ...many(320, 'new'), ...uncovered('claude-haiku-4-5') } });
    const { status, verdict } = await stage.run(await stage.pullRequest({ base, head }));
    expect(status?.state).toBe('failure');
    expect(verdict?.migrations).toMatchObject([
      { application: 'triage', verdict: 'fail', changed: [{ layer: 'model' }] },
    ]);
    expect(verdict?.uncovered).toMatchObject([{ place: { file: 'zz/last.py', line: 1 }, target: 'claude-haiku-4-5' }]);
  });

  scenario('cost few requests when many files change and none matters', async ({ stage }) => {
    const pull = await stage.pullRequest({
      base: triage({ files: many(120, 'old') }),
      head: triage({ files: many(120, 'new') }),
    });
    const { status, requests } = await stage.run(pull);
    expect(status?.description).toMatch(/^Not evaluated: nothing changed/);
    expect(requests.length).toBeLessThanOrEqual(8);
  });

  scenario('are read from a checkout that has them, which saves requests', async ({ stage }) => {
    const options = { base: triage(), head: triage({ model: NEW_MODEL }) };
    const pull = await stage.pullRequest(options);
    const without = await stage.run(pull);
    const workspace = stage.folder();
    await checkOut(stage.github, pull, workspace, [
      { sha: pull.baseSha, files: options.base },
      { sha: pull.headSha, files: options.head },
    ]);
    const within = await stage.run(pull, { workspace });
    expect(within.status?.state).toBe('success');
    const reading = ({ requests }: typeof within) => requests.filter(({ operation }) => READING.includes(operation));
    expect(reading(without).length).toBeGreaterThan(0);
    expect(reading(within)).toEqual([]);
    expect(within.verdict?.digests).toEqual(without.verdict?.digests);
  });

  scenario('are the same whatever lies in the work tree of the checkout', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const options = { base: triage(), head: triage({ model: NEW_MODEL }) };
    const pull = await stage.pullRequest(options);
    const workspace = stage.folder();
    await checkOut(stage.github, pull, workspace, [
      { sha: pull.baseSha, files: options.base },
      { sha: pull.headSha, files: options.head },
    ]);
    const lax = triage({ model: OLD_MODEL, cases: tickets(1), policy: { mode: 'observe' } });
    for (const [path, content] of Object.entries(lax)) writeFileSync(`${workspace}/${path}`, String(content));
    const { status, verdict } = await stage.run(pull, { workspace });
    expect(status).toMatchObject({ state: 'failure', description: expect.stringContaining('40.0 %') });
    expect(verdict?.migrations[0]?.cases).toBe(20);
  });

  scenario('are completed through the API where a shallow checkout lacks a commit', async ({ stage }) => {
    const options = { base: triage(), head: triage({ model: NEW_MODEL }) };
    const pull = await stage.pullRequest(options);
    const workspace = stage.folder();
    await checkOut(stage.github, pull, workspace, [{ sha: pull.baseSha, files: options.base }]);
    const { status, verdict } = await stage.run(pull, { workspace });
    expect(status?.state).toBe('success');
    expect(verdict?.migrations[0]).toMatchObject({ source: { model: OLD_MODEL }, target: { model: NEW_MODEL } });
  });

  scenario('are read although GitHub stumbles', async ({ stage }) => {
    stage.github.faults.add({ operation: 'git/get-blob', answer: 502 });
    stage.github.faults.add({ operation: 'git/get-tree', answer: 'reset' });
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) });
    expect((await stage.run(pull)).status?.state).toBe('success');
  });

  scenario('that GitHub does not give make the verdict invalid, not green', async ({ stage }) => {
    stage.github.faults.add({ operation: 'repos/compare-commits-with-basehead', times: 50, answer: 422 });
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) });
    const { main, status } = await stage.run(pull);
    expect(main.code).toBe(1);
    expect(status?.state).toBe('error');
  });

  scenario('of a fork are evaluated when the token may write', async ({ stage }) => {
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }), fork: true });
    expect((await stage.run(pull)).status?.state).toBe('success');
  });

  scenario('of a fork with the read-only token of GitHub stay closed, and the log says why', async ({ stage }) => {
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }), fork: true });
    const token = stage.github.token({ contents: 'read', pull_requests: 'read', statuses: 'read' });
    const { main, statuses } = await stage.run(pull, { token });
    expect(main.code).toBe(1);
    expect(statuses).toEqual([]);
    expect(main.stdout).toContain('A pull request from a fork gets a read-only token whatever the file says.');
  });
});
