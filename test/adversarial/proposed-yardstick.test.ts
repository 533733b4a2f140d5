import { describe } from 'vitest';
import type { Governance, Review } from '../../src/core/contracts/governance.ts';
import type { WorkTreeFiles } from '../support/git.ts';
import { BAD_MODEL, CONFIG_FILE, CONFIGURATION, pullRequest } from './pull-request.ts';
import { attack, BLOCKED, GREEN } from './table/attack.ts';
import type { Danger } from './table/dangers.ts';

/** A model that answers everything wrong, in a repository whose owner is `lena`; `devi` wrote the pull request. */
const BAD: WorkTreeFiles = { 'src/models.ts': `export const TRIAGE_MODEL = '${BAD_MODEL}';\n` };
const OWNERS = 'policy: { owners: ["@lena"] }\n';
const BASE: WorkTreeFiles = { [CONFIG_FILE]: `${CONFIGURATION}${OWNERS}` };

const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const cases = (expected: string) =>
  lines(Array.from({ length: 100 }, (_, n) => ({ id: `case-${n}`, input: `Q${n}`, expected })));
const configured = (more: string, policy = OWNERS): WorkTreeFiles => ({
  [CONFIG_FILE]: `${CONFIGURATION}${more}${policy}`,
});
const suite = (written: string): WorkTreeFiles => ({
  [CONFIG_FILE]: `${CONFIGURATION.replace('suite: evals/triage.jsonl', `suite: ${written}`)}${OWNERS}`,
});

const PROPOSALS: readonly [Danger, string, WorkTreeFiles][] = [
  ['T1', 'a margin without end', configured('    acceptance: { accuracy: { max-drop: 1 } }\n')],
  ['T1', 'a bound that only reports', configured('    acceptance: { accuracy: { min: 0, enforce: report } }\n')],
  ['T1', 'a mode that only watches', configured('', 'policy: { owners: ["@lena"], mode: observe }\n')],
  ['T1', 'owners of its own', configured('', 'policy: { owners: ["@devi", "@mallory"], mode: observe }\n')],
  ['T2', 'a suite without the failing cases', { 'evals/triage.jsonl': lines([{ input: 'Q1', expected: 'no' }]) }],
  ['T2', 'answers that fit', { 'evals/triage.jsonl': cases('no') }],
  [
    'T2',
    'a scorer that likes everything',
    suite('{ cases: evals/triage.jsonl, scorers: { accuracy: { type: length, max: 99 } } }'),
  ],
  [
    'T3',
    'prices of its own',
    configured(`    acceptance: { cost: { max: 1 } }\nprices: { ${BAD_MODEL}: { input: 0, output: 0 } }\n`),
  ],
];

const HEAD = 'the head';
type Word = Partial<Omit<Review, 'commitId'>> & { readonly login?: string; readonly commitId?: string };

/** Reviews, of the head unless they name another commit. */
function said(...words: readonly Word[]): (head: string) => Governance {
  return (headSha) => ({
    schema: 'changeover/governance@1',
    readAt: '2026-11-02T12:00:00Z',
    pullRequest: { number: 7, headSha, author: { login: 'devi', type: 'User' }, committers: ['devi'] },
    reviews: words.map(({ login = 'lena', commitId = HEAD, ...word }) => ({
      user: { login, type: 'User' },
      state: 'APPROVED',
      submittedAt: '2026-11-02T10:00:00Z',
      commitId: commitId === HEAD ? headSha : commitId,
      ...word,
    })),
    commands: [],
    people: ['lena', 'devi', 'mallory'].map((login) => ({ login, type: 'User', permission: 'write' })),
    teams: [],
    waivers: [],
  });
}

const SPEAKERS: readonly [string, (head: string) => Governance][] = [
  ['nobody', said()],
  ['its author', said({ login: 'devi' })],
  ['whom it names as owner', said({ login: 'mallory' }, { login: 'devi' })],
  ['an owner who saw an earlier commit', said({ commitId: 'e'.repeat(40) })],
  ['an owner whose review was dismissed', said({ state: 'DISMISSED' })],
  ['a bot that is called like an owner', said({ user: { login: 'lena', type: 'Bot' } })],
];

describe('a bad model that brings what would let it pass', () => {
  for (const [danger, what, brought] of PROPOSALS) {
    for (const [who, words] of SPEAKERS) {
      attack([danger, 'T21'], `${what}, approved by ${who}`, BLOCKED, async () => {
        return (await pullRequest({ ...BAD, ...brought }, BASE, words)).state;
      });
    }
  }

  attack('T1', 'replies of its own, approved by an owner', BLOCKED, async () => {
    const better = lines(
      Array.from({ length: 100 }, (_, n) => ({ model: BAD_MODEL, input: `Sort: Q${n}`, output: 'yes' })),
    );
    return (await pullRequest({ ...BAD, 'evals/recorded.jsonl': better }, BASE, said({}))).state;
  });

  attack('T1', 'a margin without end that an owner approves', GREEN, async () => {
    const brought = configured('    acceptance: { accuracy: { max-drop: 1 } }\n');
    return (await pullRequest({ ...BAD, ...brought }, BASE, said({}))).state;
  });
});
