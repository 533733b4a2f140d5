import { describe, expect } from 'vitest';
import { scenario } from './support/stage.ts';
import { changeover } from './support/terminal.ts';
import { answering, NEW_MODEL, type TriageOptions, tickets, triage } from './support/triage.ts';

const LARGE = tickets(60);

/** A draft that changes the model. */
const draft = (options: TriageOptions = {}) => ({
  base: triage({ cases: LARGE, ...options }),
  head: triage({ cases: LARGE, ...options, model: NEW_MODEL }),
  draft: true,
});

describe.concurrent('a draft pull request', () => {
  scenario('is evaluated on a sample, which never turns it green', async ({ stage }) => {
    const pull = await stage.pullRequest(draft({ policy: { 'on-inconclusive': 'warn' } }));
    const { main, statuses, status, comment, verdict, workspace } = await stage.run(pull);
    expect(stage.models.calls).toHaveLength(60);
    expect(main.code).toBe(1);
    expect(status).toMatchObject({
      state: 'failure',
      description:
        'Not decided: triage: draft, sample of 30 of 60 cases, nothing lost; all of them once it is ready for review',
    });
    expect(statuses.at(-1)).toMatchObject({ state: 'pending', description: 'Evaluating: 60 calls planned' });
    expect(verdict).toMatchObject({ verdict: 'inconclusive', scope: 'draft' });
    expect(comment).toContain('Marking the pull request as ready for review evaluates all cases');
    expect(await pull.merge()).toMatchObject({ merged: false });
    const verified = await changeover(workspace, ['verify', 'changeover-evidence']);
    expect([verified.code, verified.stderr]).toEqual([0, '']);
  });

  scenario('is evaluated as a whole once it is ready for review', async ({ stage }) => {
    const pull = await stage.pullRequest(draft());
    await stage.run(pull);
    const before = stage.models.calls.length;
    await pull.markReady();
    const { status, verdict, own } = await stage.run(pull, { event: await pull.event('ready_for_review') });
    expect(stage.models.calls.length - before).toBe(120);
    expect(status?.state).toBe('success');
    expect(verdict?.scope).toBeUndefined();
    expect(own).toHaveLength(1);
    expect(await pull.merge()).toMatchObject({ merged: true });
  });

  scenario('fails when its sample loses a critical case', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: [41] }));
    const cases = tickets(60, (number) => ({ critical: number === 41 }));
    const { status, verdict, comment } = await stage.run(await stage.pullRequest(draft({ cases })));
    expect(status?.state).toBe('failure');
    expect(status?.description).toMatch(/^Not accepted: triage: critical case case-41 is lost/);
    expect(verdict).toMatchObject({ verdict: 'fail', scope: 'draft' });
    expect(comment).toContain('Only a sample of each large suite was evaluated');
  });

  scenario('is decided at once where its suite is no larger than the sample', async ({ stage }) => {
    const { status, verdict } = await stage.run(await stage.pullRequest(draft({ cases: tickets(20) })));
    expect(status?.state).toBe('success');
    expect(verdict?.scope).toBeUndefined();
  });

  scenario('is evaluated as a whole under on-draft: full', async ({ stage }) => {
    const { status } = await stage.run(await stage.pullRequest(draft({ policy: { 'on-draft': 'full' } })));
    expect(stage.models.calls).toHaveLength(120);
    expect(status?.state).toBe('success');
  });
});
