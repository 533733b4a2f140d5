import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../../src/workspace/configuration/parse.ts';

const FILE = '.github/changeover.yml';

const SMALLEST = `version: 1
applications:
  triage:
    model:  { file: src/models.ts, const: TRIAGE_MODEL }
    system: prompts/triage.system.md
    prompt: prompts/triage.md
    suite:  evals/triage.jsonl
`;

const SPELLED_OUT = `version: 1
providers:
  bedrock: { region: us-east-1, concurrency: 4 }
  openai:
    base-url: https://api.openai.com/v1
    api-key-env: OPENAI_API_KEY
  anthropic: { api-key-env: ANTHROPIC_API_KEY, timeout-seconds: 30 }
  local-vllm: { type: openai, base-url: http://127.0.0.1:8000/v1/ }
  recorded: { file: evals/recorded.jsonl }
prices:
  my-fine-tune: { input: 0.4, output: 1.6, service-tiers: { priority: { input: 0.8, output: 3.2 } } }
applications:
  triage:
    provider: bedrock
    model:      { file: app/triage.yml, at: llm.model }
    parameters: { file: app/triage.yml, at: llm.parameters }
    deployment: { value: { region: eu-west-1 } }
    system:     ./prompts/triage.system.md
    prompt:
      - prompts/head.md
      - { file: prompts/all.txt, match: "tail=(.*)" }
      - { value: The end. }
    suite:
      cases: evals/triage.jsonl
      trials: 3
      stop: fixed
      source: fresh
      scorers:
        accuracy: { type: exact-match, normalise: [lowercase, trim], extract: last-line }
        format:   { type: json-schema, schema: ./evals/triage.schema.json, pass-at: 0.5 }
        label:    { type: one-of, values: [a, b], extract: { regex: "label: (\\\\w+)", match: last } }
        field:    { type: exact-match, extract: { json: answer.text } }
      fields: { expected: answer_ground_truth }
    acceptance:
      accuracy:    { min: 0.85, max-drop: 0.05, slices: all, because: the team's word }
      format:      { min: 0.99, slices: [short, long], evidence: interval }
      latency-p95: { max-ratio: 1.25, enforce: report }
      any-of:
        - { label: { max-drop: 0 } }
        - { label: { max-drop: 0.01 }, cost: { max-ratio: 0.5 } }
    owners: ["@acme/support-ml"]
policy:
  mode: observe
  confidence: 0.9
  on-inconclusive: warn
  on-uncovered: warn
  max-cost-usd: 5
  max-error-rate: 0
  owners: ["@acme/ml-leads", "@someone"]
`;

describe('the smallest configuration', () => {
  const configuration = parseConfiguration(SMALLEST, FILE);
  const [application] = configuration.applications;

  test('has the defaults of the specification', () => {
    expect(configuration.policy).toEqual({
      mode: 'enforce',
      confidence: 0.95,
      onInconclusive: 'fail',
      onUncovered: 'fail',
      maxCostUsd: 20,
      capDefaulted: true,
      maxErrorRate: 0.01,
      owners: [],
    });
    expect(application?.suite).toMatchObject({ cases: 'evals/triage.jsonl', trials: 1, fields: {} });
    expect(application?.suite.scorers).toMatchObject([
      { name: 'accuracy', type: 'exact-match', options: {}, normalise: ['trim'], passAt: 1 },
    ]);
    expect(application?.acceptance).toEqual({
      all: [{ metric: 'accuracy', key: 'max-drop', threshold: 0.05, enforce: 'block', evidence: 'interval' }],
      anyOf: [],
    });
    expect(configuration.prices).toEqual({});
  });

  test('has the built-in providers', () => {
    const usual = { concurrency: 8, timeoutMs: 120_000 };
    expect(configuration.providers).toEqual([
      { name: 'bedrock', type: 'bedrock', ...usual },
      {
        name: 'openai',
        type: 'openai',
        baseUrl: 'https://api.openai.com/v1',
        apiKeyEnv: 'OPENAI_API_KEY',
        ...usual,
      },
      {
        name: 'anthropic',
        type: 'anthropic',
        baseUrl: 'https://api.anthropic.com',
        apiKeyEnv: 'ANTHROPIC_API_KEY',
        ...usual,
      },
      {
        name: 'google',
        type: 'openai',
        baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
        apiKeyEnv: 'GEMINI_API_KEY',
        ...usual,
      },
      {
        name: 'mistral',
        type: 'openai',
        baseUrl: 'https://api.mistral.ai/v1',
        apiKeyEnv: 'MISTRAL_API_KEY',
        ...usual,
      },
    ]);
  });

  test('says where its parts are written', () => {
    expect(application?.place).toEqual({ file: FILE, line: 3, column: 3 });
    expect(application?.wiring).toEqual({
      application: 'triage',
      layers: {
        model: {
          kind: 'const',
          file: 'src/models.ts',
          const: 'TRIAGE_MODEL',
          place: { file: FILE, line: 4, column: 13 },
        },
        system: { kind: 'file', file: 'prompts/triage.system.md', place: { file: FILE, line: 5, column: 13 } },
        prompt: { kind: 'file', file: 'prompts/triage.md', place: { file: FILE, line: 6, column: 13 } },
      },
      place: { file: FILE, line: 3, column: 3 },
    });
  });

  test('keeps the document as written', () => {
    expect(configuration.document).toEqual({
      version: 1,
      applications: {
        triage: {
          model: { file: 'src/models.ts', const: 'TRIAGE_MODEL' },
          system: 'prompts/triage.system.md',
          prompt: 'prompts/triage.md',
          suite: 'evals/triage.jsonl',
        },
      },
    });
  });
});

describe('a configuration that is spelled out', () => {
  const configuration = parseConfiguration(SPELLED_OUT, FILE);
  const [application] = configuration.applications;

  test('providers', () => {
    expect(configuration.providers).toMatchObject([
      { name: 'bedrock', type: 'bedrock', region: 'us-east-1', concurrency: 4, timeoutMs: 120_000 },
      { name: 'openai', type: 'openai' },
      { name: 'anthropic', type: 'anthropic', timeoutMs: 30_000 },
      { name: 'local-vllm', type: 'openai', baseUrl: 'http://127.0.0.1:8000/v1' },
      { name: 'recorded', type: 'recorded', file: 'evals/recorded.jsonl' },
      { name: 'google' },
      { name: 'mistral' },
    ]);
    expect(configuration.providers[3]).not.toHaveProperty('apiKeyEnv');
  });

  test('wiring', () => {
    expect(application?.wiring.provider).toMatchObject({ kind: 'value', value: 'bedrock' });
    expect(application?.wiring.layers).toMatchObject({
      model: { kind: 'at', file: 'app/triage.yml', at: 'llm.model' },
      parameters: { kind: 'at', file: 'app/triage.yml', at: 'llm.parameters' },
      deployment: { kind: 'value', value: { region: 'eu-west-1' } },
      system: { kind: 'file', file: 'prompts/triage.system.md' },
      prompt: {
        kind: 'fragments',
        parts: [
          { kind: 'file', file: 'prompts/head.md' },
          { kind: 'match', file: 'prompts/all.txt', match: 'tail=(.*)' },
          { kind: 'value', value: 'The end.' },
        ],
      },
    });
  });

  test('suite', () => {
    expect(application?.suite).toMatchObject({
      trials: 3,
      fields: { expected: 'answer_ground_truth' },
      scorers: [
        { name: 'accuracy', normalise: ['lowercase', 'trim'], extract: { kind: 'last-line' }, passAt: 1 },
        { name: 'format', options: { schema: 'evals/triage.schema.json' }, passAt: 0.5, normalise: [] },
        { name: 'label', options: { values: ['a', 'b'] }, extract: { kind: 'regex', match: 'last' } },
        { name: 'field', extract: { kind: 'json', path: 'answer.text' } },
      ],
    });
    expect(application?.suite.scorers[2]?.options).toEqual({ values: ['a', 'b'] });
  });

  test('acceptance: relative bounds on the interval, absolute ones on the figure, unless said otherwise', () => {
    const because = "the team's word";
    expect(application?.acceptance).toEqual({
      all: [
        {
          metric: 'accuracy',
          key: 'min',
          threshold: 0.85,
          enforce: 'block',
          evidence: 'point',
          slices: 'all',
          because,
        },
        {
          metric: 'accuracy',
          key: 'max-drop',
          threshold: 0.05,
          enforce: 'block',
          evidence: 'interval',
          slices: 'all',
          because,
        },
        {
          metric: 'format',
          key: 'min',
          threshold: 0.99,
          enforce: 'block',
          evidence: 'interval',
          slices: ['short', 'long'],
        },
        { metric: 'latency-p95', key: 'max-ratio', threshold: 1.25, enforce: 'report', evidence: 'interval' },
      ],
      anyOf: [
        [
          [{ metric: 'label', key: 'max-drop', threshold: 0, enforce: 'block', evidence: 'interval' }],
          [
            { metric: 'label', key: 'max-drop', threshold: 0.01, enforce: 'block', evidence: 'interval' },
            { metric: 'cost', key: 'max-ratio', threshold: 0.5, enforce: 'block', evidence: 'interval' },
          ],
        ],
      ],
    });
  });

  test('owners by role', () => {
    const text = `${SMALLEST}    owners: { safety: ["@acme_corp"], model: [] }\npolicy: { owners: { cost: ["@acme/platform"] } }\n`;
    const { applications, policy } = parseConfiguration(text, 'a.yml');
    expect(applications[0]?.owners).toEqual({ model: [], safety: ['@acme_corp'] });
    expect(policy.owners).toEqual({ cost: ['@acme/platform'] });
  });

  test('bounds of waivers and commands, where they are not the usual ones', () => {
    const policyOf = (keys: string) => parseConfiguration(`${SMALLEST}policy: { ${keys} }\n`, 'a.yml').policy;
    const usual = policyOf('mode: enforce');
    expect(policyOf('waivers: { max-days: 90 }, commands: { runs-per-day: 5 }')).toEqual(usual);
    expect(policyOf('waivers: { max-days: 30 }, commands: { runs-per-day: 0 }')).toEqual({
      ...usual,
      waiverMaxDays: 30,
      runsPerDay: 0,
    });
  });

  test('policy, prices, owners', () => {
    expect(configuration.policy).toEqual({
      mode: 'observe',
      confidence: 0.9,
      onInconclusive: 'warn',
      onUncovered: 'warn',
      maxCostUsd: 5,
      capDefaulted: false,
      maxErrorRate: 0,
      owners: ['@acme/ml-leads', '@someone'],
    });
    expect(configuration.prices).toEqual({
      'my-fine-tune': { input: 0.4, output: 1.6, serviceTiers: { priority: { input: 0.8, output: 3.2 } } },
    });
    expect(application?.owners).toEqual(['@acme/support-ml']);
  });
});

describe('names that objects have by themselves', () => {
  test('are names like any other', () => {
    const configuration = parseConfiguration(
      SMALLEST.replace('triage:', 'constructor:').concat('prices: { toString: { input: 1, output: 2 } }\n'),
      FILE,
    );
    expect(configuration.applications[0]?.name).toBe('constructor');
    expect(Object.keys(configuration.prices)).toEqual(['toString']);
    expect(configuration.prices['constructor']).toBeUndefined();
    expect(configuration.prices['valueOf']).toBeUndefined();
  });
});

describe('where an endpoint may be', () => {
  test.each([
    ['', undefined],
    [', private-network: true', true],
    [', private-network: false', undefined],
  ])('%j', (written, privateNetwork) => {
    const text = `providers: { own: { type: openai, base-url: "https://llm.example.com"${written} } }\n${SMALLEST}`;
    const own = parseConfiguration(text, FILE).providers.find(({ name }) => name === 'own');
    expect(own?.privateNetwork).toBe(privateNetwork);
    expect(Object.hasOwn(own ?? {}, 'privateNetwork')).toBe(privateNetwork === true);
  });
});

describe('where the key of an endpoint comes from', () => {
  const providerOf = (entry: string, name: string) =>
    parseConfiguration(`providers: { ${entry} }\n${SMALLEST}`, FILE).providers.find((one) => one.name === name);

  test.each([
    ['openai: { base-url: "https://gateway.example.com/v1" }', 'openai', 'OPENAI_API_KEY'],
    ['mine: { type: openai, base-url: "https://gateway.example.com/v1" }', 'mine', undefined],
    ['mine: { type: openai, base-url: "https://g.example.com", api-key-env: MY_KEY }', 'mine', 'MY_KEY'],
    ['google: { concurrency: 2 }', 'google', 'GEMINI_API_KEY'],
    ['google: { type: bedrock }', 'google', undefined],
  ])('%s', (entry, name, variable) => {
    expect(providerOf(entry, name)?.apiKeyEnv).toBe(variable);
  });
});
