import { describe, expect, it } from 'vitest';
import type { WorkTreeFiles } from '../support/git.ts';
import { CONFIG_FILE, CONFIGURATION, pullRequest } from './pull-request.ts';
import { attack, BLOCKED } from './table/attack.ts';

const utf16 = (text: string) => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));

/** Base files, head files: a model that runs in production becomes another one, and no application knows of it. */
const ATTEMPTS: readonly [string, WorkTreeFiles, WorkTreeFiles][] = [
  [
    'two keys swap their models, with a remark to make the lines differ',
    { 'app/models.py': 'PROD = "gpt-4"\nDEV = "o3"\n' },
    { 'app/models.py': 'DEV = "gpt-4"  # cheap\nPROD = "o3"\n' },
  ],
  [
    'two settings swap their models, with a remark',
    { 'app/models.yml': 'prod: gpt-4\ndev: o3\n' },
    { 'app/models.yml': 'dev: gpt-4 # cheap\nprod: o3\n' },
  ],
  [
    'the assignment that counts, because it is the last, becomes the first',
    { 'app/models.py': 'MODEL = "gpt-4o"\nimport os\nMODEL = "gpt-4"\n' },
    { 'app/models.py': 'MODEL = "gpt-4"\nimport os\nMODEL = "gpt-4o"\n' },
  ],
  [
    'a carriage return ends the comment for the program, not for the reader',
    { 'app/models.ts': '// the models\nexport const A = 1;\n' },
    { 'app/models.ts': "// the models\rexport const MODEL = 'gpt-4o';\nexport const A = 1;\n" },
  ],
  [
    'a line separator does',
    { 'app/models.ts': '// the models\nexport const A = 1;\n' },
    { 'app/models.ts': "// the models\u2028export const MODEL = 'gpt-4o';\nexport const A = 1;\n" },
  ],
  [
    'slashes in a regular expression that look like a comment',
    { 'app/models.ts': 'export const pick = (k) => 1;\n' },
    { 'app/models.ts': "export const pick = (k) => /[//]/.test(k) ? 'gpt-4o' : 'gpt-4';\n" },
  ],
  [
    'an escaped slash that looks like a comment',
    { 'app/models.ts': 'export const pick = (k) => 1;\n' },
    { 'app/models.ts': "export const pick = (k) => /\\//.test(k) ? 'gpt-4o' : 'gpt-4';\n" },
  ],
  [
    'a factor on its own line, which looks like a line of a comment',
    { 'app/models.ts': 'export const r = 2\n  * 3;\n' },
    { 'app/models.ts': "export const r = 2\n  * use('gpt-4o');\n" },
  ],
  [
    'a factor behind a comment',
    { 'app/models.ts': '/**\n * Notes.\n */\nexport const r = 2\n  * 3;\n' },
    { 'app/models.ts': "/**\n * Notes.\n */ export const r = 2\n  * use('gpt-4o');\n" },
  ],
  [
    'settings that become UTF-16',
    { 'app/models.yml': 'model: gpt-4\n' },
    { 'app/models.yml': utf16('model: gpt-4o\n') },
  ],
  [
    'settings that become too large to compare',
    { 'app/models.yml': 'model: gpt-4\n' },
    { 'app/models.yml': `model: gpt-4o\n${`#${'x'.repeat(1023)}\n`.repeat(4200)}` },
  ],
  [
    'a link to settings that leads elsewhere now',
    { 'app/a.yml': 'model: gpt-4\n', 'app/b.yml': 'model: o3\n', 'app/current.yml': { symlink: 'a.yml' } },
    { 'app/current.yml': { symlink: 'b.yml' } },
  ],
  ['settings of the shell', { '.envrc': 'export MODEL=gpt-4\n' }, { '.envrc': 'export MODEL=o3\n' }],
  ['a template of settings', { 'app/models.yml.j2': 'model: gpt-4\n' }, { 'app/models.yml.j2': 'model: o3\n' }],
  ['a helper of a chart', { 'chart/_helpers.tpl': 'model: gpt-4\n' }, { 'chart/_helpers.tpl': 'model: o3\n' }],
  [
    'a prompt file that names its model',
    { 'app/x.prompty': '---\nmodel: gpt-4\n---\nHello\n' },
    { 'app/x.prompty': '---\nmodel: o3\n---\nHello\n' },
  ],
  ['an unusual extension', { 'app/x.mts': "const M = 'gpt-4'\n" }, { 'app/x.mts': "const M = 'o3'\n" }],
  ['infrastructure', { 'main.tf': 'model_id = "gpt-4"\n' }, { 'main.tf': 'model_id = "o3"\n' }],
  ['a container', { Dockerfile: 'FROM x\nENV MODEL=gpt-4\n' }, { Dockerfile: 'FROM x\nENV MODEL=o3\n' }],
  ['a named stage', { '.env.production': 'MODEL=gpt-4\n' }, { '.env.production': 'MODEL=o3\n' }],
  [
    'a literal taken apart',
    { 'app/x.ts': "const M = 'gpt-4';\n" },
    { 'app/x.ts': "const M = ['gpt', '4o'].join('-');\n" },
  ],
  [
    'a very long line',
    { 'app/x.ts': `const x = ["${'y,'.repeat(50_000)}", 'gpt-4'];\n` },
    { 'app/x.ts': `const x = ["${'y,'.repeat(50_000)}", 'o3'];\n` },
  ],
  ['source with a null character', { 'app/x.ts': "const M = 'gpt-4';\n" }, { 'app/x.ts': "const M = 'o3'; // \0\n" }],
  [
    'a rename with an edit',
    { 'app/x.ts': `const M = 'gpt-4';\n${'// same\n'.repeat(50)}` },
    { 'app/x.ts': null, 'app/y.ts': `const M = 'o3';\n${'// same\n'.repeat(50)}` },
  ],
  [
    'a file that becomes a link',
    { 'app/x.ts': "const M = 'gpt-4';\n", 'other/x.ts': "const M = 'o3';\n" },
    { 'app/x.ts': { symlink: '../other/x.ts' } },
  ],
  [
    'one among 400 files',
    { 'app/x.ts': "const M = 'gpt-4';\n" },
    {
      ...Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`a/${at}.ts`, `export const x = ${at};\n`])),
      'app/x.ts': "const M = 'o3';\n",
    },
  ],
  [
    'a copy of the configuration by another case',
    { 'app/x.ts': "const M = 'gpt-4';\n" },
    { '.github/Changeover.yml': `${CONFIGURATION}policy: { on-uncovered: warn }\n`, 'app/x.ts': "const M = 'o3';\n" },
  ],
  [
    'a head that would let it be',
    { 'app/x.ts': "const M = 'gpt-4';\n" },
    {
      [CONFIG_FILE]: `${CONFIGURATION}policy: { on-uncovered: warn, mode: observe }\n`,
      'app/x.ts': "const M = 'o3';\n",
    },
  ],
];

describe('changing a model that no application has', () => {
  for (const [name, base, head] of ATTEMPTS) {
    attack('T28', name, BLOCKED, async () => (await pullRequest(head, base)).state);
  }
});

describe('what only looks like a model', () => {
  it.each<[string, WorkTreeFiles, WorkTreeFiles]>([
    [
      'a comment of several lines',
      { 'app/x.ts': "/**\n * Notes.\n * @default 'gpt-4'\n */\n" },
      { 'app/x.ts': "/**\n * Notes.\n * @default 'o3'\n */\n" },
    ],
    ['a comment of one line', { 'app/x.ts': "f(); // was 'gpt-4'\n" }, { 'app/x.ts': "f(); // was 'o3'\n" }],
    [
      'a constant that moved within its file',
      { 'app/x.ts': "export const M = 'gpt-4';\nlet a;\nlet b;\n" },
      { 'app/x.ts': "let a;\nlet b;\nexport const M = 'gpt-4';\n" },
    ],
    [
      'names in another order that keep their models',
      { 'app/x.yml': 'a: gpt-4\nb: o3\n' },
      { 'app/x.yml': '# two\na: gpt-4\nb: o3\n' },
    ],
    ['data that always was binary', { 'a.json': utf16('{"m":"gpt-4"}') }, { 'a.json': utf16('{"m":"o3"}') }],
    ['a new link', {}, { 'app/x.yml': { symlink: 'y.yml' } }],
  ])('%s is none', async (_, base, head) => {
    const { verdict, state } = await pullRequest(head, base);
    expect([verdict.reason.kind, state]).toEqual(['nothing-changed', 'success']);
  });
});
