import { readdirSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { PullRequestFixture } from '../support/github/pull-request.ts';
import { type Stage, scenario } from './support/stage.ts';
import { answering, NEW_MODEL, numbers, triage, unless } from './support/triage.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };
const OUT_OF_REACH = unless(NEW_MODEL, () => ({ status: 503, headers: { 'retry-after': '3600' } }));
const MINUTE = 60_000;

/** Lets so many minutes go by, then runs the Action as the schedule does. */
async function sweepAfter(stage: Stage, pull: PullRequestFixture, minutes: number, run = '2001') {
  stage.github.overrides.statuses.age(minutes * MINUTE);
  const { repository } = (await pull.event()) as { repository: unknown };
  return await stage.run(pull, {
    eventName: 'schedule',
    event: { schedule: '17 * * * *', repository },
    env: { GITHUB_REF: 'refs/heads/main', GITHUB_RUN_ID: run },
  });
}

const statesOf = (pull: PullRequestFixture) => pull.statuses().map(({ state }) => state);

describe.concurrent('the schedule', () => {
  scenario('ends the status of a run that was lost with its machine', async ({ stage }) => {
    stage.reply(() => ({ connection: 'silence' }));
    const pull = await stage.pullRequest(CHANGE);
    const interrupt = { when: (output: string) => output.includes('Evaluating'), how: 'kill' } as const;
    await stage.run(pull, { interrupt, post: false });
    const early = await sweepAfter(stage, pull, 50);
    expect(early.main.stdout).toContain('Looked at 1 open pull request: nothing was left behind.');
    expect(statesOf(pull)).toEqual(['pending']);
    const { main, post } = await sweepAfter(stage, pull, 20);
    expect([main.code, post?.code]).toEqual([0, 0]);
    expect(main.stdout).toContain(`Ended the status that a lost run had left pending: #${pull.number}.`);
    expect(pull.statuses()[0]).toMatchObject({
      state: 'error',
      description: 'Invalid: the run ended without a verdict, its runner was lost. Run the job again.',
      targetUrl: expect.stringContaining('/actions/runs/1001?pr='),
    });
  });

  scenario('evaluates again what an outage of the provider kept from a verdict', async ({ stage }) => {
    stage.reply(OUT_OF_REACH);
    const pull = await stage.pullRequest(CHANGE);
    const { status } = await stage.run(pull);
    expect(status).toMatchObject({ state: 'error', targetUrl: expect.stringMatching(/\?pr=\d+#outage-1$/) });
    stage.reply(answering());
    await sweepAfter(stage, pull, 10);
    expect(statesOf(pull)).toEqual(['error', 'pending']);
    const { main, own, workspace } = await sweepAfter(stage, pull, 10);
    expect(main.code).toBe(0);
    expect(main.stdout).toContain(`Evaluated again: #${pull.number}.`);
    expect(statesOf(pull)).toEqual(['success', 'pending', 'error', 'pending']);
    expect(own.map(({ body }) => body)).toEqual([expect.stringContaining('Changeover: pass')]);
    expect(main.outputs['evidence-dir']).toBe('changeover-evidence');
    expect(readdirSync(`${workspace}/changeover-evidence`)).toEqual([`pull-request-${pull.number}`]);
    expect(await pull.merge()).toMatchObject({ merged: true });
  });

  scenario('takes green back that a stricter base would not give, and evaluates it again', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 1) }));
    const margin = (bound: number) => ({ application: { acceptance: { accuracy: { 'max-drop': bound } } } });
    const head = triage({ ...margin(0.5), model: NEW_MODEL });
    const pull = await stage.pullRequest({ base: triage(margin(0.5)), head, protect: false });
    expect((await stage.run(pull)).status).toMatchObject({
      state: 'success',
      targetUrl: expect.stringContaining(`#base-${pull.sourceSha}`),
    });
    const still = await sweepAfter(stage, pull, 20, '2001');
    expect(still.main.stdout).toContain('nothing was left behind');
    await pull.moveBase(triage(margin(0.01)));
    const { main } = await sweepAfter(stage, pull, 20, '2002');
    expect(main.stdout).toContain(
      `Took back what passed by a yardstick that the base has changed since: #${pull.number}.`,
    );
    expect(main.stdout).toContain(`Evaluated again: #${pull.number}.`);
    expect(statesOf(pull).slice(0, 2)).toEqual(['failure', 'pending']);
    expect(statesOf(pull)).toContain('error');
  });

  scenario('waits longer each time that the provider is still out of reach', async ({ stage }) => {
    stage.reply(OUT_OF_REACH);
    const pull = await stage.pullRequest(CHANGE);
    await stage.run(pull);
    await sweepAfter(stage, pull, 20, '2001');
    expect(pull.statuses()[0]).toMatchObject({ state: 'error', targetUrl: expect.stringMatching(/#outage-2$/) });
    const before = stage.models.calls.length;
    const { main } = await sweepAfter(stage, pull, 20, '2002');
    expect(main.stdout).toContain('nothing was left behind');
    expect(stage.models.calls).toHaveLength(before);
    await sweepAfter(stage, pull, 20, '2003');
    expect(pull.statuses()[0]).toMatchObject({ state: 'error', targetUrl: expect.stringMatching(/#outage-3$/) });
  });

  scenario('makes nothing again that failed by itself, or for want of credentials', async ({ stage }) => {
    stage.reply(unless(NEW_MODEL, () => ({ text: 'billing' })));
    const failed = await stage.pullRequest(CHANGE);
    await stage.run(failed);
    stage.reply(unless(NEW_MODEL, () => ({ status: 403 })));
    const refused = await failed.another(triage({ model: NEW_MODEL }));
    await stage.run(refused);
    const before = stage.models.calls.length;
    await sweepAfter(stage, failed, 10_000);
    expect(stage.models.calls).toHaveLength(before);
    expect([failed, refused].map((pull) => pull.statuses()[0]?.state)).toEqual(['failure', 'error']);
  });
});
