import { describe, expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { scenario } from './support/stage.ts';
import { answering, CONFIG, jsonLines, NEW_MODEL, numbers, OLD_MODEL, tickets, triage } from './support/triage.ts';

/** A second application, with its own model and prompt and the cases of the first. */
const SUMMARY = {
  model: { file: 'app/summary.yml', at: 'model' },
  prompt: 'prompts/summary.md',
  suite: 'evals/triage.jsonl',
  acceptance: { accuracy: { min: 0.85 } },
};

function summaryFiles(model: string) {
  return { 'app/summary.yml': `model: ${model}\n`, 'prompts/summary.md': 'Summarise. {{input}}\n' };
}

describe.concurrent('a pull request that changes no application', () => {
  scenario('is answered in few requests, with a green status and no comment', async ({ stage }) => {
    const head = { ...triage(), 'README.md': 'New words about gpt-5.4-mini.\n', 'src/a.ts': 'export const a = 1;\n' };
    const pull = await stage.pullRequest({ base: { ...triage(), 'README.md': 'Old words.\n' }, head });
    const { main, post, status, comments, verdict, requests } = await stage.run(pull);
    expect(main).toMatchObject({ code: 0, outputs: { verdict: 'not-applicable', 'comment-url': '' } });
    expect(post?.code).toBe(0);
    expect(status).toMatchObject({
      state: 'success',
      description: "Not evaluated: nothing changed that shapes a model's behaviour",
    });
    expect(comments).toEqual([]);
    expect(requests.length).toBeLessThanOrEqual(8);
    expect(verdict).toMatchObject({ verdict: 'not-applicable', migrations: [] });
    expect(stage.models.calls).toEqual([]);
    expect(await pull.merge()).toMatchObject({ merged: true });
  });

  scenario('updates a comment that is there from an earlier push', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) });
    const first = await stage.run(pull);
    expect(first.comment).toContain('Changeover: fail');
    await pull.push({ ...triage(), 'README.md': 'Without the new model.\n' });
    const { status, own, comment } = await stage.run(pull);
    expect(status?.state).toBe('success');
    expect(own.map(({ id }) => id)).toEqual(first.own.map(({ id }) => id));
    expect(comment).toContain('Changeover: not evaluated');
    expect(comment).not.toContain('lost');
  });

  scenario('fails for a changed model ID that belongs to no application', async ({ stage }) => {
    const search = (model: string) => ({ 'services/rank.py': `# ranks\nMODEL = "${model}"\n` });
    const files = { base: search('claude-3-5-haiku-20241022'), head: search('claude-haiku-4-5') };
    const pull = await stage.pullRequest({ base: triage({ files: files.base }), head: triage({ files: files.head }) });
    const { main, status, comment } = await stage.run(pull);
    expect(main).toMatchObject({ code: 1, outputs: { verdict: 'fail' } });
    expect(status?.state).toBe('failure');
    expect(status?.description).toContain('claude-3-5-haiku-20241022 → claude-haiku-4-5 in services/rank.py:2');
    expect(comment).toContain('`claude-3-5-haiku-20241022` → `claude-haiku-4-5`');
    const annotation = main.commands.find(({ properties }) => properties['file'] === 'services/rank.py');
    expect(annotation).toMatchObject({ command: 'error', properties: { line: '2' } });
    expect(await pull.merge()).toMatchObject({ merged: false });
  });

  scenario('only lists it under on-uncovered: warn', async ({ stage }) => {
    const policy = { 'on-uncovered': 'warn' };
    const search = (model: string) => ({ policy, files: { 'services/rank.py': `MODEL = "${model}"\n` } });
    const pull = await stage.pullRequest({
      base: triage(search('claude-3-5-haiku-20241022')),
      head: triage(search('claude-haiku-4-5')),
    });
    const { main, status, verdict } = await stage.run(pull);
    expect(main).toMatchObject({ code: 0, outputs: { verdict: 'not-applicable' } });
    expect(status?.state).toBe('success');
    expect(verdict?.uncovered).toMatchObject([{ source: 'claude-3-5-haiku-20241022', target: 'claude-haiku-4-5' }]);
    expect(main.summary).toContain('`claude-haiku-4-5`');
  });

  scenario('calls a moved file what it is: no change', async ({ stage }) => {
    const { 'app/triage.yml': settings, ...rest } = triage({
      application: {
        model: { file: 'config/models.yml', at: 'llm.model' },
        parameters: { file: 'config/models.yml', at: 'llm.parameters' },
      },
    });
    const head = { ...rest, 'config/models.yml': settings ?? '' };
    const { status, verdict } = await stage.run(await stage.pullRequest({ base: triage(), head }));
    expect(status).toMatchObject({
      state: 'success',
      description: 'Not evaluated: only the wiring changed; every value that reaches a model is the same',
    });
    expect(verdict?.moved).toMatchObject([
      { layer: 'model', from: { file: 'app/triage.yml' }, to: { file: 'config/models.yml' } },
      { layer: 'parameters' },
    ]);
    expect(verdict?.wiring.map(({ key }) => key)).toEqual(['model', 'parameters']);
    expect(stage.models.calls).toEqual([]);
  });
});

describe.concurrent('an application that comes or goes', () => {
  scenario('is added when the base already measures it, and absolute criteria decide', async ({ stage }) => {
    const applications = { summary: SUMMARY };
    const base = triage({ applications });
    const head = triage({ applications, files: summaryFiles(NEW_MODEL) });
    const pull = await stage.pullRequest({ base, head });
    const good = await stage.run(pull);
    expect(good.status?.state).toBe('success');
    expect(good.verdict?.migrations).toMatchObject([
      {
        application: 'summary',
        kind: 'added',
        calls: { planned: 20 },
        findings: [{ criterion: 'min', status: 'pass' }],
      },
    ]);
    expect(good.comment).toContain('there is no source to compare with');
    expect(stage.models.calls.every(({ model }) => model === NEW_MODEL)).toBe(true);

    stage.reply(answering({ [NEW_MODEL]: numbers(1, 10) }));
    await pull.push({ ...head, 'README.md': 'Again.\n' });
    const bad = await stage.run(pull);
    expect(bad.status).toMatchObject({ state: 'failure' });
    expect(bad.status?.description).toContain('summary: accuracy is at 50.0 % (limit 85.0 %)');
  });

  scenario('is a change of wiring when the head removes it', async ({ stage }) => {
    const base = triage({ applications: { summary: SUMMARY }, files: summaryFiles(OLD_MODEL) });
    const { status, verdict, comments } = await stage.run(await stage.pullRequest({ base, head: triage() }));
    expect(status).toMatchObject({ state: 'success', description: 'Not evaluated: applications were only removed' });
    expect(verdict?.wiring).toMatchObject([{ application: 'summary', kind: 'removed' }]);
    expect(comments).toEqual([]);
    expect(stage.models.calls).toEqual([]);
  });

  scenario('is proposed when only the head has it: shown, measured, never blocking', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 20) }));
    const head = triage({ applications: { summary: SUMMARY }, files: summaryFiles(NEW_MODEL) });
    const { main, status, verdict } = await stage.run(await stage.pullRequest({ base: triage(), head }));
    expect(main.code).toBe(0);
    expect(status?.state).toBe('success');
    expect(verdict).toMatchObject({
      verdict: 'not-applicable',
      migrations: [{ application: 'summary', kind: 'proposed', verdict: 'not-applicable' }],
    });
    expect(verdict?.migrations[0]?.findings[0]).toMatchObject({ metric: 'accuracy', target: 0, status: 'fail' });
    expect(main.summary).toContain('proposed');
  });

  scenario('does not hide behind a proposed one that passes', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const head = triage({
      model: NEW_MODEL,
      applications: { summary: SUMMARY },
      files: summaryFiles(OLD_MODEL),
    });
    const { status, comment } = await stage.run(await stage.pullRequest({ base: triage(), head }));
    expect(status?.state).toBe('failure');
    expect(comment.indexOf('`triage`')).toBeGreaterThan(0);
    expect(comment.indexOf('`triage`')).toBeLessThan(comment.indexOf('`summary`'));
  });
});

describe.concurrent('several applications', () => {
  scenario('are told one by one, the worst first', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const applications = { summary: { ...SUMMARY, acceptance: { accuracy: { 'max-drop': 0.99 } } } };
    const pull = await stage.pullRequest({
      base: triage({ applications, files: summaryFiles(OLD_MODEL) }),
      head: triage({ applications, model: NEW_MODEL, files: summaryFiles(NEW_MODEL) }),
    });
    const { status, verdict, comment } = await stage.run(pull);
    expect(status?.state).toBe('failure');
    expect(verdict?.migrations.map(({ application, verdict: name }) => [application, name])).toEqual([
      ['triage', 'fail'],
      ['summary', 'pass'],
    ]);
    const headings = comment.split('\n').filter((line) => /^#+ .*`(triage|summary)`/.test(line));
    expect(headings).toHaveLength(2);
    expect(headings[0]).toContain('`triage`');
  });
});

describe.concurrent('what measures', () => {
  scenario('is that of the base, whatever the pull request says', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const application = { acceptance: { accuracy: { 'max-drop': 0.9 } } };
    const head = triage({ model: NEW_MODEL, application, cases: tickets(20).slice(12), policy: { mode: 'observe' } });
    const pull = await stage.pullRequest({ base: triage(), head });
    const { status, verdict, comment } = await stage.run(pull);
    expect(status?.state).toBe('failure');
    expect(verdict?.migrations[0]).toMatchObject({ cases: 20, findings: [{ threshold: 0.2, status: 'fail' }] });
    expect(verdict?.proposed.map(({ kind, subject }) => [kind, subject])).toEqual(
      expect.arrayContaining([
        ['configuration', 'applications.triage.acceptance.accuracy.max-drop'],
        ['suite', 'evals/triage.jsonl'],
      ]),
    );
    expect(comment).toContain('not in effect');
    expect(comment).toContain('margin of `accuracy` 0.2 → 0.9 (looser)');
  });

  scenario('is no migration when it alone changes', async ({ stage }) => {
    const pull = await stage.pullRequest({ base: triage(), head: triage({ cases: tickets(21) }) });
    const { status, verdict } = await stage.run(pull);
    expect(status).toMatchObject({
      state: 'success',
      description: 'Not evaluated: only the yardstick changed; it takes effect once it is on the base branch',
    });
    expect(verdict?.proposed).toMatchObject([{ kind: 'suite', subject: 'evals/triage.jsonl' }]);
  });

  scenario('is read at the tip of the base, and the source where the head left it', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 3) }));
    // Since the branch left, the base has got a prompt of its own and stricter cases: one more, and no drop at all.
    const baseTip = triage({ prompt: 'Newer: {{input}}\n', cases: tickets(24), policy: { 'on-inconclusive': 'warn' } });
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }), baseTip });
    const { status, verdict } = await stage.run(pull);
    expect(status).toMatchObject({ state: 'success', description: expect.stringMatching(/^Not decided/) });
    expect(verdict).toMatchObject({
      base: pull.baseSha,
      source: pull.sourceSha,
      yardstickSha: pull.baseSha,
      migrations: [{ cases: 24, changed: [{ layer: 'model' }] }],
    });
    expect(verdict?.migrations[0]?.changed).toHaveLength(1);
    expect(stage.models.calls.some(({ messages }) => messages[0]?.content.startsWith('Newer'))).toBe(false);
  });

  scenario('cannot be switched to recorded replies by the head', async ({ stage }) => {
    const record = { model: NEW_MODEL, input: 'x', output: 'delivery' };
    const files = { 'evals/recorded.jsonl': jsonLines([record]) };
    const providers = { recorded: { file: 'evals/recorded.jsonl' } };
    const configuration = parse(String(triage()[CONFIG])) as { applications: { triage: object } };
    const head = triage({
      model: NEW_MODEL,
      application: { provider: 'recorded' },
      configuration: { providers },
      files,
    });
    const pull = await stage.pullRequest({
      base: triage({ files: { ...files, [CONFIG]: stringify({ ...configuration, providers }) } }),
      head,
    });
    const { status } = await stage.run(pull);
    expect(status?.state).toBe('error');
    expect(status?.description).toContain('recorded');
    expect(stage.models.calls).toEqual([]);
  });
});
