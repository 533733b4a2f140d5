import { describe, expect } from 'vitest';
import type { JobOptions } from '../support/runner-stores/job.ts';
import { ask, KIM, LENA, MALLORY, ownedPull } from './support/commands.ts';
import { scenario, WITH_ACTIONS } from './support/stored-stage.ts';
import { answering, NEW_MODEL, numbers, tickets, triage } from './support/triage.ts';

const BAD = answering({ [NEW_MODEL]: numbers(1, 20) });

describe.concurrent('a comment that is no command', () => {
  for (const [name, body] of [
    ['in a quotation', '> /changeover run'],
    ['in code', '```\n/changeover run\n```'],
    ['in a code span', '`/changeover run`'],
    ['in mid-line', 'please /changeover run'],
    ['on the second line', 'Hello\n/changeover run'],
    ['in a remark', '<!-- /changeover run -->'],
    ['behind a space', ' /changeover run'],
    ['as a longer word', '/changeovers run'],
  ] as const) {
    scenario(`${name} is text, and costs no request`, async ({ stage }) => {
      const pull = await ownedPull(stage);
      const { main, requests, reactions, calls } = await ask(stage, pull, LENA, body);
      expect(main.code).toBe(0);
      expect(main.stdout).toContain('This comment asks nothing of Changeover.');
      expect([requests, reactions, calls]).toEqual([[], [], 0]);
    });
  }

  scenario('by a bot, or by an app in somebody’s name, is not answered', async ({ stage }) => {
    const pull = await ownedPull(stage);
    for (const author of [{ login: 'renovate[bot]' }, { ...LENA, type: 'Bot' }, { ...LENA, viaApp: true }]) {
      const { main, reactions, comments } = await ask(stage, pull, author, '/changeover run');
      expect(main.code).toBe(0);
      expect(reactions).toEqual([]);
      expect(comments.filter(({ body }) => body.startsWith('<!--'))).toEqual([]);
    }
    expect(stage.models.calls).toEqual([]);
  });

  scenario('on an issue, deleted, or gone by now is not answered', async ({ stage }) => {
    const pull = await ownedPull(stage);
    const onIssue = (event: Record<string, unknown>) => ({ ...event, issue: { number: pull.number } });
    const [issue, deleted] = [
      await ask(stage, pull, LENA, '/changeover run', { event: onIssue }),
      await ask(stage, pull, LENA, '/changeover run', { action: 'deleted' }),
    ];
    const gone = (event: Record<string, unknown>) => ({
      ...event,
      comment: { ...(event['comment'] as object), id: 999_999 },
    });
    const missing = await ask(stage, pull, LENA, '/changeover run', { event: gone });
    for (const { main, reactions, statuses } of [issue, deleted, missing]) {
      expect(main.code).toBe(0);
      expect([reactions, statuses]).toEqual([[], []]);
    }
    expect(stage.models.calls).toEqual([]);
  });
});

describe.concurrent('a command that cannot be read', () => {
  for (const [body, words] of [
    ['/changeover wave triage/accuracy', 'there is no command `wave`; did you mean `waive`?'],
    ['/changeover waive triage until 2026-12-31 because x', 'which metric of `triage`?'],
    ['/changeover waive triage/accuracy until 2026-02-30 because x', 'there is no day `2026-02-30`'],
    ['/changeover waive triage/accuracy until tomorrow because x', '`tomorrow` is no date'],
    ['/changeover waive triage/accuracy until 2026-12-31 because …', 'it needs a reason in words'],
    ['/changeover waive', '`application/metric` is missing'],
    ['/changeover run now', 'nothing more belongs there, and there is `now`'],
    ['/changeover ru\u200bn', 'a character that nobody sees, `U+200B`'],
    ['/changeover waive tri\u0430ge/accuracy until 2026-12-31 because x', 'a letter that passes for another, `U+0430`'],
    ['/changeover run <!-- --full -->', 'begins a remark that nobody sees'],
    [`/changeover waive triage/accuracy until 2026-12-31 because ${'x'.repeat(2000)}`, 'more than 1000'],
    ['/changeover migrate triage', '`migrate` is not in this version'],
  ] as const) {
    scenario(`is answered with the reason: ${body.slice(0, 60)}`, async ({ stage }) => {
      const pull = await ownedPull(stage);
      const { main, reactions, said, own, calls } = await ask(stage, pull, LENA, body);
      expect(main.code).toBe(0);
      expect(reactions).toEqual(['confused']);
      expect(said).toContain(words);
      expect(said).toContain('Not understood, by `@lena`');
      expect([own.length, calls]).toEqual([1, 0]);
    });
  }

  scenario('is refused when it was edited, whatever the event says', async ({ stage }) => {
    const pull = await ownedPull(stage);
    const edited = await ask(stage, pull, LENA, '/changeover run', { action: 'edited' });
    const later = { ...LENA, createdAt: '2026-11-22T10:00:00Z', updatedAt: '2026-11-22T10:00:09Z' };
    const meanwhile = await ask(stage, pull, later, '/changeover run');
    for (const { reactions, said } of [edited, meanwhile]) {
      expect(reactions).toEqual(['confused']);
      expect(said).toContain('the comment was edited');
    }
    expect(stage.models.calls).toEqual([]);
  });

  scenario('leaves the rest of the one comment as it was, and the next answer takes its place', async ({ stage }) => {
    const pull = await ownedPull(stage);
    const { comment: before } = await stage.run(pull);
    const { comment: first } = await ask(stage, pull, LENA, '/changeover wave');
    const { comment: second, own } = await ask(stage, pull, LENA, '/changeover run now');
    const without = (text: string) => text.replace(/<!-- changeover:command -->[\s\S]*command end -->\n\n/, '');
    expect(without(first)).toBe(before);
    expect(without(second)).toBe(before);
    expect(second).not.toContain('wave');
    expect(own).toHaveLength(1);
  });

  scenario('gets its reaction alone where no comment may be written', async ({ stage }) => {
    const pull = await ownedPull(stage);
    const { reactions, own } = await ask(stage, pull, LENA, '/changeover wave', { inputs: { comment: 'never' } });
    expect(reactions).toEqual(['confused']);
    expect(own).toEqual([]);
  });
});

describe.concurrent('/changeover help', () => {
  scenario('is for anybody, and says what applies', async ({ stage }) => {
    const pull = await ownedPull(stage);
    const { reactions, said, own, requests, statuses } = await ask(stage, pull, MALLORY, '/changeover');
    expect(reactions).toEqual(['rocket']);
    expect(said).toContain('`/changeover run` evaluates again');
    expect(said).not.toContain('--full');
    expect([own.length, statuses]).toEqual([1, []]);
    expect(requests.filter(({ operation }) => operation.startsWith('git/'))).toEqual([]);
  });
});

describe.concurrent('/changeover run', () => {
  scenario('evaluates the head again, and what was paid for is not paid for again', async ({ stage, stores }) => {
    const pull = await ownedPull(stage);
    const token = stage.github.token(WITH_ACTIONS);
    const envOf = (job: Pick<JobOptions, 'eventName' | 'workflowPath'>) => ({
      CHANGEOVER_CACHE: 'artifact',
      ...stores.job({ repository: pull.repository, pullRequest: pull.number, ...job }),
    });
    await stage.run(pull, { token, env: envOf({ eventName: 'pull_request' }) });
    expect(stage.models.calls).toHaveLength(40);
    const job = { eventName: 'issue_comment', workflowPath: '.github/workflows/changeover-comments.yml' };
    const asked = { token, env: envOf(job) };
    const again = await ask(stage, pull, KIM, '/changeover run', asked);
    expect(again.main.code).toBe(0);
    expect(again.reactions).toEqual(['eyes', 'rocket']);
    expect(again.status).toMatchObject({ state: 'success' });
    expect([again.own.length, again.said, again.calls]).toEqual([1, '', 0]);
    expect(again.verdict).toMatchObject({ attempt: 2, earlier: ['pass'] });
  });

  scenario('pays for everything again where nothing is kept', async ({ stage }) => {
    const pull = await ownedPull(stage);
    await stage.run(pull);
    const { status, calls } = await ask(stage, pull, KIM, '/changeover run');
    expect(status).toMatchObject({ state: 'success' });
    expect(calls).toBe(40);
  });

  scenario('ends the job in red where the verdict blocks', async ({ stage }) => {
    stage.reply(BAD);
    const pull = await ownedPull(stage);
    const { main, reactions, status } = await ask(stage, pull, KIM, '/changeover run');
    expect(main.code).toBe(1);
    expect(reactions).toEqual(['eyes', 'rocket']);
    expect(status).toMatchObject({ state: 'failure' });
  });

  scenario('--full evaluates all cases of a draft', async ({ stage }) => {
    const pull = await ownedPull(stage, { cases: tickets(60), pull: { draft: true } });
    const sampled = await ask(stage, pull, KIM, '/changeover run');
    expect(sampled.verdict?.scope).toBe('draft');
    const whole = await ask(stage, pull, KIM, '/changeover run --full');
    expect(whole.verdict?.scope).toBeUndefined();
    expect(whole.status?.state).toBe('success');
  });

  for (const [name, grant, words] of [
    ['who may only read', 'read', 'its author has the permission `read`, and it needs `write`'],
    ['who may only sort issues', 'triage', 'its author has the permission `triage`'],
    ['who has no access', 'none', 'its author has the permission `none`'],
  ] as const) {
    scenario(`is refused to somebody ${name}`, async ({ stage }) => {
      const pull = await ownedPull(stage);
      stage.github.overrides.conversation.grant(pull.repository, 'mallory', grant);
      const { main, reactions, said, calls, statuses } = await ask(stage, pull, MALLORY, '/changeover run');
      expect(main.code).toBe(0);
      expect(reactions).toEqual(['-1']);
      expect(said).toContain(words);
      expect([calls, statuses]).toEqual([0, []]);
    });
  }

  for (const answer of [404, 403, 500] as const) {
    scenario(`is refused when GitHub answers ${answer} to what its author may do`, async ({ stage }) => {
      const pull = await ownedPull(stage);
      stage.github.faults.add({ operation: 'repos/get-collaborator-permission-level', answer, times: 9 });
      const { reactions, said, calls } = await ask(stage, pull, KIM, '/changeover run');
      expect(reactions).toEqual(['-1']);
      expect(said).toContain('who may could not be read');
      expect(calls).toBe(0);
    });
  }

  scenario('is refused when it was written before the head was first reported on', async ({ stage }) => {
    const pull = await ownedPull(stage);
    await stage.run(pull);
    const before = { ...KIM, createdAt: '2026-01-01T00:00:00Z' };
    const { reactions, said, calls } = await ask(stage, pull, before, '/changeover run');
    expect(reactions).toEqual(['-1']);
    expect(said).toContain('it was written about another commit or base');
    expect(calls).toBe(0);
  });

  scenario(
    'is refused once the day’s runs are used up, of whomsoever may ask, and of nobody else',
    async ({ stage }) => {
      const pull = await ownedPull(stage, { policy: { commands: { 'runs-per-day': 2 } } });
      for (const author of [MALLORY, MALLORY, { login: 'renovate[bot]' }])
        await pull.commentAs(author, '/changeover run');
      await pull.commentAs({ ...KIM, createdAt: '2026-01-01T00:00:00Z' }, '/changeover run');
      const first = await ask(stage, pull, KIM, '/changeover run');
      const second = await ask(stage, pull, LENA, '/changeover run');
      expect([first.reactions, second.reactions]).toEqual([
        ['eyes', 'rocket'],
        ['eyes', 'rocket'],
      ]);
      const policy = { owners: ['@lena'], commands: { 'runs-per-day': 2 } };
      await pull.push({ ...triage({ model: NEW_MODEL, policy }), 'README.md': 'More.\n' });
      const third = await ask(stage, pull, KIM, '/changeover run');
      expect(third.reactions).toEqual(['-1']);
      expect(third.said).toMatch(/2 runs of 2 a day were asked for .*; the next one from \d{4}-\d\d-\d\d 00:00:00 UTC/);
      expect(third.calls).toBe(0);
    },
  );

  scenario('is refused on a fork’s pull request, with what a maintainer does', async ({ stage }) => {
    const pull = await ownedPull(stage, { pull: { fork: true } });
    const { reactions, said, calls, statuses } = await ask(stage, pull, LENA, '/changeover run');
    expect(reactions).toEqual(['-1']);
    expect(said).toContain('a maintainer approves the run of this commit, or pushes the branch to the repository');
    expect([calls, statuses]).toEqual([0, []]);
  });

  scenario('fails in a sentence for an event that is about no comment', async ({ stage }) => {
    const { main, requests } = await stage.run(await ownedPull(stage), { inputs: { command: 'respond' } });
    expect(main.code).toBe(1);
    expect(main.stdout).toContain('The event "pull_request" is about no comment');
    expect(requests).toEqual([]);
  });
});
