import { describe, expect, it } from 'vitest';
import { applicationSides } from '../../../src/core/change/application-sides.ts';
import { invisibleCharacters } from '../../../src/core/change/invisible-text.ts';
import { proposedChanges, proposedFiles } from '../../../src/core/change/proposed.ts';
import { recordedProblems } from '../../../src/core/change/recorded.ts';
import { wiringChanges } from '../../../src/core/change/wiring-changes.ts';
import type { Configuration, Location, Wiring } from '../../../src/core/contracts/configuration.ts';
import type { Variant } from '../../../src/core/contracts/layer.ts';
import type { ProviderDefinition } from '../../../src/core/contracts/yardstick.ts';
import { parseConfiguration } from '../../../src/workspace/configuration/parse.ts';

const FILE = '.github/changeover.yml';

function configuration(applications: string, rest = ''): Configuration {
  return parseConfiguration(`version: 1\n${rest}applications:\n${applications}`, FILE);
}

function application(name: string, { max = 0.05, model = '{ file: m.ts, const: M }' } = {}): string {
  return `  ${name}:\n    model: ${model}\n    prompt: p.md\n    suite: { cases: cases.jsonl, scorers: { accuracy: { type: exact-match } } }\n    acceptance: { accuracy: { max-drop: ${max} } }\n`;
}

describe('wiringChanges', () => {
  const place = { file: FILE, line: 3 };
  const wiring = (layers: Wiring['layers'], provider?: Location): Wiring => ({
    application: 'triage',
    layers,
    ...(provider === undefined ? {} : { provider }),
    place,
  });

  it('writes locations in one line', () => {
    const from = wiring({
      model: { kind: 'file', file: 'm.txt', place },
      prompt: { kind: 'value', value: 'a\nb', place },
    });
    const to = wiring(
      {
        model: { kind: 'const', file: 'm.ts', const: 'M', place },
        system: {
          kind: 'fragments',
          parts: [
            { kind: 'file', file: 'a.md', place },
            { kind: 'env', file: '.env', env: 'B', place },
          ],
          place,
        },
      },
      { kind: 'value', value: 'bedrock', place },
    );
    expect(wiringChanges([from], [to])).toEqual([
      {
        application: 'triage',
        key: 'model',
        kind: 'changed',
        source: 'm.txt',
        target: '{ file: m.ts, const: M }',
        place,
      },
      { application: 'triage', key: 'system', kind: 'added', target: '[a.md, { file: .env, env: B }]', place },
      { application: 'triage', key: 'prompt', kind: 'removed', source: '{ value: a b }', place },
      { application: 'triage', key: 'provider', kind: 'added', target: '{ value: bedrock }', place },
    ]);
  });

  it('does not take lines of the configuration or an inline value for wiring, but a provider', () => {
    const at = (value: string, line: number): Location => ({ kind: 'value', value, place: { file: FILE, line } });
    expect(wiringChanges([wiring({ model: at('a', 1) })], [wiring({ model: at('b', 9) })])).toEqual([]);
    expect(wiringChanges([wiring({}, at('openai', 1))], [wiring({}, at('bedrock', 1))])).toHaveLength(1);
  });

  it('sees a member named place inside an inline value', () => {
    const at = (value: string): Location => ({ kind: 'value', value: { place: value }, place });
    expect(wiringChanges([wiring({}, at('a'))], [wiring({}, at('b'))])).toHaveLength(1);
  });

  it('names applications that come and go', () => {
    const other = { ...wiring({}), application: 'draft' };
    expect(wiringChanges([wiring({})], [other])).toEqual([
      { application: 'triage', key: 'application', kind: 'removed', place },
      { application: 'draft', key: 'application', kind: 'added', place },
    ]);
  });
});

describe('proposedChanges', () => {
  const base = configuration(application('triage'), 'policy: { confidence: 0.95 }\n');

  it('lists yardstick parts by dotted path with old and new values', () => {
    const head = configuration(application('triage', { max: 0.2 }), 'policy: { confidence: 0.8, mode: observe }\n');
    expect(proposedChanges(base, base, head)).toEqual([
      { kind: 'configuration', subject: 'policy.confidence', source: '0.95', target: '0.8', place: { file: FILE } },
      { kind: 'configuration', subject: 'policy.mode', target: 'observe', place: { file: FILE } },
      {
        kind: 'configuration',
        subject: 'applications.triage.acceptance.accuracy.max-drop',
        source: '0.05',
        target: '0.2',
        place: { file: FILE },
      },
    ]);
  });

  it('leaves wiring, formatting and what is already in effect out', () => {
    const rewired = configuration(
      application('triage', { model: '{ value: gpt-4o }' }),
      'policy:\n  confidence: 0.95\n',
    );
    expect(proposedChanges(base, base, rewired)).toEqual([]);
    const old = configuration(application('triage', { max: 0.2 }), 'policy: { confidence: 0.95 }\n');
    expect(proposedChanges(base, old, base)).toEqual([]);
    expect(proposedChanges(base, old, old)).toEqual([]);
  });

  it('is one line for a new application, none for a removed one, one for a configuration that goes', () => {
    const two = configuration(application('triage') + application('draft'), 'policy: { confidence: 0.95 }\n');
    expect(proposedChanges(base, base, two).map(({ subject }) => subject)).toEqual(['applications.draft']);
    expect(proposedChanges(two, two, base)).toEqual([]);
    expect(proposedChanges(base, base, undefined)).toEqual([
      { kind: 'configuration', subject: FILE, source: 'present', place: { file: FILE } },
    ]);
    expect(proposedChanges(base, undefined, undefined)).toEqual([]);
  });

  it('lists changed files that measure', () => {
    const measured = parseConfiguration(
      'version: 1\nproviders: { recorded: { file: evals/recorded.jsonl } }\napplications:\n  triage:\n    model: { value: gpt-4o }\n    suite: { cases: evals/a.jsonl, scorers: { format: { type: json-schema, schema: evals/a.schema.json } } }\n    acceptance: { format: { min: 0.9 } }\n',
      FILE,
    );
    const files = ['evals/a.jsonl', 'evals/a.schema.json', 'evals/recorded.jsonl', 'other.jsonl'];
    expect(
      proposedFiles(
        measured,
        files.map((path) => ({ path, status: 'modified' as const })),
      ).map(({ kind, subject }) => [kind, subject]),
    ).toEqual([
      ['suite', 'evals/a.jsonl'],
      ['scorer-file', 'evals/a.schema.json'],
      ['recording', 'evals/recorded.jsonl'],
    ]);
    expect(
      proposedFiles(measured, [{ path: 'b.jsonl', previousPath: 'evals/a.jsonl', status: 'renamed' }]),
    ).toMatchObject([{ subject: 'evals/a.jsonl', target: 'moved to b.jsonl' }]);
    // What is moved onto a file that measures replaces it, wherever it comes from.
    const onto = { path: '.github/changeover-waivers.yml', previousPath: 'evals/a.jsonl', status: 'renamed' } as const;
    expect(proposedFiles(measured, [onto]).map(({ kind, target }) => [kind, target])).toEqual([
      ['suite', 'moved to .github/changeover-waivers.yml'],
      ['waivers', 'changed'],
    ]);
  });
});

describe('applicationSides', () => {
  const with_ = (...names: string[]) => configuration(names.map((name) => application(name)).join(''));
  const standing = (base: Configuration, source?: Configuration, target?: Configuration) =>
    applicationSides({ base, source, target }).map((sides) => [sides.application, sides.standing, sides.targetOwn]);

  it('reads each side by its own configuration', () => {
    const head = configuration(application('triage', { model: '{ value: o3 }' }));
    const [sides] = applicationSides({ base: with_('triage'), source: with_('triage'), target: head });
    expect(sides?.source?.layers.model?.kind).toBe('const');
    expect(sides?.target?.layers.model?.kind).toBe('value');
  });

  it.each([
    [
      'the head drops it',
      with_('a', 'b'),
      with_('a', 'b'),
      with_('a'),
      [
        ['a', 'in-effect', true],
        ['b', 'removed', true],
      ],
    ],
    [
      'only the head has it',
      with_('a'),
      with_('a'),
      with_('a', 'b'),
      [
        ['a', 'in-effect', true],
        ['b', 'proposed', true],
      ],
    ],
    ['no side has a configuration', with_('a'), undefined, undefined, [['a', 'in-effect', false]]],
    ['the head deletes the configuration', with_('a'), with_('a'), undefined, [['a', 'in-effect', false]]],
    [
      'it came to the base since',
      with_('a', 'b'),
      with_('a'),
      with_('a'),
      [
        ['a', 'in-effect', true],
        ['b', 'in-effect', false],
      ],
    ],
    ['the base dropped it, nobody else has it', with_('a'), with_('a', 'b'), with_('a'), [['a', 'in-effect', true]]],
  ])('%s', (_, base, source, target, expected) => expect(standing(base, source, target)).toEqual(expected));
});

describe('recordedProblems', () => {
  const providers: ProviderDefinition[] = [
    { name: 'openai', type: 'openai', concurrency: 1, timeoutMs: 1 },
    { name: 'replay', type: 'recorded', concurrency: 1, timeoutMs: 1 },
  ];
  const variant = (side: 'source' | 'target', provider: string): Variant => ({
    side,
    commit: 'c',
    model: 'm',
    provider,
    layers: {},
  });

  it.each([
    [false, 'openai', 'openai', []],
    [true, 'replay', 'replay', []],
    [false, 'openai', 'replay', ['target']],
    [true, 'replay', 'openai', ['target']],
    [false, 'replay', 'replay', ['source', 'target']],
  ])('base recorded %s, source %s, target %s', (baseRecorded, source, target, sides) => {
    const problems = recordedProblems({
      application: 'triage',
      baseRecorded,
      source: variant('source', source),
      target: variant('target', target),
      providers,
    });
    expect(problems.map(({ side }) => side)).toEqual(sides);
    for (const problem of problems) expect(problem).toMatchObject({ code: 'conditions', application: 'triage' });
  });
});

describe('invisibleCharacters', () => {
  it('shows code points with lines, and leaves joiners of emoji alone', () => {
    expect(invisibleCharacters('a\u200bb\nc\u202e')).toEqual(['U+200B (line 1)', 'U+202E (line 2)']);
    expect(invisibleCharacters('\ud83d\udc69\u200d\ud83d\udcbb fine')).toEqual([]);
    expect(invisibleCharacters('\u200b'.repeat(50))).toHaveLength(5);
  });
});
