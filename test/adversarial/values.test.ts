import { describe } from 'vitest';
import type { WorkTreeFiles } from '../support/git.ts';
import { CONFIG_FILE, CONFIGURATION, OLD_MODEL, pullRequest } from './pull-request.ts';
import { attack, BLOCKED } from './table/attack.ts';

const MODEL = '{ file: src/models.ts, const: TRIAGE_MODEL }';
const wired = (model: string) => CONFIGURATION.replace(MODEL, model);
const PARAMETERS = CONFIGURATION.replace('    suite:', '    parameters: { file: app/parameters.yml }\n    suite:');

/** Base files, head files: what the program reads changes, what a careless reader of the same file sees does not. */
const ATTEMPTS: readonly [string, WorkTreeFiles, WorkTreeFiles][] = [
  [
    'a second spelling of a parameter',
    { [CONFIG_FILE]: PARAMETERS, 'app/parameters.yml': 'max_tokens: 100\n' },
    { 'app/parameters.yml': 'maxTokens: 9000\nmax_tokens: 100\n' },
  ],
  [
    'a dotenv line with a colon, which loaders read too',
    { [CONFIG_FILE]: wired('{ file: .env, env: MODEL }'), '.env': `MODEL=${OLD_MODEL}\n` },
    { '.env': `MODEL=${OLD_MODEL}\nMODEL: in-house-7\n` },
  ],
  [
    'a dotenv line behind a carriage return',
    { [CONFIG_FILE]: wired('{ file: .env, env: MODEL }'), '.env': `MODEL=${OLD_MODEL}\n` },
    { '.env': `MODEL=${OLD_MODEL} # kept\rMODEL=in-house-7\n` },
  ],
  [
    'a dotenv name given twice',
    { [CONFIG_FILE]: wired('{ file: .env, env: MODEL }'), '.env': `MODEL=${OLD_MODEL}\n` },
    { '.env': `MODEL=${OLD_MODEL}\nexport MODEL="in-house-7"\n` },
  ],
  [
    'a constant in a comment, the true one behind a carriage return',
    {},
    {
      'src/models.ts': `// \rexport const TRIAGE_MODEL = 'in-house-7';\n// \r/*\nexport const TRIAGE_MODEL = '${OLD_MODEL}';\n// \r*/\n`,
    },
  ],
  [
    'a constant in a comment, the true one behind a line separator',
    {},
    {
      'src/models.ts': `// \u2028export const TRIAGE_MODEL = 'in-house-7';\n// \u2028/*\nexport const TRIAGE_MODEL = '${OLD_MODEL}';\n// \u2028*/\n`,
    },
  ],
  [
    'a constant in a comment, the true one between back quotes of regular expressions',
    {},
    {
      'src/models.ts': `if (x) /\`/.test(y);\nexport const TRIAGE_MODEL = 'in-house-7';\n/* \`;\nexport const TRIAGE_MODEL = '${OLD_MODEL}';\n*/\n`,
    },
  ],
  [
    'a constant behind a comment that a regular expression seems to open',
    {},
    {
      'src/models.ts': `if (x) /[/*]/.test(y);\nexport const TRIAGE_MODEL = 'in-house-7';\n// */ export const TRIAGE_MODEL = '${OLD_MODEL}';\n`,
    },
  ],
  [
    'a constant that is given a value again',
    { 'src/models.ts': `export let TRIAGE_MODEL = '${OLD_MODEL}';\n` },
    { 'src/models.ts': `export let TRIAGE_MODEL = '${OLD_MODEL}';\nTRIAGE_MODEL = 'in-house-7';\n` },
  ],
  [
    'settings behind a carriage return',
    { [CONFIG_FILE]: wired('{ file: app/llm.yml, at: llm.model }'), 'app/llm.yml': `llm:\n  model: ${OLD_MODEL}\n` },
    { 'app/llm.yml': `llm: # was\r  model: in-house-7\n#\rx:\n  model: ${OLD_MODEL}\n` },
  ],
  [
    'a key given twice, once with an escape',
    {
      [CONFIG_FILE]: wired('{ file: app/llm.json, at: llm.model }'),
      'app/llm.json': `{"llm":{"model":"${OLD_MODEL}"}}\n`,
    },
    { 'app/llm.json': `{"llm":{"model":"${OLD_MODEL}","mod\\u0065l":"in-house-7"}}\n` },
  ],
  ['a prefix that is no provider', {}, { 'src/models.ts': `export const TRIAGE_MODEL = 'turbo:${OLD_MODEL}';\n` }],
  [
    'a provider of its own',
    {},
    {
      [CONFIG_FILE]: CONFIGURATION.replace(
        'providers:\n',
        'providers:\n  mine: { type: recorded, file: evals/mine.jsonl }\n',
      ).replace('provider: recorded', 'provider: mine'),
      'evals/mine.jsonl': '{"model":"gpt-4o","input":"Sort: Q1","output":"yes"}\n',
    },
  ],
  ['a look-alike letter', {}, { 'src/models.ts': `export const TRIAGE_MODEL = '${OLD_MODEL.replace('p', 'р')}';\n` }],
  [
    'an accent of another form',
    { 'prompts/triage.md': 'Sort\u00e9: {{input}}\n' },
    { 'prompts/triage.md': 'Sorte\u0301: {{input}}\n' },
  ],
  [
    'the service tier',
    {},
    {
      [CONFIG_FILE]: CONFIGURATION.replace(
        '    suite:',
        '    deployment: { value: { service-tier: flex } }\n    suite:',
      ),
    },
  ],
  [
    'the region',
    {},
    {
      [CONFIG_FILE]: CONFIGURATION.replace(
        '    suite:',
        '    deployment: { value: { region: eu-west-1 } }\n    suite:',
      ),
    },
  ],
  [
    'another order of fragments',
    {
      [CONFIG_FILE]: CONFIGURATION.replace(
        'prompt: prompts/triage.md',
        'prompt: [{ file: prompts/a.md }, { file: prompts/triage.md }]',
      ),
      'prompts/a.md': 'Be brief.\n',
    },
    {
      [CONFIG_FILE]: CONFIGURATION.replace(
        'prompt: prompts/triage.md',
        'prompt: [{ file: prompts/triage.md }, { file: prompts/a.md }]',
      ),
    },
  ],
  [
    'its folder as a link',
    {},
    {
      'prompts/triage.md': null,
      'prompts/triage.system.md': null,
      prompts: { symlink: 'elsewhere' },
      'elsewhere/triage.md': 'Sort: {{input}}\n',
      'elsewhere/triage.system.md': 'You guess.\n',
    },
  ],
  [
    'a configuration behind a link',
    {},
    {
      [CONFIG_FILE]: { symlink: 'other.yml' },
      '.github/other.yml': CONFIGURATION,
      'prompts/triage.md': 'x {{input}}\n',
    },
  ],
  ['no configuration at all', {}, { [CONFIG_FILE]: null, 'prompts/triage.md': 'x {{input}}\n' }],
];

describe('changing what the program reads', () => {
  for (const [name, base, head] of ATTEMPTS) {
    attack('T28', `changes ${name}`, BLOCKED, async () => (await pullRequest(head, base)).state);
  }
});
