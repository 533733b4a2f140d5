import { describe, expect } from 'vitest';
import { ATTACKS } from '../report/hostile.ts';
import { htmlOf, walk } from '../report/rendered.ts';
import type { WorkflowCommand } from '../support/workflow-commands.ts';
import { type Outcome, scenario } from './support/stage.ts';
import { jsonLines, NEW_MODEL, numbers, OLD_MODEL, ticketOf, tickets, triage, unless } from './support/triage.ts';

const MARKER = '<!-- changeover -->';
const ALLOWED_COMMANDS = new Set(['add-mask', 'group', 'endgroup', 'error', 'warning', 'notice', 'debug']);
const OUTPUTS = ['comment-url', 'evidence-dir', 'verdict'];
const STATE = new Set(['started', 'settled', 'pending-status', 'replies-folder', 'replies-saved']);
const ALL_ATTACKS = ATTACKS.filter((attack) => !attack.includes('\ud800'));
const COMMANDS = [
  '::add-mask::delivery',
  '::stop-commands::x',
  '::error file=README.md,line=1::forged',
  '##[error]forged',
];

/** Nothing of a stranger's text has become more than text. */
function holdsAgainstHostility({ main, post, comments, own, status }: Outcome): void {
  const [comment] = own;
  expect(comments).toHaveLength(1);
  const { body = '' } = comment ?? {};
  expect(body.split(MARKER)).toHaveLength(2);
  expect(body.length).toBeLessThanOrEqual(65_536);
  const found = [...walk(htmlOf(body))].map(({ node, around }) => ({ node, around }));
  const elements = found.filter(({ node }) => node.tagName !== undefined);
  expect(elements.filter(({ node }) => ['img', 'script', 'iframe', 'h1'].includes(node.tagName ?? ''))).toEqual([]);
  const links = elements.flatMap(({ node }) => (node.tagName === 'a' ? [String(node.properties?.['href'])] : []));
  expect(links.filter((link) => !link.startsWith('https://github.com/octocat/'))).toEqual([]);
  const mentions = found.filter(
    ({ node, around }) =>
      node.type === 'text' &&
      !around.some((tag) => tag === 'code' || tag === 'pre') &&
      /@[a-z]/i.test(node.value ?? ''),
  );
  expect(mentions.map(({ node }) => node.value)).toEqual([]);
  expect(main.commands.filter(isForged)).toEqual([]);
  // The older notation counts anywhere in a line, unless the line is a command of the newer one.
  expect(main.stdout.split('\n').filter((line) => !line.startsWith('::') && line.includes('##['))).toEqual([]);
  for (const step of [main, post]) {
    expect(Object.keys(step?.environment ?? {})).toEqual([]);
    expect(step?.path ?? '').toBe('');
  }
  expect(Object.keys(main.outputs).sort()).toEqual(OUTPUTS);
  expect(Object.keys(main.state).filter((name) => !STATE.has(name))).toEqual([]);
  expect(status?.description?.length).toBeLessThanOrEqual(140);
}

/** What may stand in an ID: IDs with line breaks or invisible characters are refused, which has tests of its own. */
function visible(attack: string): string {
  return attack.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
}

function isForged({ command, message }: WorkflowCommand): boolean {
  return !ALLOWED_COMMANDS.has(command) || message === 'forged' || (command === 'add-mask' && message === 'delivery');
}

describe.concurrent('hostile text', () => {
  scenario('in what the models say stays text', async ({ stage }) => {
    const attacks = [...ALL_ATTACKS, ...COMMANDS];
    stage.reply(({ model, messages }) =>
      model === OLD_MODEL
        ? { text: 'delivery' }
        : { text: `${attacks.join('\n')}\n${attacks[ticketOf({ messages })] ?? ''}` },
    );
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) });
    const outcome = await stage.run(pull);
    holdsAgainstHostility(outcome);
    expect(outcome.status?.state).toBe('failure');
    expect(outcome.comment).toContain('## ❌ Changeover: fail');
  });

  scenario('in case IDs, inputs, slices and expectations stays text', async ({ stage }) => {
    const attacks = [...ALL_ATTACKS, ...COMMANDS].filter((attack) => attack.trim() !== '');
    const cases = attacks.map((attack, index) => ({
      id: `${visible(attack)} ${index}`,
      input: `Ticket ${index + 1}: ${attack}`,
      expected: attack,
      slice: visible(attack) || 'none',
      critical: index % 5 === 0,
    }));
    stage.reply((call) => ({ text: call.model === OLD_MODEL ? (attacks[ticketOf(call) - 1] ?? '') : 'billing' }));
    const application = { acceptance: { accuracy: { 'max-drop': 0.2, slices: 'all' } } };
    const options = { cases, application };
    const pull = await stage.pullRequest({ base: triage(options), head: triage({ ...options, model: NEW_MODEL }) });
    const outcome = await stage.run(pull);
    holdsAgainstHostility(outcome);
    expect(outcome.status?.state).toBe('failure');
    expect(outcome.verdict?.migrations[0]).toMatchObject({ cases: attacks.length, calls: { failed: 0 } });
  });

  scenario('in the name of an application is refused', async ({ stage }) => {
    const applications = { '@octocat <img src=x> ##[error]forged': { model: { value: OLD_MODEL }, suite: 'a.jsonl' } };
    const pull = await stage.pullRequest({ base: triage(), head: triage({ applications }) });
    const outcome = await stage.run(pull);
    holdsAgainstHostility(outcome);
    expect(outcome.status?.state).toBe('error');
    expect(outcome.comment).toContain('must be at most 64 letters, digits, dots, dashes and underscores');
  });

  scenario('in prompts and file names stays text', async ({ stage }) => {
    const file = 'prompts/@octocat ![x](https:evil.example) `a` <img src=x> ::error::forged ##[error]forged.md';
    const prompt = `{{input}}\n${ALL_ATTACKS.filter((attack) => !attack.includes('{{')).join('\n')}\n${COMMANDS.join('\n')}\n`;
    const applications = {
      answers: {
        model: { file: 'app/triage.yml', at: 'llm.model' },
        prompt: file,
        suite: 'evals/triage.jsonl',
        acceptance: { accuracy: { 'max-drop': 0.2 } },
      },
    };
    stage.reply(({ messages }) => ({ text: messages[0]?.content.includes('evil') ? 'billing' : 'delivery' }));
    const pull = await stage.pullRequest({
      base: triage({ applications, files: { [file]: '{{input}}\n' } }),
      head: triage({ applications, files: { [file]: prompt } }),
    });
    const outcome = await stage.run(pull);
    holdsAgainstHostility(outcome);
    expect(outcome.verdict?.migrations).toMatchObject([{ application: 'answers', changed: [{ layer: 'prompt' }] }]);
  });

  scenario('in a model ID is refused, with code points for what cannot be seen', async ({ stage }) => {
    const model = 'amazon.nova-l\u0456te-v1:0\u200b';
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model }) });
    const { status, comment, main } = await stage.run(pull);
    expect(status?.state).toBe('error');
    expect(comment).toContain('U+0456');
    expect(comment).toContain('U+200B');
    expect(comment + main.stdout + main.summary).not.toContain('\u200b');
    expect(stage.models.calls).toEqual([]);
  });

  scenario('in a model ID that is no ID becomes no workflow command', async ({ stage }) => {
    const model = '::error file=README.md,line=1::forged';
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model }) });
    const outcome = await stage.run(pull);
    holdsAgainstHostility(outcome);
    expect(outcome.status?.state).toBe('error');
  });

  scenario('in the words of a service stays text', async ({ stage }) => {
    const message = `${COMMANDS.join('\n')} @octocat ![x](https://evil.example/x.png) <!-- changeover -->`;
    stage.reply(unless(NEW_MODEL, () => ({ status: 400, message })));
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) });
    const outcome = await stage.run(pull);
    holdsAgainstHostility(outcome);
  });

  scenario('in the names of branches and the words of the event stays text', async ({ stage }) => {
    const evil = '<img/src=x>@octocat-|`a`-!(https!evil)-$(x)-\u202e';
    const pull = await stage.pullRequest({
      base: triage(),
      head: triage({ model: NEW_MODEL }),
      baseBranch: "release/@octocat-$(x)-!(www.evil.example)-'a'",
      headBranch: `head/${evil}`,
      protect: false,
    });
    const event = await pull.event();
    const words = `${ALL_ATTACKS.join('\n')}\n${COMMANDS.join('\n')}`;
    const told = event['pull_request'] as Record<string, unknown>;
    const outcome = await stage.run(pull, {
      event: { ...event, pull_request: { ...told, title: words, body: words }, changes: { title: { from: words } } },
    });
    holdsAgainstHostility(outcome);
    expect(outcome.status).toMatchObject({ state: 'success', context: expect.stringContaining('@octocat') });
    expect(outcome.comment + outcome.main.stdout + outcome.main.summary).not.toContain('\u202e');
  });

  scenario('in the input `config` becomes no workflow command', async ({ stage }) => {
    const pull = await stage.pullRequest({ base: triage(), head: triage({ model: NEW_MODEL }) });
    for (const config of ['::error::forged', 'a\n::error::forged', '##[error]forged', '../../etc/passwd']) {
      const { main, status, comment } = await stage.run(pull, { inputs: { config } });
      expect(main.commands.filter(isForged)).toEqual([]);
      expect(status?.state).toBe('error');
      expect(comment + main.stdout).not.toContain('root:');
    }
  });

  scenario('in keys called __proto__ or constructor is harmless', async ({ stage }) => {
    const odd = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const cases = tickets(20, (number) => ({ id: odd[number] ?? `case-${number}`, slice: odd[number % 4] ?? 'x' }));
    const names = Object.fromEntries(
      ['constructor', 'toString'].map((name) => [
        name,
        { model: { file: 'app/triage.yml', at: 'llm.model' }, suite: 'evals/triage.jsonl' },
      ]),
    );
    const line = JSON.stringify({ id: 'last', input: 'Ticket 99', expected: 'delivery' });
    const files = {
      'evals/triage.jsonl': `${jsonLines(cases)}${line.replace('{', '{"metadata":{"__proto__":{"slice":1}},')}\n`,
    };
    const options = { files, applications: names, policy: { 'on-inconclusive': 'warn' } };
    const pull = await stage.pullRequest({ base: triage(options), head: triage({ ...options, model: NEW_MODEL }) });
    const { status, verdict } = await stage.run(pull);
    expect(status?.state).toBe('success');
    expect(verdict?.migrations.map(({ application }) => application).toSorted()).toEqual([
      'constructor',
      'toString',
      'triage',
    ]);
    expect(verdict?.migrations.map(({ cases: count, same }) => [count, same])).toEqual(Array(3).fill([21, 21]));
  });
});

describe.concurrent('a hostile repository', () => {
  scenario('with a YAML alias bomb is refused at once', async ({ stage }) => {
    const levels = numbers(1, 9).map(
      (level) =>
        `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
    );
    const bomb = `a0: &a0 [x, x]\n${levels.join('\n')}\nversion: 1\napplications: *a9\n`;
    const head = { ...triage({ model: NEW_MODEL }), '.github/changeover.yml': bomb };
    const { status, main } = await stage.run(await stage.pullRequest({ base: triage(), head }));
    expect(status?.state).toBe('error');
    expect(main.outputs['verdict']).toBe('invalid');
  });

  scenario('with a pattern that would never end is answered all the same', async ({ stage }) => {
    const application = {
      suite: { cases: 'evals/triage.jsonl', scorers: { accuracy: { type: 'regex', pattern: '^(a+)+$' } } },
    };
    stage.reply(() => ({ text: `${'a'.repeat(40_000)}!` }));
    const pull = await stage.pullRequest({
      base: triage({ application }),
      head: triage({ application, model: NEW_MODEL }),
    });
    const { main, verdict } = await stage.run(pull);
    expect(main.code).not.toBeNull();
    expect(verdict?.migrations[0]).toMatchObject({ calls: { failed: 0 }, same: 20 });
  });

  scenario('with paths that leave it is refused', async ({ stage }) => {
    const application = { prompt: '../../etc/passwd' };
    const pull = await stage.pullRequest({ base: triage(), head: triage({ application }) });
    const { status, comment, main } = await stage.run(pull);
    expect(status?.state).toBe('error');
    expect(comment).toContain('../../etc/passwd');
    expect(comment + main.stdout).not.toContain('root:');
  });
});
