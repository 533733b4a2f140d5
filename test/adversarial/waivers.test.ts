import { rmSync } from 'node:fs';
import { describe } from 'vitest';
import type { Governance } from '../../src/core/contracts/governance.ts';
import type { Waiver } from '../../src/core/contracts/waiver.ts';
import { draftWaivers } from '../../src/core/policy/draft-waivers.ts';
import { makeRepository, type WorkTreeFiles } from '../support/git.ts';
import { BAD_MODEL, BASE, CONFIG_FILE, CONFIGURATION, judge } from './pull-request.ts';
import { attack, BLOCKED, GREEN } from './table/attack.ts';

/** A model that answers everything wrong, in a repository whose owner is `lena`; `devi` wrote the pull request. */
const OWNED: WorkTreeFiles = { ...BASE, [CONFIG_FILE]: `${CONFIGURATION}policy: { owners: ["@lena"] }\n` };
const BAD: WorkTreeFiles = { 'src/models.ts': `export const TRIAGE_MODEL = '${BAD_MODEL}';\n` };
const GIVEN = '2026-11-01T00:00:00Z';

interface Attempt {
  /** What differs from a waiver as an owner would give it. */
  readonly waiver?: (waiver: Waiver) => Partial<Waiver>;
  /** What differs from what GitHub would say of people who may. */
  readonly said?: Partial<Governance>;
  /** What is pushed after the waiver was given. */
  readonly push?: WorkTreeFiles;
}

function words(headSha: string, more: Partial<Governance>): Governance {
  return {
    schema: 'changeover/governance@1',
    readAt: '2026-11-02T12:00:00Z',
    pullRequest: { number: 7, headSha, author: { login: 'devi', type: 'User' }, committers: ['devi'] },
    reviews: [],
    commands: [],
    people: ['lena', 'devi', 'mallory'].map((login) => ({ login, type: 'User', permission: 'write' })),
    teams: [],
    waivers: [],
    ...more,
  };
}

/** Judges the bad model, has everything that failed waived, and judges again. Resolves with the state of the status. */
async function waived({ waiver: edit = () => ({}), said = {}, push }: Attempt): Promise<string> {
  const repository = makeRepository();
  try {
    const source = repository.commit(OWNED);
    const first = repository.commit({ ...OWNED, ...BAD });
    const commits = { base: source, source, target: first };
    const { verdict } = await judge(repository, commits, (head) => words(head, {}));
    const target = push === undefined ? first : repository.commit({ ...OWNED, ...BAD, ...push });
    const waivers = draftWaivers(verdict, { policy: { owners: ['@lena'] }, applications: [] }, GIVEN)
      .map((one) => ({ ...one, owner: 'lena' }))
      .map((one) => ({ ...one, ...edit(one) }));
    const again = await judge(repository, { ...commits, target }, (head) => words(head, { waivers, ...said }));
    return again.state;
  } finally {
    rmSync(repository.root, { recursive: true, force: true });
  }
}

const AUTHOR = { login: 'lena', type: 'User' };

const ATTEMPTS: readonly [string, Attempt][] = [
  ['by somebody who owns nothing', { waiver: () => ({ owner: 'mallory' }) }],
  ['by an owner who has lost write access', { said: { people: [{ ...AUTHOR, permission: 'triage' }] } }],
  ['by an owner of whom GitHub says nothing', { said: { people: [] } }],
  [
    'by a bot that is called like an owner',
    { said: { people: [{ login: 'lena', type: 'Bot', permission: 'admin' }] } },
  ],
  [
    'by an owner on their own pull request, alone',
    { said: { pullRequest: { number: 7, headSha: 'a'.repeat(40), author: AUTHOR, committers: [] } } },
  ],
  [
    'by an owner who has a commit in it, alone',
    {
      said: {
        pullRequest: { number: 7, headSha: 'a'.repeat(40), author: { ...AUTHOR, login: 'devi' }, committers: ['LENA'] },
      },
    },
  ],
  ['that has expired', { waiver: () => ({ expires: '2026-11-01' }) }],
  ['that never ends', { waiver: () => ({ expires: '2036-11-01' }) }],
  ['that is dated ahead', { waiver: () => ({ given: '2026-11-03T00:00:00Z' }) }],
  ['of other evidence', { waiver: () => ({ evidence: 'f'.repeat(64) }) }],
  ['of another application', { waiver: () => ({ application: 'sorting' }) }],
  [
    'of a figure that was better',
    { waiver: ({ subject }) => (subject.kind === 'finding' ? { subject: { ...subject, atWorst: -0.01 } } : {}) },
  ],
  [
    'of no figure at all',
    {
      waiver: ({ subject }) => {
        if (subject.kind !== 'finding') return {};
        const { atWorst: _unsaid, ...rest } = subject;
        return { subject: rest };
      },
    },
  ],
  ['before a push that changes the prompt', { push: { 'prompts/triage.system.md': 'You sort no tickets.\n' } }],
  [
    'written into the pull request',
    { said: { waivers: [] }, push: { '.github/changeover-waivers.yml': 'version: 1\nwaivers: []\n' } },
  ],
];

describe('a bad model with a waiver', () => {
  for (const [what, attempt] of ATTEMPTS) {
    attack('T21', `a waiver ${what}`, BLOCKED, () => waived(attempt));
  }

  attack('T21', 'a waiver by an owner, as it should be', GREEN, () => waived({}));
  attack('T21', 'a waiver by an owner, after a push that changes nothing measured', GREEN, () =>
    waived({ push: { 'README.md': 'Words.\n' } }),
  );
});
