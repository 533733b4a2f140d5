import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { ask, KIM, LENA, ownedPull } from './support/commands.ts';
import { type Outcome, type Stage, scenario } from './support/stage.ts';
import { changeover } from './support/terminal.ts';
import { answering, NEW_MODEL, numbers, tickets, triage, unless } from './support/triage.ts';

const BAD = answering({ [NEW_MODEL]: numbers(1, 20) });
const LESS_BAD = answering({ [NEW_MODEL]: numbers(1, 12) });
/** The target's endpoint is out; nothing else is. */
const OUT = unless(NEW_MODEL, () => ({ status: 503, headers: { 'retry-after': '3600' } }));

/** One day for all tests, although a new one may begin while they run. */
const TODAY = Date.now();

function untilIn(days: number): string {
  return new Date(TODAY + days * 86_400_000).toISOString().slice(0, 10);
}

const waive = (days: number, metric = 'accuracy') =>
  `/changeover waive triage/${metric} until ${untilIn(days)} because the labels of March are wrong`;

/** What `verify` says of the evidence that a run left. */
async function verified({ workspace }: Pick<Outcome, 'workspace'>): Promise<number | null> {
  return (await changeover(workspace, ['verify', 'changeover-evidence'])).code;
}

describe.concurrent('/changeover waive', () => {
  scenario('by an owner turns what fails green, by name and until a day; unwaive takes it back', async ({ stage }) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    expect((await stage.run(pull)).status?.state).toBe('failure');
    const waived = await ask(stage, pull, LENA, waive(30));
    expect(waived.reactions).toEqual(['eyes', 'rocket']);
    expect(waived.status).toMatchObject({ state: 'success' });
    expect(waived.status?.description).toMatch(new RegExp(`^Waived.*@lena.*until ${untilIn(30)}`));
    expect(waived.comment).toContain('the labels of March are wrong');
    expect(waived.main.code).toBe(0);
    expect(waived.own).toHaveLength(1);
    expect(await verified(waived)).toBe(0);
    const back = await ask(stage, pull, LENA, '/changeover unwaive triage/accuracy');
    expect(back.reactions).toEqual(['eyes', 'rocket']);
    expect(back.status).toMatchObject({ state: 'failure' });
  });

  scenario('stands in later runs of the same head, and ends with the next push', async ({ stage }) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    await stage.run(pull);
    await ask(stage, pull, LENA, waive(30));
    expect((await stage.run(pull)).status).toMatchObject({ state: 'success' });
    const files = triage({ model: NEW_MODEL, policy: { owners: ['@lena'] } });
    await pull.push({ ...files, 'README.md': 'More.\n' });
    expect((await stage.run(pull)).status).toMatchObject({ state: 'failure' });
  });

  scenario(
    'is void once the same head does worse than its author saw, until they accept that too',
    async ({ stage }) => {
      stage.reply(LESS_BAD);
      const pull = await ownedPull(stage);
      await stage.run(pull);
      expect((await ask(stage, pull, LENA, waive(30))).status).toMatchObject({ state: 'success' });
      stage.reply(BAD);
      const worse = await stage.run(pull);
      expect(worse.status).toMatchObject({ state: 'failure' });
      expect(worse.comment).toMatch(/Not in force: .*worse than the .* that was accepted/);
      expect(await verified(worse)).toBe(0);
      // One comment a second: GitHub's clock is no finer.
      await pause(1100);
      const accepted = await ask(stage, pull, LENA, waive(29));
      expect(accepted.reactions).toEqual(['eyes', 'rocket']);
      expect(accepted.status).toMatchObject({ state: 'success' });
    },
  );

  for (const [name, author, body, words] of [
    ['by who owns nothing', KIM, waive(30), 'its author is no owner'],
    ['by the author, whom nobody seconds', { login: 'octocat' }, waive(30), 'its author is no owner'],
    ['for longer than the policy lets', LENA, waive(93), 'at most (policy.waivers.max-days)'],
    ['until a day that is over', LENA, waive(-2), 'its last day is over'],
    ['of a metric without a criterion', LENA, waive(30, 'accurancy'), 'did you mean `accuracy`?'],
    [
      'of lost critical cases where none is lost',
      LENA,
      waive(30, 'critical-cases'),
      'nothing of that metric fails here',
    ],
    [
      'of an application that is none',
      LENA,
      `/changeover waive triag/accuracy until ${untilIn(3)} because x`,
      'did you mean `triage`?',
    ],
  ] as const) {
    scenario(`is refused ${name}`, async ({ stage }) => {
      stage.reply(BAD);
      const pull = await ownedPull(stage);
      await stage.run(pull);
      const { reactions, said, status } = await ask(stage, pull, author, body);
      expect(reactions.at(-1)).toBe('-1');
      expect(said).toContain(words);
      expect(status).toMatchObject({ state: 'failure' });
    });
  }

  scenario('is refused before anything was reported on the head', async ({ stage }) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    const { reactions, said, calls } = await ask(stage, pull, LENA, waive(30));
    expect(reactions).toEqual(['-1']);
    expect(said).toContain('nothing was reported on this head yet');
    expect(calls).toBe(0);
  });

  scenario('edited or deleted later stands no more', async ({ stage }) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    await stage.run(pull);
    expect((await ask(stage, pull, LENA, waive(30))).status).toMatchObject({ state: 'success' });
    const comment = (await pull.comments()).find(({ body }) => body.startsWith('/changeover waive'));
    stage.github.overrides.conversation.sign(comment?.id ?? 0, { login: 'lena', updatedAt: '2099-01-01T00:00:00Z' });
    expect((await stage.run(pull)).status).toMatchObject({ state: 'failure' });
  });

  scenario('excuses nothing that cannot be trusted', async ({ stage }) => {
    stage.reply(unless(NEW_MODEL, () => ({ status: 403 })));
    const pull = await ownedPull(stage);
    await stage.run(pull);
    const { reactions, status } = await ask(stage, pull, LENA, waive(30));
    expect(reactions.at(-1)).toBe('-1');
    expect(status).toMatchObject({ state: 'error' });
  });
});

describe.concurrent('/changeover approve-yardstick', () => {
  const POLICY = { owners: ['@lena'] };
  const CASES = tickets(20);
  const proposing = async (stage: Stage) =>
    ownedPull(stage, {
      pull: {
        head: triage({
          policy: POLICY,
          model: NEW_MODEL,
          cases: CASES,
          application: { acceptance: { accuracy: { 'max-drop': 0.3 } } },
        }),
      },
    });

  scenario('by an owner lets what was held take effect', async ({ stage }) => {
    const pull = await proposing(stage);
    const held = await stage.run(pull);
    expect(held.status).toMatchObject({ state: 'failure' });
    const { reactions, status, main } = await ask(stage, pull, LENA, '/changeover approve-yardstick');
    expect(reactions).toEqual(['eyes', 'rocket']);
    expect(status).toMatchObject({ state: 'success' });
    expect(main.code).toBe(0);
  });

  scenario(
    'is refused to whoever opened the pull request, to who owns nothing, and where nothing is held',
    async ({ stage }) => {
      const pull = await proposing(stage);
      await stage.run(pull);
      const other = await ask(stage, pull, KIM, '/changeover approve-yardstick');
      expect([other.reactions, other.status?.state]).toEqual([['-1'], 'failure']);
      expect(other.said).toContain('its author is no owner');
      const plain = await ownedPull(stage);
      await stage.run(plain);
      const nothing = await ask(stage, plain, LENA, '/changeover approve-yardstick');
      expect(nothing.reactions).toEqual(['eyes', '-1']);
      expect(nothing.said).toContain('nothing here waits for an owner’s approval');
    },
  );

  scenario('is refused to an owner on their own pull request', async ({ stage }) => {
    const owned = { policy: { owners: ['@octocat'] } };
    const pull = await ownedPull(stage, { ...owned, pull: { head: triage({ ...owned, cases: tickets(19) }) } });
    await stage.run(pull);
    const { reactions, said, status } = await ask(stage, pull, { login: 'octocat' }, '/changeover approve-yardstick');
    expect(reactions).toEqual(['-1']);
    expect(said).toContain('nobody decides alone on a pull request of their own');
    expect(status?.state).not.toBe('success');
  });
});

describe.concurrent('/changeover break-glass', () => {
  const BREAK = '/changeover break-glass because the provider is out and we must ship the fix';

  scenario(
    'by an owner lets a pull request pass while its provider is out, for a day, on the record',
    async ({ stage }) => {
      stage.reply(OUT);
      const pull = await ownedPull(stage);
      const blocked = await stage.run(pull);
      expect(blocked.status).toMatchObject({ state: 'error' });
      expect(blocked.comment).toContain('`/changeover break-glass because REASON` in a new comment');
      const { reactions, status, verdict, comment, main, workspace } = await ask(stage, pull, LENA, BREAK);
      expect(reactions).toEqual(['eyes', 'rocket']);
      expect(status?.state).toBe('success');
      expect(status?.description).toMatch(
        /^Break-glass by @lena until \d{4}-\d\d-\d\d \d\d:\d\d UTC: not evaluated, as the provider was out$/,
      );
      expect(verdict).toMatchObject({ verdict: 'waived', reason: { kind: 'break-glass', by: 'lena' } });
      expect(comment).toContain('we must ship the fix');
      expect(comment).toContain('Nothing blocks for now, and nothing was compared');
      expect(main.code).toBe(0);
      expect(await verified({ workspace })).toBe(0);
      const file = join(workspace, 'changeover-evidence', 'governance.json');
      const said = readFileSync(file, 'utf8');
      writeFileSync(file, said.replace('"lena"', '"kim"'));
      expect(await verified({ workspace })).toBe(4);
      rmSync(file);
      expect(await verified({ workspace })).not.toBe(0);
    },
  );

  scenario('ends with the next push', async ({ stage }) => {
    stage.reply(OUT);
    const pull = await ownedPull(stage);
    await stage.run(pull);
    expect((await ask(stage, pull, LENA, BREAK)).status?.state).toBe('success');
    const files = triage({ model: NEW_MODEL, policy: { owners: ['@lena'] } });
    await pull.push({ ...files, 'README.md': 'More.\n' });
    expect((await stage.run(pull)).status?.state).toBe('error');
  });

  scenario('is refused where the comparison fails, and where the configuration is bad', async ({ stage }) => {
    stage.reply(BAD);
    const failing = await ownedPull(stage);
    await stage.run(failing);
    const refused = await ask(stage, failing, LENA, BREAK);
    expect([refused.reactions, refused.status?.state]).toEqual([['eyes', '-1'], 'failure']);
    expect(refused.comment).not.toContain('break-glass because REASON');
    expect(refused.said).toContain('a provider’s outage is not what stands in the way: the verdict is fail');
    stage.reply(unless(NEW_MODEL, () => ({ status: 403 })));
    const closed = await ownedPull(stage);
    await stage.run(closed);
    const denied = await ask(stage, closed, LENA, BREAK);
    expect([denied.reactions, denied.status?.state]).toEqual([['eyes', '-1'], 'error']);
  });

  scenario('is refused to who does not own every role, before anything is evaluated', async ({ stage }) => {
    stage.reply(OUT);
    const pull = await ownedPull(stage, {
      policy: { owners: { model: ['@lena'], cost: ['@lena'], safety: ['@kim'] } },
    });
    await stage.run(pull);
    const before = stage.models.calls.length;
    const { reactions, said, status } = await ask(stage, pull, LENA, BREAK);
    expect(reactions).toEqual(['-1']);
    expect(said).toContain('its author is no owner (decides about: `safety`)');
    expect(status?.state).toBe('error');
    expect(stage.models.calls.length).toBe(before);
  });
});
