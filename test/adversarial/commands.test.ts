import { describe, expect } from 'vitest';
import { ask, KIM, LENA, letIn, MALLORY, ownedPull } from '../e2e/support/commands.ts';
import { answering, NEW_MODEL, numbers, triage, unless } from '../e2e/support/triage.ts';
import { BLOCKED, HELD } from './table/attack.ts';
import { attackOnStage } from './table/stage-attack.ts';

const BAD = answering({ [NEW_MODEL]: numbers(1, 20) });
const LESS_BAD = answering({ [NEW_MODEL]: numbers(1, 12) });
const OUT = unless(NEW_MODEL, () => ({ status: 503, headers: { 'retry-after': '3600' } }));
const POLICY = { owners: ['@lena'] };

const WAIVE = `/changeover waive triage/accuracy until ${new Date(Date.now() + 86_400_000 * 9).toISOString().slice(0, 10)} because it is fine`;
const BREAK = '/changeover break-glass because it is fine';

describe.concurrent('a command that is not its author’s to give', () => {
  for (const [who, author] of [
    ['somebody who may only read', MALLORY],
    ['a writer who owns nothing', KIM],
    ['whoever opened the pull request', { login: 'octocat' }],
    ['a bot that is called like an owner', { login: 'lena', type: 'Bot' }],
    ['an app in an owner’s name', { ...LENA, viaApp: true }],
  ] as const) {
    attackOnStage('T21', `${who} waives a failed comparison`, BLOCKED, async (stage) => {
      stage.reply(BAD);
      const pull = await ownedPull(stage);
      await stage.run(pull);
      await ask(stage, pull, author, WAIVE);
      return (await stage.run(pull)).status?.state;
    });
  }

  attackOnStage('T21', 'an owner who lost write access waives', BLOCKED, async (stage) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    await stage.run(pull);
    stage.github.overrides.conversation.grant(pull.repository, 'lena', 'read');
    await ask(stage, pull, LENA, WAIVE);
    return (await stage.run(pull)).status?.state;
  });

  attackOnStage('T21', 'GitHub does not say what the author of a waiver may do', BLOCKED, async (stage) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    await stage.run(pull);
    stage.github.faults.add({ operation: 'repos/get-collaborator-permission-level', answer: 500, times: 99 });
    await ask(stage, pull, LENA, WAIVE);
    return (await stage.run(pull)).status?.state;
  });
});

describe.concurrent('a command about something else', () => {
  attackOnStage('T21', 'a waiver is replayed on the next push', BLOCKED, async (stage) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    await stage.run(pull);
    expect((await ask(stage, pull, LENA, WAIVE)).status?.state).toBe('success');
    await pull.push({ ...triage({ model: NEW_MODEL, policy: POLICY }), 'README.md': 'More.\n' });
    return (await stage.run(pull)).status?.state;
  });

  attackOnStage(
    ['T21', 'T18'],
    'a head that was reported on before comes back by force after the waiver',
    BLOCKED,
    async (stage) => {
      stage.reply(BAD);
      const pull = await ownedPull(stage);
      await stage.run(pull);
      await pull.commentAs(LENA, WAIVE);
      // The waiver was about the commit that stood there meanwhile; this one has its status since before.
      const { conversation } = stage.github.overrides;
      const at = new Date(Date.now() + 1000).toISOString();
      conversation.happened(pull.repository, pull.number, 'head_ref_force_pushed', at);
      return (await stage.run(pull)).status?.state;
    },
  );

  attackOnStage(['T21', 'T18'], 'the head has its status from another pull request', BLOCKED, async (stage) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    const forged = {
      state: 'failure',
      context: 'changeover',
      target_url: `https://github.com/o/r/actions/runs/1?pr=${pull.number + 1}`,
    };
    await fetch(`${stage.github.url}/repos/${pull.repository}/statuses/${pull.headSha}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.github.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify(forged),
    });
    await pull.commentAs(LENA, WAIVE);
    return (await stage.run(pull)).status?.state;
  });

  attackOnStage('T21', 'the same head does worse after the waiver', BLOCKED, async (stage) => {
    stage.reply(LESS_BAD);
    const pull = await ownedPull(stage);
    await stage.run(pull);
    expect((await ask(stage, pull, LENA, WAIVE)).status?.state).toBe('success');
    stage.reply(BAD);
    return (await stage.run(pull)).status?.state;
  });

  attackOnStage('T21', 'another app posts a worse result as seen, before the waiver', BLOCKED, async (stage) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    const bad = await stage.run(pull);
    stage.reply(LESS_BAD);
    await stage.run(pull);
    const forged = { state: 'failure', context: 'changeover', target_url: bad.status?.targetUrl };
    await fetch(`${stage.github.url}/repos/${pull.repository}/statuses/${pull.headSha}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.github.appToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify(forged),
    });
    await pull.commentAs(LENA, WAIVE);
    stage.reply(BAD);
    return (await stage.run(pull)).status?.state;
  });

  attackOnStage('T21', 'a comment is edited into a waiver', BLOCKED, async (stage) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    await stage.run(pull);
    await ask(stage, pull, { ...LENA, updatedAt: '2099-01-01T00:00:00Z' }, WAIVE);
    return (await stage.run(pull)).status?.state;
  });
});

describe.concurrent('runs without end', () => {
  attackOnStage('T22', 'strangers ask for runs, and use up nobody’s', HELD, async (stage) => {
    const pull = await ownedPull(stage, { policy: { commands: { 'runs-per-day': 1 } } });
    for (let n = 0; n < 3; n += 1) expect((await ask(stage, pull, MALLORY, '/changeover run')).calls).toBe(0);
    expect((await ask(stage, pull, KIM, '/changeover run')).reactions).toEqual(['eyes', 'rocket']);
    expect((await ask(stage, pull, KIM, '/changeover run')).reactions).toEqual(['-1']);
    return 'held';
  });

  attackOnStage(
    ['T22', 'T6'],
    'a fork’s author has it evaluated with credentials by a comment',
    HELD,
    async (stage) => {
      const pull = await ownedPull(stage, { pull: { fork: true } });
      letIn(stage.github, pull);
      expect((await ask(stage, pull, MALLORY, '/changeover run')).calls).toBe(0);
      expect((await ask(stage, pull, LENA, '/changeover run')).calls).toBe(0);
      expect(stage.models.calls).toEqual([]);
      return 'held';
    },
  );
});

describe.concurrent('a broken glass', () => {
  attackOnStage(['T23', 'T21'], 'for a failed comparison', BLOCKED, async (stage) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    await stage.run(pull);
    return (await ask(stage, pull, LENA, BREAK)).status?.state;
  });

  attackOnStage(['T23', 'F7'], 'for keys that do not work', BLOCKED, async (stage) => {
    stage.reply(unless(NEW_MODEL, () => ({ status: 403, message: 'is not authorized to perform' })));
    const pull = await ownedPull(stage);
    await stage.run(pull);
    return (await ask(stage, pull, LENA, BREAK)).status?.state;
  });

  attackOnStage(['T23', 'T21'], 'by a writer who owns nothing, in an outage', BLOCKED, async (stage) => {
    stage.reply(OUT);
    const pull = await ownedPull(stage);
    await stage.run(pull);
    return (await ask(stage, pull, KIM, BREAK)).status?.state;
  });
});
