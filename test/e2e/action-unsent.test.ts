import { describe, expect } from 'vitest';
import { scenario } from './support/stage.ts';
import { changeover } from './support/terminal.ts';
import { triage } from './support/triage.ts';

const PROMPT = 'Sort this ticket: {{input}}\n';
const edit = (prompt: string) => ({ base: triage({ prompt: PROMPT }), head: triage({ prompt }) });

describe.concurrent('an edit of a prompt', () => {
  scenario('that sends nothing else calls nothing and is green', async ({ stage }) => {
    const pull = await stage.pullRequest(edit('{{! One word is enough. }}\nSort this ticket: {{ input }}\n'));
    const { main, statuses, own, verdict, workspace } = await stage.run(pull);
    expect(stage.models.calls).toHaveLength(0);
    expect(main.code).toBe(0);
    expect(statuses).toHaveLength(1);
    expect(statuses[0]).toMatchObject({
      state: 'success',
      description: 'Not evaluated: what is sent to the model is the same in every case',
    });
    expect(own).toEqual([]);
    expect(verdict).toMatchObject({ verdict: 'not-applicable', migrations: [{ application: 'triage', cases: 20 }] });
    expect((await changeover(workspace, ['verify', 'changeover-evidence'])).code).toBe(0);
  });

  scenario('that no case reaches is not decided, and calls nothing either', async ({ stage }) => {
    const pull = await stage.pullRequest(edit('Sort this ticket: {{input}}{{#angry}} Be kind.{{/angry}}\n'));
    const { main, status, comment, workspace } = await stage.run(pull);
    expect(stage.models.calls).toHaveLength(0);
    expect(main.code).toBe(1);
    expect(status).toMatchObject({
      state: 'failure',
      description: 'Not decided: no case of the suite reaches what changed in the prompt',
    });
    expect(comment).toContain('Add a case that reaches it to the suite on the base branch');
    expect((await changeover(workspace, ['verify', 'changeover-evidence'])).code).toBe(0);
  });

  scenario('of white space that is sent is evaluated', async ({ stage }) => {
    const { status } = await stage.run(await stage.pullRequest(edit('Sort this  ticket: {{input}}\n')));
    expect(stage.models.calls).toHaveLength(40);
    expect(status?.state).toBe('success');
  });
});
