import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/core/contracts/digest.ts';
import type { FileRead } from '../../../src/core/contracts/ports.ts';
import { parseConfiguration } from '../../../src/workspace/configuration/parse.ts';
import { assembleYardstick, type YardstickSources } from '../../../src/workspace/yardstick/assemble.ts';
import { yardstickDigests, yardstickSeed } from '../../../src/workspace/yardstick/digests.ts';
import { problemsOfAsync } from '../problems-of.ts';

const COMMIT = 'a'.repeat(40);

const CONFIGURATION = `version: 1
applications:
  triage:
    model: { file: src/models.ts, const: MODEL }
    suite:
      cases: evals/triage.jsonl
      trials: 2
      scorers:
        accuracy: { type: exact-match, normalise: [trim], extract: { regex: "label: (a)" } }
        format: { type: json-schema, schema: evals/schema.json, pass-at: 0.5 }
        inline: { type: json-schema, schema: { type: object } }
  replies:
    provider: recorded
    model: { value: gpt-4o }
    suite: evals/replies.csv
    owners: ["@acme/ml"]
prices: { my-model: { input: 1, output: 2 } }
providers: { recorded: { file: evals/recorded.jsonl } }
`;

const FILES: Readonly<Record<string, string>> = {
  'evals/triage.jsonl': '{"id":"one","input":"a","expected":"x"}\n{"id":"two","input":"b","expected":"y","tag":1}\n',
  'evals/replies.csv': 'id,input,expected\nr1,a,b\n',
  'evals/schema.json': '{"type":"object","required":["label"]}',
  'evals/recorded.jsonl': '{"model":"gpt-4o","input":"a","output":"b"}\n',
};

const TABLE: Readonly<Record<string, { input: number; output: number }>> = {
  'openai gpt-4o': { input: 2.5, output: 10 },
  'openai gpt-4o-mini': { input: 0.15, output: 0.6 },
  'elsewhere gpt-4o': { input: 9, output: 9 },
};

function reader(files: Readonly<Record<string, string | FileRead>>): (path: string) => Promise<FileRead> {
  return async (path) => {
    const found = Object.hasOwn(files, path) ? files[path] : undefined;
    if (found === undefined) return { kind: 'missing' };
    return typeof found === 'string' ? { kind: 'file', bytes: new TextEncoder().encode(found), blob: 'b' } : found;
  };
}

function assemble(
  change: Partial<YardstickSources> & { text?: string; files?: Readonly<Record<string, string | FileRead>> } = {},
) {
  const { text = CONFIGURATION, files = {}, ...sources } = change;
  return assembleYardstick({
    configuration: parseConfiguration(text, '.github/changeover.yml'),
    commit: COMMIT,
    read: reader({ ...FILES, ...files }),
    models: [{ provider: 'openai', model: 'gpt-4o' }],
    priceOf: (provider, model) => {
      const price = TABLE[`${provider} ${model}`];
      return price && { ...price, source: 'table of the test' };
    },
    preview: false,
    ...sources,
  });
}

describe('an assembled yardstick', () => {
  test('holds all that measures', async () => {
    const { yardstick, warnings, recordings } = await assemble();
    expect(yardstick).toMatchObject({ schema: 'changeover/yardstick@1', commit: COMMIT, preview: false });
    const [triage, replies] = yardstick.applications;
    expect(triage).toMatchObject({ name: 'triage', standing: 'in-effect', recorded: false, owners: [] });
    expect(triage?.suite.cases.map(({ id }) => id)).toEqual(['one', 'two']);
    expect(triage?.suite).toMatchObject({ trials: 2, file: 'evals/triage.jsonl' });
    expect(triage?.suite.scorers).toEqual([
      {
        name: 'accuracy',
        type: 'exact-match',
        options: {},
        normalise: ['trim'],
        extract: { kind: 'regex', pattern: 'label: (a)', match: 'first' },
        passAt: 1,
      },
      {
        name: 'format',
        type: 'json-schema',
        options: { schema: { type: 'object', required: ['label'] } },
        normalise: [],
        passAt: 0.5,
      },
      { name: 'inline', type: 'json-schema', options: { schema: { type: 'object' } }, normalise: [], passAt: 1 },
    ]);
    expect(replies).toMatchObject({ name: 'replies', recorded: true, owners: ['@acme/ml'] });
    expect(yardstick.providers.find(({ name }) => name === 'recorded')).toMatchObject({
      file: 'evals/recorded.jsonl',
      fileSha256: sha256(FILES['evals/recorded.jsonl']!),
    });
    expect(recordings.get('recorded')).toEqual([{ model: 'gpt-4o', input: 'a', output: 'b', line: 1 }]);
    expect(warnings).toMatchObject([{ application: 'triage', side: 'yardstick', place: { line: 2 } }]);
  });

  test('is plain data: what is written and read back is the same', async () => {
    const { yardstick } = await assemble();
    const again = JSON.parse(JSON.stringify(yardstick));
    expect(JSON.stringify(again)).toBe(JSON.stringify(yardstick));
    expect(yardstickDigests(again)).toEqual(yardstick.digests);
    expect(yardstickSeed(again.digests)).toBe(yardstick.seed);
  });

  test('schemas may be YAML', async () => {
    const text = CONFIGURATION.replace('evals/schema.json', 'evals/schema.yaml');
    const { yardstick } = await assemble({ text, files: { 'evals/schema.yaml': 'type: object\nrequired: [label]\n' } });
    expect(yardstick.applications[0]?.suite.scorers[1]?.options).toEqual({
      schema: { type: 'object', required: ['label'] },
    });
  });
});

describe('prices', () => {
  test('are the configuration’s own, then the table’s; unknown ones are absent', async () => {
    const models = [
      { provider: 'openai', model: 'gpt-4o' },
      { provider: 'openai', model: 'nobody-knows' },
      { provider: 'openai', model: 'constructor' },
    ];
    const { yardstick } = await assemble({ models });
    expect(yardstick.prices).toEqual({
      'my-model': { input: 1, output: 2, source: 'configuration' },
      'gpt-4o': { input: 2.5, output: 10, source: 'table of the test' },
    });
    expect(yardstick.prices['constructor']).toBeUndefined();
  });

  test('an override wins over the table', async () => {
    const text = CONFIGURATION.replace('my-model', 'gpt-4o');
    const { yardstick } = await assemble({ text });
    expect(yardstick.prices['gpt-4o']).toEqual({ input: 1, output: 2, source: 'configuration' });
  });

  test('one ID at two prices is refused, unless the configuration says which', async () => {
    const models = ['openai', 'elsewhere'].map((provider) => ({ provider, model: 'gpt-4o' }));
    const [found] = await problemsOfAsync(() => assemble({ models }));
    expect(found).toMatchObject({
      code: 'price',
      message: 'the model "gpt-4o" has two prices, one from each of two providers',
    });
    const { yardstick } = await assemble({ models, text: CONFIGURATION.replace('my-model', 'gpt-4o') });
    expect(yardstick.prices['gpt-4o']?.input).toBe(1);
  });
});

describe('when a run ends', () => {
  const stopOf = async (cases: number, written = '') => {
    const lines = Array.from(
      { length: cases },
      (_, index) => `{"id":"c${index}","input":"a ${index}","expected":"x"}\n`,
    );
    const { yardstick } = await assemble({
      text: CONFIGURATION.replace('trials: 2', `trials: 2${written}`),
      files: { 'evals/triage.jsonl': lines.join('') },
    });
    return yardstick.applications[0]?.suite.stop ?? 'fixed';
  };

  test('is by the number of cases where the configuration says nothing, whatever they are repeated', async () => {
    expect(await stopOf(199)).toBe('fixed');
    expect(await stopOf(200)).toBe('sequential');
  });

  test('is what the configuration says', async () => {
    expect(await stopOf(250, '\n      stop: fixed')).toBe('fixed');
    expect(await stopOf(3, '\n      stop: sequential')).toBe('sequential');
  });
});

describe('digests and seed', () => {
  const fingerprint = async (change: Parameters<typeof assemble>[0]) => {
    const { digests, seed } = (await assemble(change)).yardstick;
    return { ...digests, seed };
  };

  test('depend on nothing of the head', async () => {
    const usual = await fingerprint({});
    const head = parseConfiguration(CONFIGURATION.replace('  replies:', '  extra:').replace('0.5', '0.1'), 'c.yml');
    const proposed = { configuration: head, applications: ['extra'], read: reader(FILES) };
    const models = [{ provider: 'openai', model: 'gpt-4o-mini' }];
    expect(await fingerprint({ models })).toEqual(usual);
    expect(await fingerprint({ models: [] })).toEqual(usual);
    expect(await fingerprint({ proposed })).toEqual(usual);
    expect(await fingerprint({ commit: 'b'.repeat(40), preview: true })).toEqual(usual);
  });

  test('do not change with what measures nothing', async () => {
    const usual = await fingerprint({});
    expect(await fingerprint({ files: { 'evals/triage.jsonl': `\n\n${FILES['evals/triage.jsonl']}` } })).toEqual(usual);
    expect(await fingerprint({ text: `# a remark\n${CONFIGURATION}` })).toEqual(usual);
  });

  test.each([
    ['suite', { files: { 'evals/triage.jsonl': '{"id":"one","input":"a","expected":"z"}' } }],
    ['suite', { text: CONFIGURATION.replace('trials: 2', 'trials: 3') }],
    ['suite', { text: CONFIGURATION.replace('trials: 2', 'trials: 2\n      stop: sequential') }],
    ['suite', { files: { 'evals/schema.json': '{"type":"array"}' } }],
    ['policy', { text: CONFIGURATION.replace('input: 1', 'input: 3') }],
    ['policy', { text: `${CONFIGURATION}policy: { confidence: 0.9 }\n` }],
    ['policy', { text: CONFIGURATION.replace('@acme/ml', '@acme/others') }],
    ['policy', { text: CONFIGURATION.replace('provider: recorded', 'provider: openai') }],
    ['policy', { files: { 'evals/recorded.jsonl': '{"model":"gpt-4o","input":"a","output":"c"}' } }],
  ] as const)('%s changes with what it stands for: %j', async (which, change) => {
    const usual = await fingerprint({});
    const changed = await fingerprint(change);
    const other = which === 'suite' ? 'policy' : 'suite';
    expect(changed[which]).not.toBe(usual[which]);
    expect(changed[other]).toBe(usual[other]);
    expect(changed.seed).not.toBe(usual.seed);
  });
});

describe('who chooses recorded replies', () => {
  test.each([
    ['provider: recorded', '{ value: gpt-4o }', true],
    ['provider: openai', '{ value: "recorded:gpt-4o" }', true],
    ['provider: recorded', '{ value: "openai:gpt-4o" }', false],
    ['provider: { file: .env, env: PROVIDER }', '{ value: gpt-4o }', false],
    ['provider: openai', '{ file: a.txt }', false],
  ])('%s, model %s: %s', async (provider, model, recorded) => {
    const text = CONFIGURATION.replace('provider: recorded', provider).replace('{ value: gpt-4o }', model);
    const { yardstick } = await assemble({ text });
    expect(yardstick.applications.find(({ name }) => name === 'replies')?.recorded).toBe(recorded);
  });
});

describe('applications that only the head has', () => {
  const HEAD = CONFIGURATION.replace('evals/triage.jsonl', 'evals/other.jsonl')
    .concat('  # an application more\n')
    .replace('  replies:', '  extra:');
  const headFiles = { ...FILES, 'evals/other.jsonl': '{"id":"h","input":"a","expected":"b"}' };
  const proposed = (applications: string[], files: Readonly<Record<string, string>> = headFiles) => ({
    configuration: parseConfiguration(HEAD, 'c.yml'),
    applications,
    read: reader(files),
  });

  test('are measured by their own suite, as proposed', async () => {
    const { yardstick, proposedProblems } = await assemble({ proposed: proposed(['extra']) });
    expect(yardstick.applications.map(({ name, standing }) => [name, standing])).toEqual([
      ['triage', 'in-effect'],
      ['replies', 'in-effect'],
      ['extra', 'proposed'],
    ]);
    expect(proposedProblems).toEqual([]);
  });

  test('never replace one of the base', async () => {
    const { yardstick } = await assemble({ proposed: proposed(['triage', 'extra']) });
    const triage = yardstick.applications.filter(({ name }) => name === 'triage');
    expect(triage).toMatchObject([{ standing: 'in-effect', suite: { file: 'evals/triage.jsonl' } }]);
  });

  test('break nothing when they are broken', async () => {
    const { yardstick, proposedProblems } = await assemble({ proposed: proposed(['extra'], {}) });
    expect(yardstick.applications.map(({ name }) => name)).toEqual(['triage', 'replies']);
    expect(proposedProblems).toMatchObject([{ code: 'suite', application: 'extra' }]);
  });
});

describe('what cannot be read', () => {
  test.each<[string, FileRead, string, string]>([
    ['evals/triage.jsonl', { kind: 'missing' }, 'suite', 'the dataset "evals/triage.jsonl" does not exist'],
    ['evals/triage.jsonl', { kind: 'symlink', at: 'evals' }, 'path', 'passes through the symbolic link "evals"'],
    ['evals/triage.jsonl', { kind: 'directory' }, 'suite', 'is a folder'],
    ['evals/triage.jsonl', { kind: 'submodule' }, 'suite', 'is a submodule'],
    ['evals/triage.jsonl', { kind: 'too-large', size: 99, limit: 9 }, 'suite', 'has 99 bytes, more than the 9 allowed'],
    ['evals/schema.json', { kind: 'missing' }, 'scorer', 'the schema "evals/schema.json" does not exist'],
    ['evals/recorded.jsonl', { kind: 'missing' }, 'recording', 'the recording "evals/recorded.jsonl" does not exist'],
  ])('%s: %j', async (path, found, code, message) => {
    const problems = await problemsOfAsync(() => assemble({ files: { [path]: found } }));
    expect(problems).toMatchObject([{ code, message: expect.stringContaining(message), side: 'yardstick' }]);
    expect(problems[0]?.hint).toBeTruthy();
  });

  test('names the application and where the configuration says so', async () => {
    const [found] = await problemsOfAsync(() => assemble({ files: { 'evals/schema.json': { kind: 'missing' } } }));
    expect(found).toMatchObject({ application: 'triage', place: { file: '.github/changeover.yml', line: 10 } });
  });

  test.each([
    ['{', 'the schema is not JSON'],
    ['[]', '"evals/schema.json" is not a JSON Schema'],
    [`${'{"items":'.repeat(100)}{}${'}'.repeat(100)}`, '"evals/schema.json" is not a JSON Schema'],
  ])('a schema file that holds %.20s', async (text, message) => {
    const problems = await problemsOfAsync(() => assemble({ files: { 'evals/schema.json': text } }));
    expect(problems).toMatchObject([{ code: 'scorer', message: expect.stringContaining(message) }]);
  });

  test('everything is told at once', async () => {
    const files = { 'evals/triage.jsonl': '{', 'evals/replies.csv': 'id,input\n', 'evals/recorded.jsonl': '{}' };
    const problems = await problemsOfAsync(() => assemble({ files }));
    expect(problems.map(({ code, application }) => [code, application])).toEqual([
      ['recording', undefined],
      ['recording', undefined],
      ['recording', undefined],
      ['suite', 'triage'],
      ['suite', 'replies'],
    ]);
  });

  test('a fault that is not the user’s is passed on', async () => {
    const read = async (): Promise<FileRead> => {
      throw new TypeError('a bug');
    };
    await expect(assemble({ read })).rejects.toThrow(TypeError);
  });
});
