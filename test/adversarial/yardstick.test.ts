import { describe, expect, it } from 'vitest';
import type { WorkTreeFiles } from '../support/git.ts';
import { BAD_MODEL, CONFIG_FILE, CONFIGURATION, GOOD_MODEL, pullRequest } from './pull-request.ts';
import { attack, BLOCKED } from './table/attack.ts';
import type { Danger } from './table/dangers.ts';

const BAD: WorkTreeFiles = { 'src/models.ts': `export const TRIAGE_MODEL = '${BAD_MODEL}';\n` };
const GOOD: WorkTreeFiles = { 'src/models.ts': `export const TRIAGE_MODEL = '${GOOD_MODEL}';\n` };
const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const hundred = (row: (index: number) => object) => lines(Array.from({ length: 100 }, (_, index) => row(index)));

/** What a pull request brings along with a model that answers everything wrong. */
const BROUGHT: readonly [Danger, string, WorkTreeFiles][] = [
  ['T1', 'no criteria', { [CONFIG_FILE]: `${CONFIGURATION}    acceptance: { accuracy: { max-drop: 1 } }\n` }],
  [
    'T1',
    'criteria that only report',
    { [CONFIG_FILE]: `${CONFIGURATION}    acceptance: { accuracy: { min: 0, enforce: report } }\n` },
  ],
  ['T1', 'a mode that only watches', { [CONFIG_FILE]: `${CONFIGURATION}policy: { mode: observe }\n` }],
  [
    'T2',
    'expectations that fit',
    { 'evals/triage.jsonl': hundred((n) => ({ id: `case-${n}`, input: `Q${n}`, expected: 'no' })) },
  ],
  ['T2', 'a single case', { 'evals/triage.jsonl': lines([{ input: 'Q1', expected: 'no' }]) }],
  ['T2', 'no suite', { 'evals/triage.jsonl': null }],
  ['T2', 'no recording', { 'evals/recorded.jsonl': null }],
  [
    'T2',
    'better replies',
    { 'evals/recorded.jsonl': hundred((n) => ({ model: BAD_MODEL, input: `Sort: Q${n}`, output: 'yes' })) },
  ],
  [
    'T2',
    'another suite',
    {
      [CONFIG_FILE]: CONFIGURATION.replace('suite: evals/triage.jsonl', 'suite: evals/mine.jsonl'),
      'evals/mine.jsonl': lines([{ input: 'Q1', expected: 'no' }]),
    },
  ],
  [
    'T2',
    'another scorer',
    {
      [CONFIG_FILE]: CONFIGURATION.replace(
        'suite: evals/triage.jsonl',
        'suite: { cases: evals/triage.jsonl, scorers: { accuracy: { type: length, max: 100 } } }',
      ),
    },
  ],
  ['T1', 'no configuration', { [CONFIG_FILE]: null }],
  ['T10', 'a configuration that cannot be read', { [CONFIG_FILE]: `${CONFIGURATION}policy: [\n` }],
  ['T10', 'a configuration with a key twice', { [CONFIG_FILE]: `${CONFIGURATION}version: 1\n` }],
  ['T10', 'a configuration that nests without end', { [CONFIG_FILE]: `${CONFIGURATION}x: ${'['.repeat(50_000)}\n` }],
];

describe('a bad model with what only a head brings', () => {
  for (const [danger, name, brought] of BROUGHT) {
    attack(danger, `a bad model with ${name}`, BLOCKED, async () => (await pullRequest({ ...BAD, ...brought })).state);
  }
});

const suite = (cases: string, more = '') =>
  CONFIGURATION.replace('suite: evals/triage.jsonl', `suite: { cases: ${cases}${more} }`);
const acceptance = (written: string) => `${CONFIGURATION}    acceptance: ${written}\n`;

/** Yardsticks that prove nothing; green would be chance, or worse. */
const VOID: readonly [string, WorkTreeFiles][] = [
  ['no criteria', { [CONFIG_FILE]: acceptance('{}') }],
  ['criteria that only report', { [CONFIG_FILE]: acceptance('{ accuracy: { max-drop: 0.05, enforce: report } }') }],
  ['no alternatives', { [CONFIG_FILE]: acceptance('{ any-of: [] }') }],
  ['an empty alternative', { [CONFIG_FILE]: acceptance('{ any-of: [{}] }') }],
  [
    'an empty alternative beside one',
    { [CONFIG_FILE]: acceptance('{ any-of: [{}, { accuracy: { max-drop: 0.05 } }] }') },
  ],
  [
    'an alternative that only reports',
    { [CONFIG_FILE]: acceptance('{ any-of: [{ accuracy: { max-drop: 0.05, enforce: report } }] }') },
  ],
  ['a bound without end', { [CONFIG_FILE]: acceptance('{ accuracy: { max-drop: .inf } }') }],
  ['a bound that is no number', { [CONFIG_FILE]: acceptance('{ accuracy: { max-drop: .nan } }') }],
  ['a bound below nothing', { [CONFIG_FILE]: acceptance('{ accuracy: { max-drop: -0.1 } }') }],
  [
    'a metric that nobody measures',
    { [CONFIG_FILE]: acceptance('{ accuracy: { max-drop: 0.05 }, constructor: { max: 1 } }') },
  ],
  ['a slice that no case has', { [CONFIG_FILE]: acceptance('{ accuracy: { max-drop: 0.05, slices: [__proto__] } }') }],
  ['no cases', { 'evals/triage.jsonl': '' }],
  ['one case', { 'evals/triage.jsonl': lines([{ input: 'Q1', expected: 'yes' }]) }],
  [
    'a case twice',
    {
      'evals/triage.jsonl': lines([
        { id: 'a', input: 'Q1', expected: 'yes' },
        { id: 'a', input: 'Q2', expected: 'yes' },
      ]),
    },
  ],
  ['nothing expected', { 'evals/triage.jsonl': hundred((n) => ({ input: `Q${n}` })) }],
  ['no replies to either side', { 'evals/recorded.jsonl': lines([{ model: 'x', input: 'y', output: 'z' }]) }],
  [
    'replies to the source alone',
    { 'evals/recorded.jsonl': hundred((n) => ({ model: 'gpt-4-0314', input: `Sort: Q${n}`, output: 'yes' })) },
  ],
  [
    'a scorer by the name of a figure',
    { [CONFIG_FILE]: suite('evals/triage.jsonl', ', scorers: { cost: { type: exact-match } }') },
  ],
  [
    'a price below nothing',
    {
      [CONFIG_FILE]: `${acceptance('{ cost: { max-ratio: 2 } }')}prices: { ${GOOD_MODEL}: { input: -1, output: -1 } }\n`,
    },
  ],
  [
    'a price without end',
    {
      [CONFIG_FILE]: `${acceptance('{ cost: { max-ratio: 2 } }')}prices: { ${GOOD_MODEL}: { input: .inf, output: 1 } }\n`,
    },
  ],
  ['an error rate above one', { [CONFIG_FILE]: `${CONFIGURATION}policy: { max-error-rate: 2 }\n` }],
  ['a confidence of certainty', { [CONFIG_FILE]: `${CONFIGURATION}policy: { confidence: 1 }\n` }],
];

describe('a good model before a yardstick that proves nothing', () => {
  for (const [name, base] of VOID) {
    attack('T1', `a yardstick with ${name}`, BLOCKED, async () => (await pullRequest(GOOD, base)).state);
  }

  attack('T23', 'every failure is tolerated, and nothing is left to compare', BLOCKED, async () => {
    const { state } = await pullRequest(GOOD, {
      [CONFIG_FILE]: `${CONFIGURATION}policy: { max-error-rate: 1 }\n`,
      'evals/recorded.jsonl': lines([{ model: 'x', input: 'y', output: 'z' }]),
    });
    return state;
  });
});

describe('names that are members of every object', () => {
  it('are slices, cases and scorers like others', async () => {
    const named = CONFIGURATION.replace(
      'suite: evals/triage.jsonl',
      'suite: { cases: evals/triage.jsonl, scorers: { toString: { type: exact-match } } }',
    );
    const files = {
      [CONFIG_FILE]: `${named}    acceptance: { toString: { max-drop: 0.05, slices: all } }\n`,
      'evals/triage.jsonl': hundred((n) => ({
        id: n === 0 ? '__proto__' : `case-${n}`,
        input: `Q${n}`,
        expected: 'yes',
        slice: n % 2 === 0 ? '__proto__' : 'constructor',
      })),
    };
    const good = await pullRequest(GOOD, files);
    expect(good.problems).toEqual([]);
    expect(good.state).toBe('success');
    const bad = await pullRequest(BAD, files);
    expect(bad.state).toBe('failure');
    const slices = bad.verdict.migrations[0]?.findings.map(({ slice }) => slice);
    expect(slices).toEqual([undefined, '__proto__', 'constructor']);
    expect(bad.verdict.migrations[0]?.lost).toContain('__proto__');
  });
});

describe('numbers at the edge', () => {
  const replies = (model: string, costUsd: number) =>
    hundred((n) => ({ model, input: `Sort: Q${n}`, output: 'yes', costUsd }));
  const judged = async (source: number, target: number) =>
    pullRequest(GOOD, {
      [CONFIG_FILE]: acceptance('{ cost: { max-ratio: 1.1 } }'),
      'evals/recorded.jsonl': replies('gpt-4-0314', source) + replies(GOOD_MODEL, target),
    });

  for (const [source, target] of [
    [1, 2],
    [0, 1],
    [1e-320, 1],
    [1e300, 1e308],
    [1e308, 1e308 * 1.7],
  ] as const) {
    attack('T3', `a cost of ${source} becomes ${target}`, BLOCKED, async () => (await judged(source, target)).state);
  }

  const cheap = { 'gpt-4-0314': { input: 1, output: 1 }, [GOOD_MODEL]: { input: 10, output: 10 } };
  const counted = (model: string) =>
    hundred((n) => ({ model, input: `Sort: Q${n}`, output: 'yes', inputTokens: 100, outputTokens: 10 }));
  const priced = (prices: object) => `${acceptance('{ cost: { max-ratio: 2 } }')}prices: ${JSON.stringify(prices)}\n`;
  const base = { 'evals/recorded.jsonl': counted('gpt-4-0314') + counted(GOOD_MODEL) };

  attack('T3', 'a dearer model with a price of its own making', BLOCKED, async () => {
    const free = { ...cheap, [GOOD_MODEL]: { input: 0, output: 0 } };
    const { state } = await pullRequest(
      { ...GOOD, [CONFIG_FILE]: priced(free) },
      { ...base, [CONFIG_FILE]: priced(cheap) },
    );
    return state;
  });

  attack('T3', 'a model that nobody has a price for, where cost decides', BLOCKED, async () => {
    const unknown = 'gpt-in-house-9';
    const { state, verdict } = await pullRequest(
      { 'src/models.ts': `export const TRIAGE_MODEL = '${unknown}';\n` },
      {
        [CONFIG_FILE]: acceptance('{ cost: { max-ratio: 2 } }'),
        'evals/recorded.jsonl': counted('gpt-4-0314') + counted(unknown),
      },
    );
    expect(verdict.verdict).toBe('invalid');
    return state;
  });
});
