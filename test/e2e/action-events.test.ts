import { describe, expect } from 'vitest';
import { scenario } from './support/stage.ts';
import { answering, NEW_MODEL, numbers, triage } from './support/triage.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };

describe.concurrent('the event', () => {
  scenario('of a pull request into another branch gets a status of its own name', async ({ stage }) => {
    const pull = await stage.pullRequest({ ...CHANGE, baseBranch: 'release' });
    await pull.protect(['changeover (release)']);
    const { status, verdict } = await stage.run(pull);
    expect(status).toMatchObject({ state: 'success', context: 'changeover (release)' });
    expect(verdict?.base).toBe(pull.baseSha);
    expect(await pull.merge()).toMatchObject({ merged: true });
  });

  scenario('of a lax branch does not green the strict one', async ({ stage }) => {
    const pull = await stage.pullRequest({ ...CHANGE, baseBranch: 'release' });
    await stage.run(pull);
    expect(await pull.merge()).toMatchObject({ merged: false });
  });

  scenario('pull_request_target is evaluated as data, too', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const { status } = await stage.run(await stage.pullRequest(CHANGE), { eventName: 'pull_request_target' });
    expect(status).toMatchObject({ state: 'failure', context: 'changeover' });
  });

  scenario('merge_group gets its status on the commit of the group, and no comment', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const pull = await stage.pullRequest(CHANGE);
    const group = await pull.commit({ ...triage({ model: NEW_MODEL }), 'README.md': 'Of the queue.\n' }, [
      pull.baseSha,
    ]);
    const event = {
      action: 'checks_requested',
      merge_group: {
        head_sha: group,
        head_ref: `refs/heads/gh-readonly-queue/main/pr-${pull.number}-${pull.baseSha}`,
        base_sha: pull.baseSha,
        base_ref: 'refs/heads/main',
      },
      repository: { default_branch: 'main' },
    };
    const { main, comments, verdict } = await stage.run(pull, { eventName: 'merge_group', event });
    expect(main).toMatchObject({ code: 1, outputs: { verdict: 'fail' } });
    expect(pull.statuses(group).map(({ state, context }) => [state, context])).toEqual([
      ['failure', 'changeover'],
      ['pending', 'changeover'],
    ]);
    expect(pull.statuses()).toEqual([]);
    expect(comments).toEqual([]);
    expect(verdict).toMatchObject({ head: group, base: pull.baseSha, source: pull.baseSha });
  });

  scenario('workflow_dispatch evaluates the pull request that the input names', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    const event = { inputs: {}, ref: 'refs/heads/main', repository: { default_branch: 'main' } };
    const { status, own } = await stage.run(pull, {
      eventName: 'workflow_dispatch',
      event,
      inputs: { 'pull-request': String(pull.number) },
    });
    expect(status?.state).toBe('success');
    expect(own).toHaveLength(1);
  });

  scenario('workflow_dispatch without a number says which input is missing', async ({ stage }) => {
    const { main, requests } = await stage.run(await stage.pullRequest(CHANGE), {
      eventName: 'workflow_dispatch',
      event: { inputs: {} },
    });
    expect(main.code).toBe(1);
    expect(main.stdout).toContain('The event "workflow_dispatch" names no pull request');
    expect(main.stdout).toContain('Set the input `pull-request` to its number.');
    expect(requests).toEqual([]);
  });

  scenario('of a pull request that does not exist fails in a sentence', async ({ stage }) => {
    const { main } = await stage.run(await stage.pullRequest(CHANGE), {
      eventName: 'workflow_dispatch',
      event: {},
      inputs: { 'pull-request': '4711' },
    });
    expect(main.code).toBe(1);
    expect(main.stdout).toContain('read pull request 4711');
  });

  for (const [eventName, command] of [['push', 'release']] as const) {
    scenario(`${eventName} is refused as not built yet, not ignored`, async ({ stage }) => {
      const { main, requests } = await stage.run(await stage.pullRequest(CHANGE), { eventName, event: {} });
      expect(main.code).toBe(1);
      expect(main.stdout).toContain(`The command "${command}" is not built in this version`);
      expect(requests).toEqual([]);
    });
  }

  scenario('that Changeover does not know fails in a sentence', async ({ stage }) => {
    const { main, requests } = await stage.run(await stage.pullRequest(CHANGE), { eventName: 'gollum', event: {} });
    expect(main.code).toBe(1);
    expect(main.stdout).toContain('The event "gollum" has no command');
    expect(requests).toEqual([]);
  });

  for (const [inputs, message] of [
    [{ command: 'chekc' }, '"chekc" is no command'],
    [{ command: 'propose' }, 'The command "propose" is not built in this version'],
    [{ comment: 'sometimes' }, 'The input `comment` takes always, on-change, never; it is "sometimes"'],
    [{ 'pull-request': '-1' }, 'The input `pull-request` is not a number: -1'],
    [{ config: ' ' }, 'The input `config` is empty'],
  ] as const) {
    scenario(`with the input ${JSON.stringify(inputs)} is refused`, async ({ stage }) => {
      const { main, requests } = await stage.run(await stage.pullRequest(CHANGE), { inputs });
      expect(main.code).toBe(1);
      expect(main.stdout).toContain(message);
      expect(requests).toEqual([]);
    });
  }

  scenario('of pointing it at another branch evaluates it for that one, under its own name', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    await stage.run(pull);
    await pull.retarget('release');
    const { own } = await stage.run(pull, { event: await pull.event('edited'), env: { GITHUB_RUN_ID: '1002' } });
    const states = pull.statuses().map(({ context, state }) => [context, state]);
    expect(states.slice(0, 2)).toEqual([
      ['changeover (release)', 'success'],
      ['changeover (release)', 'pending'],
    ]);
    expect(own).toHaveLength(1);
  });

  scenario('takes the head from GitHub, not from a payload that is out of date', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    const stale = await pull.event();
    await pull.push(triage({ model: NEW_MODEL, prompt: 'Newer. {{input}}\n' }));
    const { verdict, status } = await stage.run(pull, { event: stale });
    expect(verdict?.head).toBe(pull.headSha);
    expect(status?.sha).toBe(pull.headSha);
  });
});
