import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../../src/core/contracts/configuration.ts';
import type { Owners } from '../../../src/core/contracts/people.ts';
import type { Case, Suite } from '../../../src/core/contracts/suite.ts';
import { diffOwners } from '../../../src/core/governance/yardstick/diff-settings.ts';
import { rolesForChanges } from '../../../src/core/governance/yardstick/roles.ts';
import { type YardstickSide, yardstickDiff } from '../../../src/core/governance/yardstick/yardstick-diff.ts';
import { CaseStore } from '../../../src/core/suite/case-store.ts';
import { parseConfiguration } from '../../../src/workspace/configuration/parse.ts';

const BASE = `
version: 1
providers:
  openai: { base-url: https://llm.example.com/v1, concurrency: 4 }
prices:
  my-model: { input: 1, output: 2 }
applications:
  triage:
    model: { file: a.yml, at: model }
    suite:
      cases: evals/triage.jsonl
      trials: 2
      scorers:
        accuracy: { type: exact-match, normalise: [trim] }
        declined: { type: refusal }
    acceptance:
      accuracy: { min: 0.85, max-drop: 0.02, because: agreed with support }
      latency-p95: { max-ratio: 1.25, enforce: report }
      any-of:
        - { declined: { max: 0.1 } }
        - { cost: { max-ratio: 0.5 }, accuracy: { max-drop: 0.01 } }
    owners: ["@acme/support-ml"]
policy:
  max-error-rate: 0.01
  owners: ["@lena"]
`;

function configured(text: string): Configuration {
  return parseConfiguration(text, '.github/changeover.yml');
}

function oneCase(id: string, rest: Partial<Case> = {}): Case {
  return { id, input: `in ${id}`, expected: 'yes', slices: [], critical: false, line: 1, ...rest };
}

const CASES = ['a', 'b', 'c', 'd'].map((id, index) => oneCase(id, { line: index + 1, critical: id === 'a' }));

function suiteOf(configuration: Configuration, cases: readonly Case[]): Suite {
  const suite = configuration.applications[0]?.suite;
  const scorers = (suite?.scorers ?? []).map(({ place, ...scorer }) => scorer);
  return { cases, trials: suite?.trials ?? 1, scorers, file: suite?.cases ?? '' };
}

function side(text: string, cases: readonly Case[] | 'unread' = CASES): YardstickSide {
  const configuration = configured(text);
  const suites = cases === 'unread' ? [] : [['triage', suiteOf(configuration, cases)] as const];
  return { configuration, suites: new Map(suites) };
}

/** What changes when words of the base's configuration become others. */
function edit(from: string, to: string) {
  expect(BASE).toContain(from);
  const sides = [side(BASE), side(BASE.replace(from, to))] as const;
  const diff = yardstickDiff(...sides);
  return { ...diff, roles: rolesForChanges(diff.changes, ...sides) };
}

function withCases(cases: readonly Case[]) {
  const sides = [side(BASE), side(BASE, cases)] as const;
  const diff = yardstickDiff(...sides);
  return { ...diff, roles: rolesForChanges(diff.changes, ...sides) };
}

const application = 'triage';

describe('yardstickDiff', () => {
  it('sees edits of cases that are held as their bytes', () => {
    const stored = (cases: readonly Case[]) => {
      const store = new CaseStore();
      for (const one of cases) store.add(one);
      return store.cases;
    };
    const edited = CASES.map((one) => (one.id === 'b' ? { ...one, input: 'other', metadata: { by: 'x' } } : one));
    const diff = yardstickDiff(side(BASE, stored(CASES)), side(BASE, stored(edited)));
    expect(diff.changes).toMatchObject([
      { kind: 'cases-edited', fields: ['input', 'metadata'], cases: { ids: ['b'] } },
    ]);
    expect(yardstickDiff(side(BASE, stored(CASES)), side(BASE, stored(CASES))).changes).toEqual([]);
  });

  it('finds nothing where nothing changed but comments, order of keys and lines of cases', () => {
    const moved = BASE.replace('providers:', '# what we call\nproviders:');
    const diff = yardstickDiff(
      side(BASE),
      side(
        moved,
        CASES.map((one) => ({ ...one, line: one.line + 9 })),
      ),
    );
    expect(diff).toEqual({ changes: [], looser: false, unclear: false });
  });

  it.each<[string, string, string, object, object]>([
    [
      'a margin',
      'max-drop: 0.02',
      'max-drop: 0.10',
      { kind: 'bound', metric: 'accuracy', key: 'max-drop', from: 0.02, to: 0.1, direction: 'looser' },
      { looser: true, unclear: false, roles: ['model'] },
    ],
    [
      'a stricter margin',
      'max-drop: 0.02',
      'max-drop: 0.015',
      { kind: 'bound', direction: 'stricter' },
      { looser: false, unclear: false },
    ],
    ['a floor', 'min: 0.85', 'min: 0.5', { kind: 'bound', key: 'min', direction: 'looser' }, { looser: true }],
    [
      'a stricter floor',
      'min: 0.85',
      'min: 0.9',
      { kind: 'bound', key: 'min', direction: 'stricter' },
      { looser: false },
    ],
    [
      'a ceiling of an alternative',
      'max: 0.1 ',
      'max: 0.2 ',
      { kind: 'bound', metric: 'declined', key: 'max', alternative: '0.0', direction: 'looser' },
      { roles: ['safety'] },
    ],
    [
      'a ratio of an alternative',
      'max-ratio: 0.5',
      'max-ratio: 0.9',
      { kind: 'bound', metric: 'cost', alternative: '0.1', direction: 'looser' },
      { roles: ['cost'] },
    ],
    [
      'a bound that only reports',
      'max-ratio: 1.25',
      'max-ratio: 2',
      { kind: 'bound', metric: 'latency-p95', direction: 'neutral' },
      { looser: false, unclear: false, roles: ['cost'] },
    ],
    [
      'a bound that no longer reports only',
      'enforce: report',
      'enforce: block',
      { kind: 'criterion-option', option: 'enforce', from: 'report', to: 'block', direction: 'stricter' },
      { looser: false },
    ],
    [
      'a bound that only reports from now on',
      'max: 0.1 ',
      'max: 0.1, enforce: report ',
      { kind: 'criterion-option', option: 'enforce', direction: 'looser' },
      { looser: true },
    ],
    [
      'evidence',
      'max-ratio: 0.5',
      'max-ratio: 0.5, evidence: point',
      { kind: 'criterion-option', option: 'evidence', from: 'interval', to: 'point', direction: 'looser' },
      { looser: true },
    ],
    [
      'a reason',
      'max: 0.1 ',
      'max: 0.1, because: it was ',
      { kind: 'criterion-option', option: 'because', to: 'it was', direction: 'neutral' },
      { looser: false, unclear: false },
    ],
    [
      'a criterion that goes',
      'min: 0.85, ',
      '',
      {
        kind: 'criterion-removed',
        metric: 'accuracy',
        key: 'min',
        threshold: 0.85,
        enforce: 'block',
        direction: 'looser',
      },
      { looser: true },
    ],
    [
      'a criterion that comes',
      'min: 0.85',
      'min: 0.85, max-rise: 0.5',
      { kind: 'criterion-added', key: 'max-rise', direction: 'stricter' },
      { looser: false, unclear: false },
    ],
    [
      'an alternative that comes',
      '        - { declined',
      '        - { input-tokens: { max: 9 } }\n        - { declined',
      {
        kind: 'alternative-added',
        alternative: '0.0',
        group: false,
        metrics: ['input-tokens'],
        direction: 'looser',
      },
      { looser: true },
    ],
    [
      'an alternative that goes',
      '        - { cost: { max-ratio: 0.5 }, accuracy: { max-drop: 0.01 } }\n',
      '',
      { kind: 'alternative-removed', alternative: '0.1', group: false, direction: 'stricter' },
      { looser: false, roles: ['model', 'cost'] },
    ],
    [
      'a scorer',
      'normalise: [trim]',
      'normalise: [trim, lowercase], pass-at: 0.5',
      { kind: 'scorer-changed', scorer: 'accuracy', keys: ['normalise', 'pass-at'], direction: 'other' },
      { unclear: true, roles: ['model'] },
    ],
    [
      'a scorer of another type',
      'type: refusal',
      'type: length, max: 9',
      { kind: 'scorer-changed', scorer: 'declined', keys: ['type', 'max'], direction: 'other' },
      { roles: ['model', 'safety'] },
    ],
    [
      'a scorer that comes',
      'declined: { type: refusal }',
      'declined: { type: refusal }\n        short: { type: length, max: 9 }',
      { kind: 'scorer-added', scorer: 'short', direction: 'neutral' },
      { looser: false, unclear: false },
    ],
    [
      'trials',
      'trials: 2',
      'trials: 1',
      { kind: 'trials', from: 2, to: 1, direction: 'other' },
      { unclear: true, roles: ['model'] },
    ],
    [
      'the end of a run',
      'trials: 2',
      'trials: 2\n      stop: fixed',
      { kind: 'stop', to: 'fixed', direction: 'neutral' },
      { unclear: false },
    ],
    [
      'the file of the cases',
      'evals/triage.jsonl',
      'evals/other.jsonl',
      { kind: 'suite-file', from: 'evals/triage.jsonl', to: 'evals/other.jsonl', direction: 'neutral' },
      { roles: ['model'] },
    ],
    [
      'owners of an application',
      '["@acme/support-ml"]',
      '["@Acme/Support-ML", "@devi"]',
      { kind: 'owners', application, added: ['@devi'], removed: [], direction: 'looser' },
      { looser: true, roles: ['model', 'safety', 'cost'] },
    ],
  ])('names %s', (_, from, to, change, whole) => {
    const diff = edit(from, to);
    expect(diff.changes).toHaveLength(1);
    expect(diff.changes[0]).toMatchObject({ application, ...change });
    expect(diff).toMatchObject(whole);
  });

  it.each<[string, string, string, object, object]>([
    [
      'a price',
      'input: 1,',
      'input: 0.1,',
      {
        kind: 'price',
        model: 'my-model',
        from: { input: 1, output: 2 },
        to: { input: 0.1, output: 2 },
        direction: 'other',
      },
      { unclear: true, roles: ['cost'] },
    ],
    [
      'a price that goes',
      'prices:\n  my-model: { input: 1, output: 2 }\n',
      '',
      { kind: 'price', model: 'my-model', from: { input: 1, output: 2 } },
      {},
    ],
    [
      'an endpoint',
      'https://llm.example.com/v1',
      'https://other.example.com/v1',
      {
        kind: 'provider',
        provider: 'openai',
        key: 'base-url',
        from: 'https://llm.example.com/v1',
        to: 'https://other.example.com/v1',
        direction: 'other',
      },
      { unclear: true, roles: ['model'] },
    ],
    [
      'calls in flight',
      'concurrency: 4',
      'concurrency: 5',
      { kind: 'provider', key: 'concurrency', from: 4, to: 5 },
      {},
    ],
    [
      'a provider that comes',
      'providers:\n',
      'providers:\n  mine: { type: openai, base-url: http://127.0.0.1:1/v1 }\n',
      { kind: 'provider-added', provider: 'mine', direction: 'neutral' },
      { unclear: false },
    ],
    [
      'the mode',
      'policy:\n',
      'policy:\n  mode: observe\n',
      { kind: 'policy', key: 'mode', from: 'enforce', to: 'observe', direction: 'looser' },
      { looser: true, roles: ['model', 'safety', 'cost'] },
    ],
    [
      'the confidence',
      'policy:\n',
      'policy:\n  confidence: 0.8\n',
      { kind: 'policy', key: 'confidence', from: 0.95, to: 0.8, direction: 'looser' },
      { looser: true },
    ],
    [
      'a higher confidence',
      'policy:\n',
      'policy:\n  confidence: 0.99\n',
      { kind: 'policy', direction: 'stricter' },
      { looser: false, unclear: false },
    ],
    [
      'what is undecided',
      'policy:\n',
      'policy:\n  on-inconclusive: warn\n',
      { kind: 'policy', key: 'on-inconclusive', direction: 'looser' },
      {},
    ],
    [
      'what is uncovered',
      'policy:\n',
      'policy:\n  on-uncovered: warn\n',
      { kind: 'policy', key: 'on-uncovered', direction: 'looser' },
      {},
    ],
    [
      'failed cells',
      'max-error-rate: 0.01',
      'max-error-rate: 0.2',
      { kind: 'policy', key: 'max-error-rate', direction: 'looser' },
      {},
    ],
    [
      'a cap that comes',
      'policy:\n',
      'policy:\n  max-minutes: 5\n',
      { kind: 'policy', key: 'max-minutes', to: 5, direction: 'other' },
      { unclear: true },
    ],
    [
      'a cap',
      'policy:\n',
      'policy:\n  max-cost-usd: 99\n',
      { kind: 'policy', key: 'max-cost-usd', from: 20, to: 99, direction: 'other' },
      {},
    ],
    [
      'owners of the policy',
      '["@lena"]',
      '["@tom"]',
      { kind: 'owners', added: ['@tom'], removed: ['@lena'], direction: 'looser' },
      { looser: true },
    ],
    [
      'owners who go',
      '["@lena"]',
      '[]',
      { kind: 'owners', added: [], removed: ['@lena'], direction: 'stricter' },
      { looser: false },
    ],
  ])('names %s, of no application', (_, from, to, change, whole) => {
    const diff = edit(from, to);
    expect(diff.changes).toEqual([expect.objectContaining(change)]);
    expect(diff.changes[0]).not.toHaveProperty('application');
    expect(diff).toMatchObject(whole);
  });

  it('counts what happened to the cases', () => {
    const diff = withCases([
      oneCase('a', { critical: false, expected: 'no' }),
      oneCase('b', { input: 'other', slices: ['German'] }),
      oneCase('d', { critical: true }),
      oneCase('e'),
    ]);
    const change = (kind: string, ids: readonly string[], critical: number, direction: string) => ({
      kind,
      application,
      cases: { count: ids.length, critical, ids },
      direction,
    });
    expect(diff.changes).toEqual([
      change('cases-removed', ['c'], 0, 'looser'),
      change('cases-added', ['e'], 0, 'other'),
      change('expected-edited', ['a'], 1, 'other'),
      { ...change('cases-edited', ['b'], 0, 'other'), fields: ['input', 'slices'] },
      change('critical-removed', ['a'], 1, 'looser'),
      change('critical-added', ['d'], 0, 'stricter'),
    ]);
    expect(diff).toMatchObject({ looser: true, unclear: true, roles: ['model', 'safety'] });
  });

  it('tells safety of a critical case that goes, and no more than the first names', () => {
    expect(withCases(CASES.slice(1))).toMatchObject({
      changes: [{ kind: 'cases-removed', cases: { count: 1, critical: 1, ids: ['a'] } }],
      roles: ['model', 'safety'],
    });
    const many = Array.from({ length: 500 }, (_, index) => oneCase(`n${index}`));
    const [added] = withCases([...CASES, ...many]).changes;
    expect(added).toMatchObject({ kind: 'cases-added', cases: { count: 500 } });
    expect(added !== undefined && 'cases' in added && added.cases.ids).toHaveLength(20);
  });

  it('warns when one more bound changes which cases count as passed', () => {
    const from = BASE.replace('        - { declined: { max: 0.1 } }\n', '');
    const proposed = side(from.replace('      latency-p95', '      declined: { max: 0.1 }\n      latency-p95'));
    expect(yardstickDiff(side(from), proposed)).toMatchObject({
      looser: false,
      changes: [
        { kind: 'criterion-added', metric: 'declined', direction: 'stricter' },
        { kind: 'deciding-scorers', from: ['accuracy'], to: ['accuracy', 'declined'], direction: 'other' },
      ],
      unclear: true,
    });
  });

  it('sees whole groups of alternatives come and go', () => {
    const anyOf = BASE.slice(BASE.indexOf('      any-of'), BASE.indexOf('    owners: ["@acme'));
    const without = side(BASE.replace(anyOf, ''));
    const group = { application, alternative: '0', group: true, metrics: ['declined', 'cost', 'accuracy'] };
    expect(yardstickDiff(side(BASE), without).changes[0]).toEqual({
      kind: 'alternative-removed',
      ...group,
      direction: 'looser',
    });
    expect(yardstickDiff(without, side(BASE)).changes[0]).toEqual({
      kind: 'alternative-added',
      ...group,
      direction: 'stricter',
    });
  });

  it.each<[string | undefined, string | undefined, string]>([
    [undefined, 'all', 'stricter'],
    ['all', undefined, 'looser'],
    [undefined, '[German]', 'stricter'],
    ['[German]', undefined, 'looser'],
    ['[German]', '[German, French]', 'stricter'],
    ['[German, French]', '[French]', 'looser'],
    ['[German]', '[French]', 'other'],
    ['all', '[French]', 'other'],
    ['[French]', 'all', 'other'],
  ])('knows what slices demand: %s to %s', (from, to, direction) => {
    const sliced = (slices: string | undefined) =>
      side(BASE.replace('min: 0.85, max-drop: 0.02', slices ? `max-drop: 0.02, slices: ${slices}` : 'max-drop: 0.02'));
    expect(yardstickDiff(sliced(from), sliced(to)).changes).toEqual([
      expect.objectContaining({ kind: 'criterion-option', option: 'slices', direction }),
    ]);
    expect(yardstickDiff(sliced('[b, a]'), sliced('[a, b]')).changes).toEqual([]);
  });

  it('says that an application came or went', () => {
    const renamed = side(BASE.replace('  triage:', '  sorting:'), 'unread');
    expect(yardstickDiff(side(BASE), renamed)).toEqual({
      changes: [
        { kind: 'application-removed', application: 'triage', direction: 'looser' },
        { kind: 'application-added', application: 'sorting', direction: 'neutral' },
      ],
      looser: true,
      unclear: false,
    });
  });

  it('says whose cases could not be read', () => {
    const unread = (which: string) => ({ kind: 'suite-unread', application, side: which, direction: 'other' });
    expect(yardstickDiff(side(BASE), side(BASE, 'unread')).changes).toEqual([unread('proposed')]);
    expect(yardstickDiff(side(BASE, 'unread'), side(BASE)).changes).toEqual([unread('base')]);
    expect(yardstickDiff(side(BASE, 'unread'), side(BASE, 'unread')).changes).toEqual([]);
    const moved = side(BASE.replace('evals/triage', 'evals/other'), 'unread');
    expect(yardstickDiff(side(BASE, 'unread'), moved).changes).toMatchObject([
      { kind: 'suite-file' },
      unread('base'),
      unread('proposed'),
    ]);
    const remapped = side(BASE.replace('trials: 2', 'trials: 2\n      fields: { expected: answer }'), 'unread');
    expect(yardstickDiff(side(BASE, 'unread'), remapped).changes).toEqual([unread('base'), unread('proposed')]);
  });

  it('sees a schema that changed behind the same name', () => {
    const base = side(BASE);
    const suite = base.suites.get('triage');
    if (suite === undefined) throw new Error('no suite');
    const scorers = suite.scorers.map((scorer) => ({ ...scorer, options: { schema: { type: 'string' } } }));
    const proposed = { ...base, suites: new Map([['triage', { ...suite, scorers }]]) };
    expect(yardstickDiff(base, proposed).changes).toMatchObject([
      { kind: 'scorer-changed', scorer: 'accuracy', keys: ['schema'] },
      { kind: 'scorer-changed', scorer: 'declined', keys: ['schema'] },
    ]);
  });
});

describe('diffOwners', () => {
  it.each<[string, Owners, Owners, object[]]>([
    [
      'more of a role',
      { safety: ['@a'] },
      { safety: ['@a', '@b'] },
      [{ role: 'safety', added: ['@b'], direction: 'looser' }],
    ],
    [
      'fewer of a role',
      { safety: ['@a', '@b'] },
      { safety: ['@a'] },
      [{ role: 'safety', removed: ['@b'], direction: 'stricter' }],
    ],
    ['the first of a role', {}, { cost: ['@a'] }, [{ role: 'cost', added: ['@a'], direction: 'other' }]],
    ['the last of a role', { cost: ['@a'] }, {}, [{ role: 'cost', removed: ['@a'], direction: 'other' }]],
    [
      'roles instead of a list',
      ['@a'],
      { model: ['@a'] },
      [
        { removed: ['@a'], direction: 'stricter' },
        { role: 'model', added: ['@a'], direction: 'other' },
      ],
    ],
    ['other letters', ['@Acme/Leads'], ['@acme/leads'], []],
  ])('names %s', (_, from, to, changes) => {
    expect(diffOwners(from, to)).toEqual(changes.map((change) => expect.objectContaining(change)));
  });
});
