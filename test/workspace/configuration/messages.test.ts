import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../../src/workspace/configuration/parse.ts';
import { problemsOf } from '../problems-of.ts';

const FILE = 'changeover.yml';

const COMPLETE = ['model: { file: src/models.ts, const: MODEL }', 'suite: evals/triage.jsonl'];

/** A configuration of one application, its keys one a line from line 4 on. */
function application(...keys: string[]): string {
  return ['version: 1', 'applications:', '  triage:', ...keys.map((key) => `    ${key}`), ''].join('\n');
}

const problems = (text: string) => problemsOf(() => parseConfiguration(text, FILE));

/** The one problem of a text. */
function problem(text: string) {
  const all = problems(text);
  expect(all.map(({ message }) => message)).toHaveLength(1);
  return all[0];
}

describe('unknown keys', () => {
  test('name the key, its place and the nearest valid one', () => {
    expect(problem(application(...COMPLETE, 'sytem: a.md'))).toEqual({
      code: 'config-invalid',
      message: 'applications.triage has no key "sytem"',
      place: { file: FILE, line: 6, column: 5 },
      application: 'triage',
      hint: 'Did you mean "system"? Valid here: acceptance, deployment, model, owners, parameters, prompt, provider, suite, system.',
    });
  });

  test.each([
    [`polcy: {}\n${application(...COMPLETE)}`, 'the file has no key "polcy"', '"policy"'],
    [application(COMPLETE[1]!, 'model: { fiel: a.ts }'), 'applications.triage.model has no key "fiel"', '"file"'],
    [
      application(...COMPLETE, 'acceptance: { accuracy: { max-dropp: 0.1 } }'),
      'applications.triage.acceptance.accuracy has no key "max-dropp"',
      '"max-drop"',
    ],
    [
      application(...COMPLETE, 'acceptance: { any-of: [{ accuracy: { mni: 1 } }] }'),
      'applications.triage.acceptance.any-of[0].accuracy has no key "mni"',
      '"min"',
    ],
    [
      application(...COMPLETE, 'system: [{ file: a.md }, { fil: b.md }]'),
      'applications.triage.system[1] has no key "fil"',
      '"file"',
    ],
    [
      application(COMPLETE[0]!, 'suite: { cases: a.jsonl, trails: 2 }'),
      'applications.triage.suite has no key "trails"',
      '"trials"',
    ],
    [
      application(COMPLETE[0]!, 'suite: { cases: a.jsonl, fields: { expectd: x } }'),
      'applications.triage.suite.fields has no key "expectd"',
      '"expected"',
    ],
    [`providers: { x: { typ: openai } }\n${application(...COMPLETE)}`, 'providers.x has no key "typ"', '"type"'],
  ])('%#', (text, message, nearest) => {
    const found = problem(text);
    expect(found?.message).toBe(message);
    expect(found?.hint).toContain(nearest);
  });
});

describe('the shape of values', () => {
  test('a bare string for model proposes where it may live', () => {
    const inline = problem(application('model: gpt-4o', COMPLETE[1]!));
    expect(inline?.message).toBe('applications.triage.model must be a map of keys, not text');
    expect(inline?.hint).toBe('Write { value: "gpt-4o" }, or { file: …, at: … } where the ID lives in a file.');
    const file = problem(application('model: app/config.yml', COMPLETE[1]!));
    expect(file?.hint).toContain('{ file: app/config.yml, at: … }');
  });

  test.each([
    [['parameters: app.yml'], 'parameters must be a map of keys, not text', '{ file: "app.yml" }'],
    [['system: 5'], 'system must be text, a map of keys or a list, not a number', undefined],
    [['system:'], 'system must be text, a map of keys or a list, not empty', undefined],
    [['system: []'], 'system must have at least 1 entry', undefined],
    [['system: [a.md, 5]'], 'system[1] must be text or a map of keys, not a number', undefined],
    [['system: ""'], 'system must not be empty', undefined],
    [['prompt: {}'], 'prompt says neither file nor value', 'Write { file: … } or { value: … }.'],
    [['prompt: { at: a.b }'], 'prompt says neither file nor value', undefined],
    [['prompt: { file: a, value: b }'], 'prompt may have either value or file, not both', undefined],
    [['prompt: { file: a, at: b, env: C }'], 'prompt may have only one of at or env', undefined],
    [['prompt: { value: 5 }'], 'prompt.value must be text', 'Put it in quotes.'],
    [['parameters: { value: warm }'], 'parameters.value must be a map of keys', undefined],
    [['prompt: { file: a, env: "A-B" }'], 'prompt.env must be a plain identifier', undefined],
    [['owners: "@me"'], 'owners must be a list or a map of keys, not text', undefined],
    [['owners: [me]'], 'owners[0] must be a user (@name) or a team (@organisation/team)', undefined],
    [['owners: ["@a/b/c"]'], 'owners[0] must be a user (@name) or a team (@organisation/team)', undefined],
    [['owners: { model: "@me" }'], 'owners.model must be a list, not text', undefined],
    [['acceptance: { accuracy: 0.9 }'], 'acceptance.accuracy must be a map of keys, not a number', '{ min: 0.9 }'],
    [['acceptance: { accuracy: { min: high } }'], 'acceptance.accuracy.min must be a number, not text', undefined],
    [
      ['acceptance: { accuracy: { min: 0.9, enforce: warn } }'],
      'acceptance.accuracy.enforce must be "block" or "report", not "warn"',
      undefined,
    ],
    [
      ['acceptance: { accuracy: { min: 0.9, slices: some } }'],
      'acceptance.accuracy.slices must be "all" or a list, not text',
      undefined,
    ],
  ])('%j', (keys, message, hint) => {
    const found = problem(application(...COMPLETE, ...keys));
    expect(found?.message).toBe(`applications.triage.${message}`);
    expect(found).toMatchObject({ code: 'config-invalid', application: 'triage', place: { file: FILE, line: 6 } });
    if (hint !== undefined) expect(found?.hint).toContain(hint);
  });

  test.each([
    ['cases: a.jsonl, trials: 0', 'trials must be at least 1, not 0'],
    ['cases: a.jsonl, trials: 1.5', 'trials must be a whole number, not 1.5'],
    ['cases: a.jsonl, trials: 1000', 'trials must be at most 100, not 1000'],
    ['trials: 2', 'needs the key "cases"'],
    ['cases: a.jsonl, scorers: {}', 'a suite without scorers judges nothing'],
    ['cases: a.jsonl, scorers: { accuracy: exact-match }', 'scorers.accuracy must be a map of keys, not text'],
    ['cases: a.jsonl, scorers: { accuracy: {} }', 'scorers.accuracy needs the key "type"'],
    ['cases: a.jsonl, scorers: { accuracy: { type: x, pass-at: 0 } }', 'pass-at must be more than 0, not 0'],
    ['cases: a.jsonl, scorers: { accuracy: { type: x, normalise: [trimm] } }', 'normalise[0] must be "lowercase"'],
    [
      'cases: a.jsonl, scorers: { accuracy: { type: x, extract: last } }',
      'extract must be "last-line" or "code-block"',
    ],
    ['cases: a.jsonl, scorers: { accuracy: { type: x, extract: { regex: "(a)", match: any } } }', 'must be "first" or'],
    ['cases: a.jsonl, scorers: { cost: { type: x }, accuracy: { type: x } }', 'a scorer cannot be named "cost"'],
    ['cases: a.jsonl, scorers: { "a b": { type: x }, accuracy: { type: x } }', 'the name "a b" must be at most 64'],
  ])('suite: { %s }', (suite, message) => {
    const found = problems(application(COMPLETE[0]!, `suite: { ${suite} }`)).map((one) => one.message);
    expect(found).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  });

  test.each([
    ['version: 2', 'version must be 1, not 2'],
    ['version: "1"', 'version must be 1, not "1"'],
  ])('%s', (line, message) => {
    expect(problem(application(...COMPLETE).replace('version: 1', line))?.message).toBe(message);
  });

  test('what is missing is named with its parent', () => {
    expect(problems('version: 1')[0]?.message).toBe('the file needs the key "applications"');
    expect(problems(application(COMPLETE[0]!))[0]).toMatchObject({
      message: 'applications.triage needs the key "suite"',
      place: { line: 3, column: 3 },
    });
    expect(problems('version: 1\napplications: {}')[0]?.message).toBe(
      'applications must name at least one application',
    );
    expect(problems('- a')[0]?.message).toBe('the file must be a map of keys, not a list');
  });

  test('all problems of a text come at once, in its order', () => {
    const text = application('model: gpt-4o', 'sytem: x', 'suite: 5', 'owners: [me]');
    expect(problems(text).map(({ place }) => place?.line)).toEqual([4, 5, 6, 7]);
  });
});

describe('numbers', () => {
  test.each([
    [
      'accuracy: { max-drop: 5 }',
      'max-drop must be at most 1, not 5: a score lies between 0 and 1',
      'Did you mean 0.05?',
    ],
    ['accuracy: { min: 85 }', 'min must be at most 1, not 85: a score lies between 0 and 1', 'Did you mean 0.85?'],
    ['error-rate: { max: 2 }', 'max must be at most 1, not 2: a rate lies between 0 and 1', 'Did you mean 0.02?'],
    ['accuracy: { max-drop: -0.1 }', 'max-drop must be at least 0, not -0.1', undefined],
    ['cost: { max-ratio: 0 }', 'max-ratio must be more than 0, not 0', undefined],
    ['cost: { min-ratio: -1 }', 'min-ratio must be more than 0, not -1', undefined],
    ['latency-p95: { max: -1 }', 'max must be at least 0, not -1', undefined],
    ['accuracy: { min: 0.9, max: 0.5 }', 'can never hold: min 0.9 is above max 0.5', undefined],
    ['accuracy: { because: x }', 'names no bound', 'It needs one of min, max, max-drop'],
  ])('acceptance: { %s }', (bounds, message, hint) => {
    const found = problem(application(...COMPLETE, `acceptance: { ${bounds} }`));
    expect(found?.message).toContain(message);
    if (hint !== undefined) expect(found?.hint).toContain(hint);
  });

  test('milliseconds, dollars and tokens may be any size', () => {
    const bounds = 'latency-p95: { max: 2500, max-rise: 300 }, output-tokens: { max-ratio: 3 }, cost: { max: 2 }';
    const { applications } = parseConfiguration(application(...COMPLETE, `acceptance: { ${bounds} }`), FILE);
    expect(applications[0]?.acceptance.all.map(({ threshold }) => threshold)).toEqual([2500, 300, 3, 2]);
  });

  test.each([
    ['confidence: 95', 'policy.confidence must be less than 1, not 95', 'Did you mean 0.95?'],
    ['confidence: 0.5', 'policy.confidence must be more than 0.5, not 0.5', undefined],
    ['max-error-rate: 5', 'policy.max-error-rate must be at most 1, not 5', 'Did you mean 0.05?'],
    ['max-cost-usd: -1', 'policy.max-cost-usd must be at least 0, not -1', undefined],
    ['mode: enforced', 'policy.mode must be "enforce" or "observe", not "enforced"', 'Did you mean "enforce"?'],
  ])('policy: { %s }', (key, message, hint) => {
    const found = problem(`${application(...COMPLETE)}policy: { ${key} }\n`);
    expect(found?.message).toBe(message);
    if (hint !== undefined) expect(found?.hint).toContain(hint);
  });
});

describe('metrics', () => {
  test('one that is neither a scorer nor operational is refused with the nearest', () => {
    const found = problem(application(...COMPLETE, 'acceptance: { acuracy: { min: 0.9 } }'));
    expect(found?.message).toBe('"acuracy" is neither a scorer of this suite nor an operational metric');
    expect(found?.hint).toContain('Did you mean "accuracy"?');
  });

  test('names that objects have are no metrics', () => {
    const found = problem(application(...COMPLETE, 'acceptance: { constructor: { min: 0.9 } }'));
    expect(found?.message).toContain('"constructor" is neither a scorer');
  });

  test('without a scorer named accuracy, acceptance must be written', () => {
    const found = problem(
      application(COMPLETE[0]!, 'suite: { cases: a.jsonl, scorers: { format: { type: length } } }'),
    );
    expect(found?.message).toContain('needs the key "acceptance"');
    expect(found?.hint).toBe('Write acceptance: { format: { max-drop: 0.05 } }.');
  });

  test.each([
    ['acceptance: {}', 'holds no criterion'],
    ['acceptance: { any-of: [{}] }', 'this set of criteria is empty'],
    ['acceptance: { any-of: [] }', 'any-of must have at least 1 entry'],
  ])('%s', (key, message) => {
    expect(problem(application(...COMPLETE, key))?.message).toContain(message);
  });
});

describe('what is not built yet is refused, never ignored', () => {
  test.each([
    'from: prompts/x.prompty',
    'messages: a.yml',
    'tools: a.yml',
    'retrieval: { value: x }',
    'guardrail: { value: x }',
    'output: { value: x }',
    'volume: 1000',
  ])('%s', (key) => {
    const found = problem(application(...COMPLETE, key));
    expect(found).toMatchObject({ code: 'not-built', place: { line: 6 } });
    expect(found?.message).toMatch(/(is|are) not built yet/);
  });

  test.each(['source: recorded', 'source: auto'])('suite: { %s }', (key) => {
    const found = problem(application(COMPLETE[0]!, `suite: { cases: a.jsonl, ${key} }`));
    expect(found?.code).toBe('not-built');
    expect(found?.message).toContain(`"${key}" is not built yet`);
  });
});

describe('paths and patterns', () => {
  test.each([
    ['system: ../outside.md', 'the path "../outside.md" leaves the repository'],
    ['system: { file: /etc/passwd }', 'the path "/etc/passwd" is absolute'],
    ['system: [a.md, { file: ".git/config" }]', 'the path ".git/config" leads into .git'],
  ])('%s', (key, message) => {
    expect(problem(application(...COMPLETE, key))).toMatchObject({ code: 'path', message, place: { line: 6 } });
  });

  test('datasets, schemas and recordings keep to the repository too', () => {
    const text = application(
      COMPLETE[0]!,
      'suite: { cases: ../a.jsonl, scorers: { accuracy: { type: json-schema, schema: ../b.json } } }',
    ).concat('providers: { recorded: { file: ../c.jsonl } }\n');
    expect(problems(text).map(({ code }) => code)).toEqual(['path', 'path', 'path']);
  });

  test.each([
    ['(a)(b)', 'must have exactly one capture group, not 2'],
    ['ab', 'must have exactly one capture group, not 0'],
    ['(a', 'is not a regular expression that RE2 reads'],
    ['(?=a)(b)', 'is not a regular expression that RE2 reads'],
  ])('match: %s', (pattern, message) => {
    const found = problem(application(...COMPLETE, `prompt: { file: a.txt, match: "${pattern}" }`));
    expect(found?.message).toContain(message);
  });
});

describe('providers', () => {
  const withProviders = (entries: string, ...keys: string[]) =>
    `${application(...COMPLETE, ...keys)}providers: { ${entries} }\n`;

  test.each([
    ['mine: {}', 'the provider "mine" needs the key "type"'],
    [
      'mine: { type: vertex }',
      'providers.mine.type must be "bedrock", "openai", "anthropic" or "recorded", not "vertex"',
    ],
    ['bedrock: { base-url: "https://x.example.com" }', 'a provider of type bedrock has no key "base-url"'],
    ['bedrock: { private-network: true }', 'a provider of type bedrock has no key "private-network"'],
    ['recorded: { file: a, private-network: true }', 'a provider of type recorded has no key "private-network"'],
    ['openai: { region: us-east-1 }', 'a provider of type openai has no key "region"'],
    ['openai: { file: a.jsonl }', 'a provider of type openai has no key "file"'],
    ['recorded: {}', 'providers.recorded needs the key "file"'],
    ['openai: { base-url: "http://models.example.com/v1" }', 'providers.openai.base-url must start with https://'],
    ['openai: { base-url: "http://localhost.example.com" }', 'providers.openai.base-url must start with https://'],
    ['openai: { base-url: "http://127.0.0.1.example.com" }', 'providers.openai.base-url must start with https://'],
    ['openai: { base-url: "file:///etc/passwd" }', 'providers.openai.base-url must start with https://'],
    ['openai: { base-url: "models" }', 'providers.openai.base-url is not an address'],
    ['openai: { base-url: "https://x.example.com/v1?key=1" }', 'must not have a query or a fragment'],
    ['openai: { concurrency: 0 }', 'providers.openai.concurrency must be at least 1, not 0'],
    ['openai: { timeout-seconds: 0 }', 'providers.openai.timeout-seconds must be at least 1, not 0'],
    ['bedrock: { region: here }', 'providers.bedrock.region must be an AWS region, such as us-east-1'],
    ['"a:b": { type: openai }', 'the name "a:b" must be at most 64 letters'],
  ])('%s', (entry, message) => {
    expect(problem(withProviders(entry))?.message).toContain(message);
  });

  test('credentials and keys are refused and never repeated', () => {
    const found = [
      ...problems(withProviders('openai: { base-url: "https://user:hunter2@x.example.com" }')),
      ...problems(withProviders('openai: { api-key-env: "sk-not-a-name-hunter2" }')),
    ];
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  test('an application may only name a provider that there is', () => {
    const found = problem(withProviders('mine: { type: openai }', 'provider: bedrok'));
    expect(found).toMatchObject({ code: 'provider', message: 'the provider "bedrok" is not defined' });
    expect(found?.hint).toContain('Did you mean "bedrock"?');
  });

  test.each(['http://localhost:11434/v1', 'http://127.0.0.1:8000', 'http://[::1]:8000/v1', 'https://x.example.com/v1'])(
    'accepts %s',
    (url) => {
      const { providers } = parseConfiguration(withProviders(`openai: { base-url: "${url}" }`), FILE);
      expect(providers[0]?.baseUrl).toBe(url);
    },
  );
});

test('prices at service tiers are prices, by the name of the tier', () => {
  const tiers = '{ Top Tier: { input: 1, output: 2 }, priority: { input: 1 } }';
  const text = `${application(...COMPLETE)}prices: { m: { input: 1, output: 2, service-tiers: ${tiers} } }\n`;
  expect(
    problems(text)
      .map(({ message }) => message)
      .sort(),
  ).toEqual([
    'prices.m.service-tiers.priority needs the key "output"',
    'the name "Top Tier" must be lower-case letters, digits, dashes and underscores, such as priority',
  ]);
});

test('prices are numbers from zero', () => {
  const text = `${application(...COMPLETE)}prices: { m: { input: -1, output: free }, n: { input: 1 } }\n`;
  expect(problems(text).map(({ message }) => message)).toEqual([
    'prices.m.input must be at least 0, not -1',
    'prices.m.output must be a number, not text',
    'prices.n needs the key "output"',
  ]);
});
