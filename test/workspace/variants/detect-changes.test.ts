import { describe, expect, it } from 'vitest';
import { describeProblem } from '../../../src/core/contracts/problem.ts';
import { parseConfiguration } from '../../../src/workspace/configuration/parse.ts';
import { type Detection, detectChanges } from '../../../src/workspace/variants/detect-changes.ts';
import { type Entry, memoryRepository } from '../../support/memory-repository.ts';

const FILE = '.github/changeover.yml';
const CONFIGURATION = `version: 1
applications:
  triage:
    model: { file: src/models.ts, const: TRIAGE_MODEL }
    system: prompts/triage.system.md
    prompt: prompts/triage.md
    suite: evals/triage.jsonl
`;

type Tree = Readonly<Record<string, Entry>>;

const TREE: Tree = {
  [FILE]: CONFIGURATION,
  'src/models.ts': "export const TRIAGE_MODEL = 'gpt-4-0314';\nexport const OTHER = 'claude-2.1';\n",
  'prompts/triage.system.md': 'You sort tickets.\n',
  'prompts/triage.md': 'Sort: {{input}}\n',
  'evals/triage.jsonl': '{"input":"a","expected":"b"}\n',
};

function without(tree: Tree, ...paths: readonly string[]): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !paths.includes(path)));
}

/** The tree with some files changed. */
function having(changes: Tree, tree: Tree = TREE): Tree {
  return { ...tree, ...changes };
}

const at = (tree: Tree) => {
  const text = tree[FILE];
  return typeof text === 'string' ? parseConfiguration(text, FILE) : undefined;
};

async function detect(
  target: Tree,
  source: Tree = TREE,
  base: Tree = source,
): Promise<Detection & { reads: readonly string[] }> {
  const repository = memoryRepository({ base, source, target });
  const yardstick = at(base);
  if (!yardstick) throw new Error('no configuration at the base');
  const detection = await detectChanges({
    repository,
    commits: { base: 'base', source: 'source', target: 'target' },
    configurations: { base: yardstick, source: at(source), target: at(target) },
  });
  return { ...detection, reads: repository.reads };
}

const kinds = ({ report }: Detection) =>
  Object.fromEntries(report.applications.map(({ application, kind }) => [application, kind]));
const texts = (detection: Detection) => detection.problems.map(describeProblem);

describe('changes of one application', () => {
  it('finds the model with file and line on both sides', async () => {
    const { report, problems } = await detect(
      having({ 'src/models.ts': "\nexport const TRIAGE_MODEL = 'gpt-4-0613';\nexport const OTHER = 'claude-2.1';\n" }),
    );
    expect(problems).toEqual([]);
    expect(report.uncovered).toEqual([]);
    expect(report.applications).toMatchObject([
      {
        application: 'triage',
        kind: 'changed',
        changed: [
          {
            layer: 'model',
            source: { value: 'gpt-4-0314', places: [{ file: 'src/models.ts', line: 1, column: 29, endLine: 1 }] },
            target: { value: 'gpt-4-0613', places: [{ file: 'src/models.ts', line: 2 }] },
          },
        ],
        source: {
          model: 'gpt-4-0314',
          provider: 'openai',
          layers: { deployment: { value: { provider: 'openai' }, places: [] } },
        },
      },
    ]);
  });

  it('reads nothing when nothing that it is made of changed', async () => {
    const detection = await detect(having({ 'README.md': 'hello', 'src/other.ts': 'x' }));
    expect(kinds(detection)).toEqual({ triage: 'unchanged' });
    expect(detection.reads).toEqual([]);
  });

  it('takes line ends, a byte order mark and the final line break for no change', async () => {
    const detection = await detect(
      having({ 'prompts/triage.md': '\ufeffSort: {{input}}\r\n', 'prompts/triage.system.md': 'You sort tickets.' }),
    );
    expect(kinds(detection)).toEqual({ triage: 'unchanged' });
  });

  it('tells a moved prompt from a changed one, and shows the wiring', async () => {
    const moved = having(
      { [FILE]: CONFIGURATION.replace('prompts/triage.md', 'prompts/v2.md'), 'prompts/v2.md': 'Sort: {{input}}\n' },
      without(TREE, 'prompts/triage.md'),
    );
    const { report } = await detect(moved);
    expect(report.applications[0]).toMatchObject({
      kind: 'unchanged',
      moved: [{ layer: 'prompt', from: { file: 'prompts/triage.md' }, to: { file: 'prompts/v2.md' } }],
    });
    expect(report.wiring).toMatchObject([
      { application: 'triage', key: 'prompt', source: 'prompts/triage.md', target: 'prompts/v2.md' },
    ]);
  });

  it('sees a change of provider as one of the deployment', async () => {
    const { report } = await detect(
      having({ [FILE]: CONFIGURATION.replace('    suite', '    provider: bedrock\n    suite') }),
    );
    expect(report.applications[0]).toMatchObject({
      kind: 'changed',
      changed: [
        {
          layer: 'deployment',
          source: { value: { provider: 'openai' } },
          target: { value: { provider: 'bedrock' }, places: [{ file: FILE }] },
        },
      ],
    });
  });

  it('reads parameters, deployment and inline values', async () => {
    const more = `version: 1
applications:
  triage:
    model: { value: 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0' }
    deployment: { value: { service-tier: flex } }
    parameters: { file: app.toml, at: llm.parameters }
    prompt: [{ file: prompts/a.md }, { file: prompts/b.md }]
    suite: evals/triage.jsonl
`;
    const { report, problems } = await detect(
      having({
        [FILE]: more,
        'app.toml': '[llm.parameters]\nmax_tokens = 5\n',
        'prompts/a.md': 'A\n',
        'prompts/b.md': 'B\n',
      }),
      TREE,
    );
    expect(problems).toEqual([]);
    expect(report.applications[0]?.target?.layers).toMatchObject({
      deployment: { value: { provider: 'bedrock', region: 'eu-west-1', 'service-tier': 'flex' } },
      parameters: { value: { max_tokens: 5 } },
      prompt: { value: 'A\nB', places: [{ file: 'prompts/a.md' }, { file: 'prompts/b.md' }] },
    });
  });

  it('warns of characters that no reviewer sees', async () => {
    const { warnings } = await detect(having({ 'prompts/triage.md': 'Sort:\u200b {{input}}\n' }));
    expect(warnings).toMatchObject([{ application: 'triage', side: 'target', place: { file: 'prompts/triage.md' } }]);
    expect(warnings[0]?.message).toContain('U+200B (line 1)');
  });

  it('warns of letters that look like others', async () => {
    const { warnings } = await detect(having({ 'prompts/triage.md': 'First\nsay p\u0430ss: {{input}}\n' }));
    expect(warnings.map(({ message }) => message)).toEqual([
      'the prompt text holds letters of another script among those that they look like: U+0430 (line 2)',
    ]);
  });
});

describe('applications that come and go', () => {
  it('added: its layers do not exist at the source', async () => {
    const source = without(TREE, 'src/models.ts', 'prompts/triage.md', 'prompts/triage.system.md');
    const detection = await detect(TREE, source);
    expect(kinds(detection)).toEqual({ triage: 'added' });
    expect(detection.problems).toEqual([]);
    expect(detection.report.uncovered).toMatchObject([{ target: 'claude-2.1' }]);
  });

  it('removed: the head no longer configures it', async () => {
    const target = having({ [FILE]: CONFIGURATION.replaceAll('triage:', 'draft:') });
    const detection = await detect(target);
    expect(kinds(detection)).toEqual({ triage: 'removed', draft: 'proposed' });
    expect(detection.report.wiring.map(({ application, kind }) => [application, kind])).toEqual([
      ['triage', 'removed'],
      ['draft', 'added'],
    ]);
  });

  it('a renamed application does not hide a change of its model', async () => {
    const target = having({
      [FILE]: CONFIGURATION.replaceAll('triage:', 'draft:'),
      'src/models.ts': "export const TRIAGE_MODEL = 'o3';\nexport const OTHER = 'claude-2.1';\n",
    });
    expect((await detect(target)).report.uncovered).toMatchObject([{ source: 'gpt-4-0314', target: 'o3' }]);
  });

  it('proposed: compared with its layers at the source where they were there', async () => {
    const base = having({
      [FILE]: CONFIGURATION.replaceAll('triage:', 'other:').replace(
        'src/models.ts, const: TRIAGE_MODEL',
        'src/models.ts, const: OTHER',
      ),
    });
    const target = having({
      [FILE]: `${base[FILE]}${CONFIGURATION.split('applications:\n')[1]}`,
      'prompts/triage.md': 'Sort well: {{input}}\n',
    });
    const detection = await detect(target, base);
    expect(kinds(detection)).toEqual({ other: 'changed', triage: 'proposed' });
    expect(detection.report.applications[1]).toMatchObject({
      changed: [{ layer: 'prompt' }],
      source: { model: 'gpt-4-0314' },
    });
  });

  it('deleting the configuration does not switch the gate off', async () => {
    const target = without(having({ 'prompts/triage.md': 'Other: {{input}}\n' }), FILE);
    const detection = await detect(target);
    expect(kinds(detection)).toEqual({ triage: 'changed' });
    expect(detection.report.proposed).toMatchObject([{ subject: FILE, source: 'present' }]);
  });

  it('a branch from before the application was configured is compared, not taken for an addition', async () => {
    const other = CONFIGURATION.replaceAll('triage:', 'other:');
    const target = having({ 'prompts/triage.md': 'Other: {{input}}\n' });
    const detection = await detect(target, having({ [FILE]: other }), TREE);
    expect(kinds(detection).triage).toBe('changed');
  });
});

describe('IDs that no application covers', () => {
  it('reports a changed constant that nothing reads', async () => {
    const { report } = await detect(
      having({ 'src/models.ts': "export const TRIAGE_MODEL = 'gpt-4-0314';\nexport const OTHER = 'o3';\n" }),
    );
    expect(report.uncovered).toEqual([
      { place: { file: 'src/models.ts', line: 2, column: 23 }, side: 'target', source: 'claude-2.1', target: 'o3' },
    ]);
  });

  it('rewiring an application away from a file does not cover the change of that file', async () => {
    const detection = await detect(
      having({
        [FILE]: CONFIGURATION.replace(
          '{ file: src/models.ts, const: TRIAGE_MODEL }',
          '{ file: src/safe.ts, const: SAFE }',
        ),
        'src/safe.ts': "export const SAFE = 'gpt-4-0314';\n",
        'src/models.ts': "export const TRIAGE_MODEL = 'o3';\nexport const OTHER = 'claude-2.1';\n",
      }),
    );
    expect(texts(detection)).toEqual([
      expect.stringContaining(
        'changes the model in src/models.ts, from which its configuration no longer reads triage',
      ),
    ]);
    expect(detection.report.uncovered).toMatchObject([
      { source: 'gpt-4-0314', target: 'o3', place: { file: 'src/models.ts' } },
    ]);
  });

  it('does not look into suites, recordings and the configuration itself', async () => {
    const base = having({
      [FILE]: `${CONFIGURATION.replace('evals/triage.jsonl', 'evals/triage.yml')}`,
      'evals/triage.yml': '- input: a\n  expected: o3\n',
    });
    const target = having(
      {
        [FILE]: `${base[FILE]}prices: { o3: { input: 1, output: 2 } }\n`,
        'evals/triage.yml': '- input: a\n  expected: gpt-4o\n',
      },
      base,
    );
    const { report } = await detect(target, base);
    expect(report.uncovered).toEqual([]);
    expect(report.proposed.map(({ subject }) => subject)).toEqual(['prices', 'evals/triage.yml']);
  });

  it('sees an ID that moves out of the tests into what runs', async () => {
    const source = having({ 'tests/stub.py': 'MODEL = "o3"\n' });
    const { report } = await detect(having({ 'app/main.py': 'MODEL = "o3"\n' }), source);
    expect(report.uncovered).toMatchObject([{ target: 'o3', place: { file: 'app/main.py' } }]);
  });

  it('finds no lines in symbolic links and submodules', async () => {
    const links = having({ 'src/link.py': { kind: 'symlink', at: 'src/link.py' }, 'lib.go': { kind: 'submodule' } });
    expect(await detect(links)).toMatchObject({ problems: [], report: { uncovered: [] } });
  });

  it('does not pass over source that cannot be compared', async () => {
    const binary = having({
      'src/blob.py': new Uint8Array([1]),
      'data.json': new Uint8Array([1]),
      'logo.png': new Uint8Array([1]),
    });
    expect(texts(await detect(binary))).toEqual([
      expect.stringContaining('src/blob.py changed and is binary or too large'),
    ]);
  });
});

describe('what cannot be read', () => {
  it.each<[string, Tree, string]>([
    [
      'a missing file',
      without(TREE, 'prompts/triage.md'),
      'there is no file prompts/triage.md in the target (application triage, target side)',
    ],
    [
      'all files missing',
      without(TREE, 'prompts/triage.md', 'prompts/triage.system.md', 'src/models.ts'),
      'src/models.ts',
    ],
    [
      'a missing constant',
      having({ 'src/models.ts': 'export const TRIAGE_MODELS = 1;' }),
      'The nearest name there is TRIAGE_MODELS',
    ],
    [
      'a symbolic link',
      having({ 'prompts/triage.md': { kind: 'symlink', at: 'prompts' } }),
      'lies behind the symbolic link prompts, which is never followed',
    ],
    ['a folder', having({ 'prompts/triage.md': { kind: 'directory' } }), 'is a folder, not a file'],
    ['a submodule', having({ 'prompts/triage.md': { kind: 'submodule' } }), 'is a submodule'],
    [
      'a large file',
      having({ 'prompts/triage.md': { kind: 'too-large', size: 5_000_000, limit: 9_000_000 } }),
      'has 5000000 bytes',
    ],
    ['bytes', having({ 'prompts/triage.md': new Uint8Array([0xff, 0xfe]) }), 'is not UTF-8 text'],
    [
      'a look-alike ID',
      having({ 'src/models.ts': "export const TRIAGE_MODEL = 'gpt-4\u200bo';\nexport const OTHER = 'claude-2.1';\n" }),
      'src/models.ts:1:29: the model ID "gpt-4<U+200B>o" holds U+200B',
    ],
    [
      'an unknown provider',
      having({ 'src/models.ts': "export const TRIAGE_MODEL = 'acme-1';\nexport const OTHER = 'claude-2.1';\n" }),
      'does not say which provider has it',
    ],
  ])('%s', async (_, target, message) => {
    const detection = await detect(target);
    expect(kinds(detection)).toEqual({ triage: 'changed' });
    expect(texts(detection).join('\n')).toContain(message);
    // What the layers are there is unknown: they are not told as gone.
    expect(detection.report.applications[0]?.changed).toEqual([]);
    for (const problem of detection.problems) expect(problem).toMatchObject({ application: 'triage', side: 'target' });
  });

  it('some layers missing at the source are an error, not an addition', async () => {
    const detection = await detect(TREE, without(TREE, 'prompts/triage.md'));
    expect(texts(detection)).toEqual([
      expect.stringContaining('there is no file prompts/triage.md in the source (application triage, source side)'),
    ]);
  });

  it('layers missing on both sides are told on both, once the pull request touches the application', async () => {
    const gone = without(TREE, 'src/models.ts', 'prompts/triage.md', 'prompts/triage.system.md');
    const rewired = having({ [FILE]: CONFIGURATION.replace('prompts/triage.md', 'prompts/v2.md') }, gone);
    const detection = await detect(rewired, gone);
    expect(kinds(detection)).toEqual({ triage: 'changed' });
    expect(detection.problems.map(({ side, code, message }) => [side, code, message])).toEqual([
      ['source', 'layer-missing', 'there is no file src/models.ts in the source'],
      ['source', 'layer-missing', 'there is no file prompts/triage.system.md in the source'],
      ['source', 'layer-missing', 'there is no file prompts/triage.md in the source'],
      ['target', 'layer-missing', 'there is no file src/models.ts in the target'],
      ['target', 'layer-missing', 'there is no file prompts/triage.system.md in the target'],
      ['target', 'layer-missing', 'there is no file prompts/v2.md in the target'],
    ]);
    const untouched = await detect(having({ 'README.md': 'hello' }, gone), gone);
    expect([kinds(untouched), untouched.problems]).toEqual([{ triage: 'unchanged' }, []]);
  });

  it('says of no ID in an unreadable application’s files that it belongs to none', async () => {
    const models = "export const TRIAGE_MODEL = 'o3';\nexport const OTHER = 'claude-2.1';\n";
    const other = { 'src/other.ts': "export const ELSE = 'gpt-4o';\n" };
    const detection = await detect(having({ 'src/models.ts': models, ...other }, without(TREE, 'prompts/triage.md')));
    expect(detection.problems).toHaveLength(1);
    expect(detection.report.uncovered).toMatchObject([{ target: 'gpt-4o', place: { file: 'src/other.ts' } }]);
  });

  it('an application that is only proposed hides nothing by not being readable', async () => {
    const more = `${CONFIGURATION}  cloak:\n    model: { file: src/models.ts, const: OTHER }\n    prompt: gone.md\n    suite: evals/triage.jsonl\n`;
    const models = "export const TRIAGE_MODEL = 'gpt-4-0314';\nexport const OTHER = 'o3';\n";
    const { report } = await detect(having({ [FILE]: more, 'src/models.ts': models }));
    expect(report.uncovered).toMatchObject([{ source: 'claude-2.1', target: 'o3' }]);
  });

  it('tells all problems of all layers at once', async () => {
    const detection = await detect(
      having({ 'prompts/triage.md': { kind: 'directory' } }, without(TREE, 'src/models.ts')),
    );
    expect(detection.problems.map(({ code }) => code).sort()).toEqual(['layer-invalid', 'layer-missing']);
  });

  it('refuses layers of the wrong kind', async () => {
    const wrong = CONFIGURATION.replace('prompts/triage.md', '{ file: a.yml, at: prompt }').replace(
      '    suite',
      '    parameters: { file: a.yml, at: list }\n    deployment: { file: a.yml, at: deployment }\n    suite',
    );
    const detection = await detect(
      having({ [FILE]: wrong, 'a.yml': 'prompt: 5\nlist: [1]\ndeployment: { provider: x, region: 1 }\n' }),
    );
    expect(detection.problems.map(({ message }) => message)).toEqual([
      'deployment has no key "provider"',
      'deployment: region must be a text',
      'the parameters is a list here, where an object of keys and values is needed',
      'the prompt is a number here, where text is needed',
    ]);
  });
});

describe('recorded replies', () => {
  const recorded = (provider: string) =>
    `version: 1\nproviders: { replay: { type: recorded, file: evals/recorded.jsonl } }\n${CONFIGURATION.slice('version: 1\n'.length).replace('    suite', `    provider: ${provider}\n    suite`)}`;
  const model = (id: string) => ({
    'src/models.ts': `export const TRIAGE_MODEL = '${id}';\nexport const OTHER = 'claude-2.1';\n`,
  });

  it('the base may choose them', async () => {
    const base = having({ [FILE]: recorded('replay') });
    const detection = await detect(having(model('gpt-4-0613'), base), base);
    expect(detection.problems).toEqual([]);
    expect([...detection.recorded]).toEqual(['triage']);
  });

  it.each([
    ['openai', 'replay', 'which its base configuration does not'],
    ['replay', 'openai', 'whose base configuration answers from recorded replies'],
  ])('a head may not switch from %s to %s', async (from, to, message) => {
    const base = having({ [FILE]: recorded(from) });
    const detection = await detect(having({ [FILE]: recorded(to) }, base), base);
    expect(detection.problems).toMatchObject([{ code: 'conditions', side: 'target', application: 'triage' }]);
    expect(texts(detection)[0]).toContain(message);
  });
});
