import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { scenario } from './support/stage.ts';
import { CONFIG, NEW_MODEL, ticketOf, tickets, triage, unless } from './support/triage.ts';

/** A refusal that no patience outlasts: the service asks to wait longer than any run does. */
const OUT_OF_SERVICE = { status: 503, headers: { 'retry-after': '3600' } };

describe.concurrent('an invalid comparison', () => {
  scenario('names the line of a configuration that the base cannot be measured with', async ({ stage }) => {
    const base = triage({ application: { acceptance: { accuracy: { 'max-dropp': 0.2 } } } });
    const pull = await stage.pullRequest({ base, head: { ...base, 'prompts/triage.md': 'Please: {{input}}\n' } });
    const { main, statuses, comment } = await stage.run(pull);
    expect(main).toMatchObject({ code: 1, outputs: { verdict: 'invalid' } });
    expect(statuses).toHaveLength(1);
    expect(statuses[0]?.state).toBe('error');
    expect(statuses[0]?.description).toMatch(/^Invalid: The configuration is not valid: .*max-dropp/);
    expect(comment).toContain('Did you mean "max-drop"?');
    expect(comment).toMatch(/\[`\.github\/changeover\.yml:\d+`\]/);
    expect(comment).toContain('What measures is read from the base branch: mend it there first.');
    expect(stage.models.calls).toEqual([]);
    expect(await pull.merge()).toMatchObject({ merged: false });
  });

  scenario('names the line of a configuration that the head breaks', async ({ stage }) => {
    const head = { ...triage({ model: NEW_MODEL }), [CONFIG]: 'version: 1\napplications:\n  triage: [oops\n' };
    const pull = await stage.pullRequest({ base: triage(), head });
    const { main, status, comment } = await stage.run(pull);
    expect(status).toMatchObject({ state: 'error', description: expect.stringMatching(/^Invalid: /) });
    expect(comment).toContain('Mend it in the pull request.');
    const [annotation] = main.commands.filter(({ command, properties }) => command === 'error' && properties['file']);
    expect(annotation?.properties).toMatchObject({ file: CONFIG });
    expect(Number(annotation?.properties['line'])).toBeGreaterThanOrEqual(3);
    expect(stage.models.calls).toEqual([]);
  });

  scenario('comes of more failed calls than the policy allows, and never of a guess', async ({ stage }) => {
    stage.reply(unless(NEW_MODEL, (call) => (ticketOf(call) <= 2 ? OUT_OF_SERVICE : undefined)));
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) });
    const { main, status, verdict, comment } = await stage.run(pull);
    expect(main).toMatchObject({ code: 1, outputs: { verdict: 'invalid' } });
    expect(status).toMatchObject({
      state: 'error',
      description: expect.stringMatching(
        /^Invalid: triage: [12] of 20 target calls failed, more than the 1 % that policy\.max-error-rate allows$/,
      ),
    });
    // One failed call is more than 1 % of 20: nothing is sent after it.
    const { calls, counts } = verdict?.migrations[0] ?? {};
    expect(calls?.planned).toBe(40);
    expect(calls?.made).toBe(stage.models.calls.length);
    expect([1, 2]).toContain(counts?.target.errors['unavailable']);
    expect(Object.keys(counts?.source.errors ?? {}).filter((kind) => kind !== 'given-up')).toEqual([]);
    expect(comment).toMatch(
      /\d+ of 20 on the target \((not sent, because too many had failed \d+, )?service unavailable [12]\)\./,
    );
  });

  scenario('within the rate, leaves the failed call and its partner out and goes on', async ({ stage }) => {
    stage.reply(unless(NEW_MODEL, (call) => (ticketOf(call) <= 2 ? OUT_OF_SERVICE : undefined)));
    const policy = { 'max-error-rate': 0.1 };
    const pull = await stage.pullRequest({ base: triage({ policy }), head: triage({ policy, model: NEW_MODEL }) });
    const { status, verdict } = await stage.run(pull);
    expect(status?.state).toBe('success');
    expect(verdict?.migrations[0]?.findings[0]).toMatchObject({ metric: 'accuracy', n: 18, status: 'pass' });
  });

  scenario('comes of a price that nobody knows, where a cap is to be kept', async ({ stage }) => {
    const application = { provider: 'bedrock' };
    const unknown = { application, model: 'amazon.house-blend-v9:0' };
    const policy = { 'max-cost-usd': 5 };
    const pull = await stage.pullRequest({
      base: triage({ application, policy }),
      head: triage({ ...unknown, policy }),
    });
    const { status, comment } = await stage.run(pull);
    expect(status).toMatchObject({ state: 'error' });
    expect(status?.description).toContain('price of amazon.house-blend-v9:0 is not known');
    expect(comment).toContain('Add its price under `prices` on the base branch');
    expect(stage.models.calls, 'money spent on a verdict that is known to be invalid').toEqual([]);
  });

  scenario('does not come of an unknown price that nothing needs', async ({ stage }) => {
    const application = { provider: 'bedrock' };
    const head = triage({ application, model: 'amazon.house-blend-v9:0' });
    const { status, verdict, comment } = await stage.run(
      await stage.pullRequest({ base: triage({ application }), head }),
    );
    expect(status?.state).toBe('success');
    expect(verdict?.migrations[0]?.costUsd).toBeUndefined();
    expect(comment).not.toContain('US$0.00 spent');
  });

  scenario('comes of a cost cap that is reached, which no call ever breaks', async ({ stage }) => {
    const policy = { 'max-cost-usd': 0.00025 };
    const pull = await stage.pullRequest({ base: triage({ policy }), head: triage({ policy, model: NEW_MODEL }) });
    const { status, verdict, comment } = await stage.run(pull);
    expect(status?.state).toBe('error');
    expect(status?.description).toMatch(
      /^Invalid: The cost cap was reached: US\$0\.000\d+ of a cap of US\$0\.00025 is spent, and US\$0\.000\d+ has to be set aside/,
    );
    expect(comment).toContain('### 1 problem to mend first');
    expect(comment.match(/The cost cap was reached/g)).toHaveLength(1);
    expect(comment).toContain('Raise `policy.max-cost-usd` on the base branch, or evaluate fewer cases.');
    expect(stage.models.calls.length).toBeLessThan(40);
    expect(verdict?.costUsd).toBeLessThanOrEqual(0.00025);
  });

  scenario('comes of a placeholder without a value, before any call', async ({ stage }) => {
    const head = triage({ prompt: 'For {{customer}}: {{input}}\n' });
    const { status, comment } = await stage.run(await stage.pullRequest({ base: triage(), head }));
    expect(status?.state).toBe('error');
    expect(status?.description).toContain('customer');
    expect(comment).toContain('prompts/triage.md:1');
    expect(stage.models.calls).toEqual([]);
  });

  scenario('comes of a dataset with broken lines and repeated IDs, all of them named', async ({ stage }) => {
    const [one, two] = tickets(2);
    const lines = `${JSON.stringify(one)}\n{"id": broken\n${JSON.stringify({ ...two, id: one?.id })}\n`;
    const files = { 'evals/triage.jsonl': lines };
    const pull = await stage.pullRequest({ base: triage({ files }), head: triage({ files, model: NEW_MODEL }) });
    const { status, comment } = await stage.run(pull);
    expect(status?.state).toBe('error');
    expect(comment).toContain('evals/triage.jsonl:2');
    expect(comment).toContain('evals/triage.jsonl:3');
    expect(stage.models.calls).toEqual([]);
  });

  scenario('comes of a layer that is a symbolic link out of the repository', async ({ stage }) => {
    const head = { ...triage(), 'prompts/triage.md': { symlink: '../../../../etc/passwd' } };
    const { main, status, comment } = await stage.run(await stage.pullRequest({ base: triage(), head }));
    expect(status?.state).toBe('error');
    expect(comment).toContain('symbolic link');
    expect(main.stdout + comment).not.toContain('root:');
  });

  scenario('comes of evidence that cannot be kept: a file stands where its folder is to be', async ({ stage }) => {
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) });
    const workspace = stage.folder();
    writeFileSync(`${workspace}/changeover-evidence`, 'taken');
    const { main, status, own } = await stage.run(pull, { workspace });
    expect(main).toMatchObject({ code: 1, outputs: { verdict: 'invalid' } });
    expect(status?.state).toBe('error');
    expect(status?.description).toContain('changeover-evidence');
    expect(own).toHaveLength(1);
  });

  scenario('comes of an evidence folder that leads out of the workspace', async ({ stage }) => {
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) });
    const workspace = stage.folder();
    const outside = stage.folder();
    symlinkSync(outside, `${workspace}/changeover-evidence`);
    const { main, status } = await stage.run(pull, { workspace });
    expect(main.outputs['verdict']).toBe('invalid');
    expect(status?.state).toBe('error');
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe.concurrent('without a configuration', () => {
  scenario('at the base, says what to merge first', async ({ stage }) => {
    const { [CONFIG]: config, 'evals/triage.jsonl': cases, ...application } = triage();
    expect([config, cases]).not.toContain(undefined);
    const pull = await stage.pullRequest({ base: application, head: triage({ model: NEW_MODEL }) });
    const { main, status, comment } = await stage.run(pull);
    expect(main.outputs['verdict']).toBe('invalid');
    expect(status?.state).toBe('error');
    expect(status?.description).toContain('the base branch has no configuration at .github/changeover.yml');
    expect(comment).toContain('Merge the configuration and the suite by themselves first');
    expect(stage.models.calls).toEqual([]);
  });

  scenario('at the head, still measures with that of the base', async ({ stage }) => {
    const { [CONFIG]: config, ...head } = triage({ model: NEW_MODEL });
    expect(config).toBeDefined();
    const { status, verdict, comment } = await stage.run(await stage.pullRequest({ base: triage(), head }));
    expect(status?.state).toBe('success');
    expect(verdict?.migrations).toMatchObject([{ application: 'triage', changed: [{ layer: 'model' }], cases: 20 }]);
    expect(verdict?.proposed).toMatchObject([{ kind: 'configuration', subject: CONFIG }]);
    expect(comment).toContain('**Proposed, not in effect**');
  });
});
