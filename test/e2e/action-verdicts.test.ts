import { describe, expect } from 'vitest';
import { scenario } from './support/stage.ts';
import { answering, NEW_MODEL, numbers, OLD_MODEL, ticketOf, tickets, triage, unless } from './support/triage.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };

describe.concurrent('a model that changes', () => {
  scenario('passes when it answers as well, and may be merged', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    const { main, statuses, own, verdict, comment } = await stage.run(pull);
    expect(main).toMatchObject({
      code: 0,
      outputs: { verdict: 'pass', 'comment-url': expect.stringContaining('#issuecomment-') },
    });
    expect(statuses.map(({ state }) => state)).toEqual(['success', 'pending']);
    expect(statuses[0]).toMatchObject({ context: 'changeover', creator: 'github-actions[bot]', sha: pull.headSha });
    expect(statuses[0]?.description).toBe('Accepted: the one blocking criterion holds');
    expect(own).toHaveLength(1);
    expect(comment).toContain(`| model | \`${OLD_MODEL}\` | \`${NEW_MODEL}\` |`);
    expect(verdict).toMatchObject({
      schema: 'changeover/verdict@1',
      verdict: 'pass',
      base: pull.baseSha,
      head: pull.headSha,
      migrations: [
        {
          application: 'triage',
          kind: 'changed',
          source: { model: OLD_MODEL },
          target: { model: NEW_MODEL },
          cases: 20,
          calls: { planned: 40, made: 40, failed: 0 },
          lost: [],
          same: 20,
          findings: [{ metric: 'accuracy', criterion: 'max-drop', status: 'pass', source: 1, target: 1, ties: 20 }],
        },
      ],
    });
    expect(stage.models.calls).toHaveLength(40);
    expect(await pull.merge()).toMatchObject({ merged: true });
  });

  scenario('fails when it answers worse, and may not be merged', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const pull = await stage.pullRequest(CHANGE);
    const { main, statuses, verdict, comment } = await stage.run(pull);
    expect(main).toMatchObject({ code: 1, outputs: { verdict: 'fail' } });
    expect(statuses.map(({ state }) => state)).toEqual(['failure', 'pending']);
    expect(statuses[0]?.description).toBe(
      'Not accepted: triage: accuracy falls from 100.0 % to 40.0 % (−60.0 points, limit −20.0 points)',
    );
    expect(comment).toContain('## ❌ Changeover: fail');
    expect(comment).toContain('### Cases: 12 lost, 0 won, 8 same');
    expect(verdict?.migrations[0]?.lost).toEqual(numbers(1, 12).map((number) => `case-${number}`));
    expect(verdict?.migrations[0]?.findings[0]?.difference).toBeCloseTo(-0.6, 12);
    expect(await pull.merge()).toMatchObject({ merged: false });
  });

  scenario('is not decided when the cases are too few to tell, and that blocks', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 3) }));
    const pull = await stage.pullRequest(CHANGE);
    const { main, status, comment } = await stage.run(pull);
    expect(main).toMatchObject({ code: 1, outputs: { verdict: 'inconclusive' } });
    expect(status).toMatchObject({ state: 'failure', description: expect.stringMatching(/^Not decided: triage: /) });
    expect(comment).toMatch(/about \d+ more cases would decide it/);
    expect(await pull.merge()).toMatchObject({ merged: false });
  });

  scenario('does not block under on-inconclusive: warn, in the same words', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 3) }));
    const policy = { 'on-inconclusive': 'warn' };
    const pull = await stage.pullRequest({ base: triage({ policy }), head: triage({ policy, model: NEW_MODEL }) });
    const { main, status } = await stage.run(pull);
    expect(main).toMatchObject({ code: 0, outputs: { verdict: 'inconclusive' } });
    expect(status).toMatchObject({ state: 'success', description: expect.stringMatching(/^Not decided: triage: /) });
  });

  scenario('never blocks in observe mode, and the status says so', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const policy = { mode: 'observe' };
    const pull = await stage.pullRequest({ base: triage({ policy }), head: triage({ policy, model: NEW_MODEL }) });
    const { main, status, own } = await stage.run(pull);
    expect(main).toMatchObject({ code: 0, outputs: { verdict: 'fail' } });
    expect(status?.state).toBe('success');
    expect(status?.description).toMatch(/^Observed, not enforced: would fail: triage: accuracy falls/);
    expect(own).toHaveLength(1);
    expect(main.commands.filter(({ command }) => command === 'error')).toEqual([]);
  });

  scenario('fails when only a slice breaks, where every slice counts', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 10) }));
    const cases = tickets(60, (number) => ({ slice: number <= 12 ? 'refunds' : 'parcels' }));
    const gate = (slices: object) => ({ acceptance: { accuracy: { 'max-drop': 0.3, ...slices } } });
    const strict = { cases, application: gate({ slices: 'all' }) };
    const pull = await stage.pullRequest({ base: triage(strict), head: triage({ ...strict, model: NEW_MODEL }) });
    const { status, verdict, comment } = await stage.run(pull);
    expect(status).toMatchObject({
      state: 'failure',
      description:
        'Not accepted: triage: accuracy on slice refunds falls from 100.0 % to 16.7 % (−83.3 points, limit −30.0 points)',
    });
    const whole = verdict?.migrations[0]?.findings.find(({ slice }) => slice === undefined);
    expect(whole?.status).toBe('pass');
    expect(comment).toContain('`accuracy` on `refunds`');

    const lax = { cases, application: gate({}) };
    const other = await stage.pullRequest({ base: triage(lax), head: triage({ ...lax, model: NEW_MODEL }) });
    expect((await stage.run(other)).status?.state).toBe('success');
  });
});

describe.concurrent('a critical case', () => {
  const cases = tickets(40, (number) => (number === 7 ? { critical: true } : {}));
  const critical = { base: triage({ cases }), head: triage({ cases, model: NEW_MODEL }) };

  scenario('fails the migration by itself when repeating both sides confirms its loss', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: [7] }));
    const { status, verdict, comment } = await stage.run(await stage.pullRequest(critical));
    expect(status).toMatchObject({
      state: 'failure',
      description: 'Not accepted: triage: critical case case-7 is lost: the source passes it, the target does not',
    });
    expect(verdict?.migrations[0]?.criticalLosses).toEqual([{ caseId: 'case-7', confirmation: 'confirmed' }]);
    expect(verdict?.migrations[0]?.findings[0]?.status).toBe('pass');
    expect(comment).toContain('**critical** `case-7`: confirmed by repeating both sides twice');
    const repeated = stage.models.calls.filter((call) => ticketOf(call) === 7).map(({ model }) => model);
    expect(repeated.toSorted()).toEqual([...Array(3).fill(NEW_MODEL), ...Array(3).fill(OLD_MODEL)]);
  });

  scenario('does not when the loss was a fluke', async ({ stage }) => {
    stage.reply(
      unless(NEW_MODEL, (call) => (ticketOf(call) === 7 && call.repetition === 1 ? { text: 'billing' } : undefined)),
    );
    const { status, verdict, comment } = await stage.run(await stage.pullRequest(critical));
    expect(status?.state).toBe('success');
    expect(verdict?.migrations[0]?.criticalLosses).toEqual([{ caseId: 'case-7', confirmation: 'not-confirmed' }]);
    expect(comment).toContain('**critical** `case-7`: not confirmed');
  });
});
