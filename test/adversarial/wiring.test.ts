import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeRepository, type WorkTreeFiles } from '../support/git.ts';
import {
  BAD_MODEL,
  BASE,
  CONFIG_FILE,
  CONFIGURATION,
  GOOD_MODEL,
  judge,
  OLD_MODEL,
  pullRequest,
} from './pull-request.ts';
import { attack, BLOCKED } from './table/attack.ts';

const CHANGED_PROMPT = 'Sort: {{input}} — whatever you like\n';
const draft = (configuration: string) => configuration.replaceAll('triage:', 'draft:');
const OTHER = `  other:
    provider: recorded
    model: { value: gpt-4o }
    prompt: prompts/other.md
    suite: evals/triage.jsonl
`;
const BOTH = { [CONFIG_FILE]: `${CONFIGURATION}${OTHER}`, 'prompts/other.md': 'Draft: {{input}}\n' };
const WITHOUT_TRIAGE = CONFIGURATION.replace(/ {2}triage:[\s\S]*/, OTHER);

describe('the yard itself', () => {
  it('is green for what is as good, red for what is not, and quiet for what is unrelated', async () => {
    const good = await pullRequest({ 'src/models.ts': `export const TRIAGE_MODEL = '${GOOD_MODEL}';\n` });
    expect([good.verdict.verdict, good.state]).toEqual(['pass', 'success']);
    const bad = await pullRequest({ 'src/models.ts': `export const TRIAGE_MODEL = '${BAD_MODEL}';\n` });
    expect([bad.verdict.verdict, bad.state]).toEqual(['fail', 'failure']);
    const none = await pullRequest({ 'src/other.ts': 'export const x = 1;\n' });
    expect([none.verdict.verdict, none.state]).toEqual(['not-applicable', 'success']);
  });
});

describe('taking an application out of the gate while changing it', () => {
  const CHANGED: readonly [string, WorkTreeFiles][] = [
    ['its prompt', { 'prompts/triage.md': CHANGED_PROMPT }],
    ['its system text', { 'prompts/triage.system.md': 'You guess.\n' }],
    ['its model, under a name that no list knows', { 'src/models.ts': "export const TRIAGE_MODEL = 'in-house-7';\n" }],
    ['its prompt, by a symbolic link', { 'prompts/triage.md': { symlink: 'sly.md' }, 'prompts/sly.md': 'x {{input}}' }],
  ];
  for (const [name, files] of CHANGED) {
    attack('T28', `an application is removed from the configuration, with ${name} changed`, BLOCKED, async () => {
      const { state, problems } = await pullRequest({ [CONFIG_FILE]: WITHOUT_TRIAGE, ...files }, BOTH);
      expect(problems.join()).toContain('triage');
      return state;
    });
  }

  attack('T28', 'an application is renamed, with its prompt changed in place', BLOCKED, async () => {
    const files = { [CONFIG_FILE]: draft(CONFIGURATION), 'prompts/triage.md': CHANGED_PROMPT };
    return (await pullRequest(files)).state;
  });

  attack('T28', 'an application is renamed, with its prompt changed in a new place', BLOCKED, async () => {
    const { state, problems } = await pullRequest({
      [CONFIG_FILE]: draft(CONFIGURATION).replace('prompts/triage.md', 'prompts/draft.md'),
      'prompts/triage.md': null,
      'prompts/draft.md': CHANGED_PROMPT,
    });
    expect(problems.join()).toContain('draft');
    return state;
  });

  it('lets a plain removal, and a plain renaming, be', async () => {
    const stays = await pullRequest({ [CONFIG_FILE]: WITHOUT_TRIAGE }, BOTH);
    expect([stays.verdict.reason, stays.state]).toEqual([{ kind: 'not-evaluated', what: 'removed' }, 'success']);
    const goes = { 'src/models.ts': null, 'prompts/triage.md': null, 'prompts/triage.system.md': null };
    const gone = await pullRequest({ [CONFIG_FILE]: WITHOUT_TRIAGE, ...goes }, BOTH);
    expect([gone.problems, gone.state]).toEqual([[], 'success']);
    const renamed = await pullRequest({ [CONFIG_FILE]: draft(CONFIGURATION) });
    expect([renamed.verdict.verdict, renamed.state]).toEqual(['not-applicable', 'success']);
  });
});

describe('rewiring to a copy that keeps the old value', () => {
  const rewired = (from: string, to: string) => CONFIGURATION.replace(from, to);

  const REWIRED: readonly [string, WorkTreeFiles][] = [
    [
      'the prompt to another file',
      {
        [CONFIG_FILE]: rewired('prompts/triage.md', 'prompts/copy.md'),
        'prompts/copy.md': 'Sort: {{input}}\n',
        'prompts/triage.md': CHANGED_PROMPT,
      },
    ],
    [
      'the system text to an inline value',
      {
        [CONFIG_FILE]: rewired('prompts/triage.system.md', "{ value: 'You sort tickets.' }"),
        'prompts/triage.system.md': 'You guess.\n',
      },
    ],
    [
      'the model to another constant',
      {
        [CONFIG_FILE]: rewired('const: TRIAGE_MODEL', 'const: KEPT'),
        'src/models.ts': `export const KEPT = '${OLD_MODEL}';\nexport const TRIAGE_MODEL = 'in-house-7';\n`,
      },
    ],
    [
      'the model to a constant, the old one being computed now',
      {
        [CONFIG_FILE]: rewired('const: TRIAGE_MODEL', 'const: KEPT'),
        'src/models.ts': `export const KEPT = '${OLD_MODEL}';\nexport const TRIAGE_MODEL = pick();\n`,
      },
    ],
    [
      'no system text at all',
      {
        [CONFIG_FILE]: rewired('    system: prompts/triage.system.md\n', ''),
        'prompts/triage.system.md': 'You guess.\n',
      },
    ],
  ];
  for (const [name, files] of REWIRED) {
    attack('T28', `rewires ${name}, which keeps the old value`, BLOCKED, async () => {
      const { state, problems } = await pullRequest(files);
      expect(problems.join()).toContain('no longer');
      return state;
    });
  }

  it('lets values move when what they leave is gone, the same, or still read', async () => {
    const moved = await pullRequest({
      [CONFIG_FILE]: rewired('prompts/triage.md', 'prompts/moved.md'),
      'prompts/triage.md': null,
      'prompts/moved.md': 'Sort: {{input}}\n',
    });
    expect([moved.problems, moved.state]).toEqual([[], 'success']);
    const copied = await pullRequest({
      [CONFIG_FILE]: rewired('prompts/triage.md', 'prompts/copy.md'),
      'prompts/copy.md': 'Sort: {{input}}\n',
    });
    expect([copied.problems, copied.state]).toEqual([[], 'success']);
    const otherAddress = await pullRequest({
      [CONFIG_FILE]: rewired(
        '{ file: src/models.ts, const: TRIAGE_MODEL }',
        "{ file: src/models.ts, match: \"TRIAGE_MODEL = '([^']+)'\" }",
      ),
      'src/models.ts': `export const TRIAGE_MODEL = '${GOOD_MODEL}';\n`,
    });
    expect([otherAddress.problems, otherAddress.verdict.verdict]).toEqual([[], 'pass']);
  });
});

describe('a branch that starts before the base changed its wiring', () => {
  attack('T28', 'a branch that began before the wiring changed changes what only the base reads', BLOCKED, async () => {
    const repository = makeRepository();
    try {
      const source = repository.commit({ ...BASE, 'prompts/next.md': 'Sort: {{input}}\n' });
      const base = repository.commit({
        [CONFIG_FILE]: CONFIGURATION.replace('prompts/triage.md', 'prompts/next.md'),
      });
      repository.git('checkout', '--quiet', source);
      const target = repository.commit({ 'prompts/next.md': CHANGED_PROMPT });
      const { state, problems } = await judge(repository, { base, source, target });
      expect(problems.join()).toContain('prompts/next.md');
      return state;
    } finally {
      rmSync(repository.root, { recursive: true, force: true });
    }
  });
});
