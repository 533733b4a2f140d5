import { describe, expect } from 'vitest';
import type { WorkTreeFiles } from '../support/git.ts';
import { BAD_MODEL, CONFIG_FILE, CONFIGURATION, GOOD_MODEL, OLD_MODEL, pullRequest } from './pull-request.ts';
import { attack, BLOCKED } from './table/attack.ts';

const BAD: WorkTreeFiles = { 'src/models.ts': `export const TRIAGE_MODEL = '${BAD_MODEL}';\n` };
const GOOD: WorkTreeFiles = { 'src/models.ts': `export const TRIAGE_MODEL = '${GOOD_MODEL}';\n` };
const levels = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`);
const BOMB = `a0: &a0 [x, x]\n${levels.join('\n')}\n`;

const YAML: readonly [string, string][] = [
  ['a bomb of aliases', `${BOMB}${CONFIGURATION}`],
  ['keys of every object', `${CONFIGURATION}__proto__: { policy: { mode: observe } }\n`],
  ['a constructor among the keys of the policy', `${CONFIGURATION}policy: { constructor: { mode: observe } }\n`],
  ['a merge key', `x: &x { mode: observe }\n${CONFIGURATION}policy: { <<: *x }\n`],
  ['a second document', `${CONFIGURATION}---\nversion: 1\npolicy: { mode: observe }\n`],
  ['300 KiB', `# ${'x'.repeat(300 * 1024)}\n${CONFIGURATION}`],
];

describe('YAML', () => {
  for (const [name, text] of YAML) {
    attack(
      'T10',
      `a bad model beside a head with ${name}`,
      BLOCKED,
      async () => (await pullRequest({ ...BAD, [CONFIG_FILE]: text })).state,
    );
    attack(
      'T10',
      `a yardstick with ${name}`,
      BLOCKED,
      async () => (await pullRequest(GOOD, { [CONFIG_FILE]: text })).state,
    );
  }
});

const suite = (path: string) => CONFIGURATION.replace('evals/triage.jsonl', JSON.stringify(path));
const prompt = (path: string) => CONFIGURATION.replace('prompts/triage.md', JSON.stringify(path));
const PATHS = [
  '/etc/passwd',
  '../../etc/passwd',
  'prompts/../../../etc/passwd',
  '.git/config',
  'prompts\\..\\x',
  'a\0b',
];

describe('paths', () => {
  for (const path of PATHS) {
    attack('T11', `a prompt at ${JSON.stringify(path)}`, BLOCKED, async () => {
      const { state, problems, verdict } = await pullRequest({ [CONFIG_FILE]: prompt(path) });
      expect(problems.join('\n') + JSON.stringify(verdict)).not.toContain('root:');
      return state;
    });
    attack(
      'T11',
      `a suite at ${JSON.stringify(path)}`,
      BLOCKED,
      async () => (await pullRequest(GOOD, { [CONFIG_FILE]: suite(path) })).state,
    );
  }

  for (const target of ['/etc/passwd', '../../../../etc/passwd', '../prompts-of-others/x.md']) {
    attack('T11', `a prompt that is a link to ${target}`, BLOCKED, async () => {
      const { state, verdict } = await pullRequest({ 'prompts/triage.md': { symlink: target } });
      expect(JSON.stringify(verdict)).not.toContain('root:');
      return state;
    });
  }
});

const regex = (pattern: string) =>
  CONFIGURATION.replace(
    'suite: evals/triage.jsonl',
    `suite: { cases: evals/triage.jsonl, scorers: { accuracy: { type: regex, pattern: ${JSON.stringify(pattern)} } } }`,
  );
const long = (model: string) =>
  Array.from({ length: 100 }, (_, n) =>
    JSON.stringify({ model, input: `Sort: Q${n}`, output: `${'a'.repeat(30_000)}!` }),
  ).join('\n');

describe('what takes for ever', () => {
  attack('T12', 'a pattern that backtracks, on outputs that make it', BLOCKED, async () => {
    const { state, verdict } = await pullRequest(GOOD, {
      [CONFIG_FILE]: `${regex('^(a+)+$')}    acceptance: { accuracy: { min: 0.5 } }\n`,
      'evals/recorded.jsonl': `${long(OLD_MODEL)}\n${long(GOOD_MODEL)}\n`,
    });
    expect(verdict.migrations[0]?.calls.failed).toBe(0);
    return state;
  });

  attack(
    'T12',
    'a pattern that the linear engine refuses',
    BLOCKED,
    async () => (await pullRequest(GOOD, { [CONFIG_FILE]: regex('(?=a)(a)\\1') })).state,
  );

  attack(
    'T12',
    'a case of a hundred megabytes of nesting',
    BLOCKED,
    async () => (await pullRequest(GOOD, { 'evals/triage.jsonl': `{"input":${'['.repeat(2_000_000)}\n` })).state,
  );
});
