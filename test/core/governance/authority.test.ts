import { describe, expect, it } from 'vitest';
import {
  OWNER_ROLES,
  type OwnerRole,
  type Owners,
  type Person,
  type RepositoryPermission,
} from '../../../src/core/contracts/people.ts';
import { type Circle, decideAuthority, decideOwnership } from '../../../src/core/governance/authority.ts';
import { decideCommand } from '../../../src/core/governance/command-authority.ts';
import { ownersOf, teamsAmong } from '../../../src/core/governance/ownership.ts';
import { roleOfMetric } from '../../../src/core/governance/roles.ts';
import { circle, leads, person } from './people.ts';

describe('decideAuthority', () => {
  it.each<[string, Person, Partial<Circle>, string]>([
    ['an owner by name', person('lena'), {}, '@lena'],
    ['a name in other letters', person('LeNa'), {}, '@lena'],
    ['a member of a team', person('tom'), { teams: leads({ tom: 'member' }) }, '@acme/leads'],
    [
      'a team in other letters',
      person('Tom'),
      { teams: [{ team: '@ACME/Leads', login: 'tom', membership: { kind: 'member' } }] },
      '@acme/leads',
    ],
    [
      'an owner by name, although a team cannot be read',
      person('lena'),
      { teams: leads({ lena: 'unreadable' }) },
      '@lena',
    ],
    ['an administrator', person('lena', { permission: 'admin' }), {}, '@lena'],
    ['a maintainer', person('lena', { permission: 'maintain' }), {}, '@lena'],
  ])('allows %s', (_, who, around, as) => {
    expect(decideAuthority(who, 'model', circle(around))).toEqual({ kind: 'allowed', as });
  });

  const unreadable = { kind: 'team-unreadable', team: '@acme/leads', permission: 'organisation Members: read' };
  it.each<[string, Person, Partial<Circle>, object]>([
    ['a stranger', person('mallory'), { teams: leads({ mallory: 'not-member' }) }, { kind: 'not-an-owner' }],
    ['a member of a team that cannot be read', person('tom'), { teams: leads({ tom: 'unreadable' }) }, unreadable],
    ['a member of a team that was not asked for', person('tom'), { teams: leads({ ann: 'member' }) }, unreadable],
    [
      'a member by one answer and none by another',
      person('tom'),
      { teams: [...leads({ tom: 'member' }), ...leads({ tom: 'not-member' })] },
      unreadable,
    ],
    [
      'a member of a team of the same name elsewhere',
      person('tom'),
      {
        teams: [...leads({ tom: 'not-member' }), { team: '@evil/leads', login: 'tom', membership: { kind: 'member' } }],
      },
      { kind: 'not-an-owner' },
    ],
    ['somebody where nobody owns', person('lena'), { owners: [[], []] }, { kind: 'no-owners' }],
    ['a bot with an owner’s name', person('lena', { type: 'Bot' }), {}, { kind: 'not-a-person' }],
    ['a login that ends in [bot]', person('lena[bot]'), { owners: [['@lena[bot]']] }, { kind: 'not-a-person' }],
    [
      'an account that is gone',
      person('ghost', { type: 'Mannequin' }),
      { owners: [['@ghost']] },
      { kind: 'not-a-person' },
    ],
    ['a Kelvin sign for a k', person('\u212Aim'), { owners: [['@kim']] }, { kind: 'not-an-owner' }],
    ['the author', person('devi'), { owners: [['@devi']] }, { kind: 'author' }],
    ['the author in other letters', person('Devi'), { owners: [['@devi']] }, { kind: 'author' }],
    ['a committer', person('lena'), { committers: ['devi', 'Lena'] }, { kind: 'committer' }],
  ])('denies %s', (_, who, around, reason) => {
    expect(decideAuthority(who, 'model', circle(around))).toEqual({ kind: 'denied', reason });
  });

  it.each<[RepositoryPermission, object]>([
    ['unknown', { kind: 'permission-unknown' }],
    ['triage', { kind: 'permission-too-low', has: 'triage', needs: 'write' }],
    ['read', { kind: 'permission-too-low', has: 'read', needs: 'write' }],
    ['none', { kind: 'permission-too-low', has: 'none', needs: 'write' }],
    ['owner-of-everything' as RepositoryPermission, { kind: 'permission-unknown' }],
  ])('denies an owner with the permission %s', (permission, reason) => {
    expect(decideAuthority(person('lena', { permission }), 'model', circle())).toEqual({ kind: 'denied', reason });
  });

  it('lets owners decide on their own work only where that is asked for', () => {
    const around = circle({ owners: [['@devi']] });
    expect(decideOwnership(person('devi'), 'model', around)).toEqual({ kind: 'allowed', as: '@devi' });
  });
});

describe('ownersOf', () => {
  const plain: Owners = ['@lena', '@acme/leads'];
  const byRole: Owners = { safety: ['@sara'], cost: [] };
  it.each<[string, OwnerRole, readonly Owners[], readonly string[]]>([
    ['a plain list holds every role', 'safety', [plain], plain],
    ['two plain lists stand beside one another', 'cost', [plain, ['@Lena', '@tom']], ['@Lena', '@acme/leads', '@tom']],
    ['a named role is held by those alone', 'safety', [byRole, plain], ['@sara']],
    ['whichever list names it', 'safety', [plain, byRole], ['@sara']],
    ['both may name it', 'safety', [byRole, { safety: ['@sam'] }], ['@sara', '@sam']],
    ['an empty role is not named', 'cost', [byRole, plain], plain],
    ['a role that nobody is named for stays with the plain list', 'model', [byRole, plain], plain],
    ['a role that nobody holds', 'model', [byRole], []],
    ['no list', 'model', [], []],
  ])('%s', (_, role, lists, owners) => {
    expect(ownersOf(role, lists)).toEqual(owners);
  });

  it('takes no role from the prototype', () => {
    const inherited = Object.create({ safety: ['@mallory'] }) as Owners;
    expect(ownersOf('safety', [inherited])).toEqual([]);
  });

  it('names the teams that have to be asked', () => {
    expect(teamsAmong([plain, { safety: ['@acme/safety', '@sara'] }])).toEqual(['@acme/leads', '@acme/safety']);
  });
});

describe('roleOfMetric', () => {
  const scorers = [
    { name: 'leaks', type: 'pii' },
    { name: 'faithful', type: 'groundedness' },
    { name: 'declined', type: 'refusal' },
    { name: 'accuracy', type: 'exact-match' },
    { name: 'pii', type: 'length' },
  ];
  it.each<[string, OwnerRole]>([
    ['accuracy', 'model'],
    ['error-rate', 'model'],
    ['truncation-rate', 'model'],
    ['leaks', 'safety'],
    ['faithful', 'safety'],
    ['declined', 'safety'],
    ['pii', 'model'],
    ['critical-cases', 'safety'],
    ['refusal-rate', 'safety'],
    ['guardrail-rate', 'safety'],
    ['cost', 'cost'],
    ['latency-p95', 'cost'],
    ['ttft-p50', 'cost'],
    ['output-tokens', 'cost'],
    ['constructor', 'model'],
  ])('%s is decided by %s', (metric, role) => {
    expect(roleOfMetric(metric, scorers)).toBe(role);
  });

  it('can be overridden', () => {
    expect(roleOfMetric('latency-p95', scorers, new Map([['latency-p95', 'model']]))).toBe('model');
  });
});

describe('decideCommand', () => {
  const owner = person('lena');
  const writer = person('wim');
  const reader = person('rob', { permission: 'read' });
  const author = person('devi');
  const around = circle({
    owners: [['@lena', '@devi']],
  });
  it.each([
    ['help', reader, { kind: 'allowed', as: [] }],
    ['run', writer, { kind: 'allowed', as: [] }],
    ['run', author, { kind: 'allowed', as: [] }],
    ['run', reader, { kind: 'denied', reason: { kind: 'permission-too-low', has: 'read', needs: 'write' } }],
    ['run', person('x', { permission: 'unknown' }), { kind: 'denied', reason: { kind: 'permission-unknown' } }],
    ['run', person('x[bot]'), { kind: 'denied', reason: { kind: 'not-a-person' } }],
    ['waive', owner, { kind: 'allowed', as: ['@lena'] }],
    ['waive', writer, { kind: 'denied', role: 'model', reason: { kind: 'not-an-owner' } }],
    ['waive', author, { kind: 'denied', role: 'model', reason: { kind: 'author' } }],
    ['unwaive', author, { kind: 'allowed', as: ['@devi'] }],
    ['unwaive', writer, { kind: 'denied', role: 'model', reason: { kind: 'not-an-owner' } }],
    ['approve-yardstick', author, { kind: 'denied', role: 'model', reason: { kind: 'author' } }],
    ['break-glass', author, { kind: 'denied', role: 'model', reason: { kind: 'author' } }],
    ['rollback', writer, { kind: 'denied', role: 'model', reason: { kind: 'not-an-owner' } }],
  ] as const)('%s by $login', (command, who, decision) => {
    expect(decideCommand(command, who, ['model'], around)).toEqual(decision);
  });

  it('needs every role', () => {
    const split = circle({ owners: [{ model: ['@lena'], cost: ['@lena'], safety: ['@sara'] }] });
    expect(decideCommand('break-glass', owner, OWNER_ROLES, split)).toEqual({
      kind: 'denied',
      role: 'safety',
      reason: { kind: 'not-an-owner' },
    });
    expect(decideCommand('waive', owner, ['model', 'cost'], split)).toEqual({
      kind: 'allowed',
      as: ['@lena', '@lena'],
    });
  });

  it('allows nothing to an owner of no role', () => {
    expect(decideCommand('waive', owner, [], around)).toEqual({ kind: 'denied', reason: { kind: 'no-owners' } });
  });
});
