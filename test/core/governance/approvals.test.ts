import { describe, expect, it } from 'vitest';
import type { Review } from '../../../src/core/contracts/governance.ts';
import type { Person } from '../../../src/core/contracts/people.ts';
import { type ApprovalQuestion, decideApproval } from '../../../src/core/governance/approvals.ts';
import type { Circle } from '../../../src/core/governance/authority.ts';
import { circle, HEAD, leads, person, review } from './people.ts';

const OLD = 'b'.repeat(40);
const people = [person('lena'), person('tom'), person('devi'), person('mallory')];

function decide(reviews: readonly Review[], rest: Partial<ApprovalQuestion> = {}, around: Partial<Circle> = {}) {
  const question = { reviews, head: HEAD, roles: ['model'] as const, people, ...rest };
  return decideApproval(question, circle({ teams: leads({ tom: 'member', mallory: 'not-member' }), ...around }));
}

describe('decideApproval', () => {
  it('counts an approval by an owner on the head', () => {
    expect(decide([review('lena', 1)])).toEqual({
      approved: true,
      by: [{ role: 'model', login: 'lena', as: '@lena' }],
      ignored: [],
    });
  });

  it('counts one by a member of an owning team', () => {
    expect(decide([review('Tom', 1)])).toMatchObject({ approved: true, by: [{ login: 'Tom', as: '@acme/leads' }] });
  });

  it('has nothing to count', () => {
    expect(decide([])).toEqual({ approved: false, by: [], missing: ['model'], objections: [], ignored: [] });
  });

  it('approves nothing when no role is asked for', () => {
    expect(decide([review('lena', 1)], { roles: [] })).toMatchObject({ approved: false });
  });

  it.each<[string, Review, object, Partial<Circle>?, (readonly Person[])?]>([
    ['authorCannotApprove', review('devi', 1), { kind: 'denied', reason: { kind: 'author' } }, { owners: [['@devi']] }],
    [
      'contributorsCannotApprove',
      review('lena', 1),
      { kind: 'denied', reason: { kind: 'committer' } },
      { committers: ['devi', 'LENA'] },
    ],
    ['invalidateReviewOnPush', review('lena', 1, { commitId: OLD }), { kind: 'other-commit', commitId: OLD }],
    ['a start of the head', review('lena', 1, { commitId: HEAD.slice(0, 12) }), { kind: 'other-commit' }],
    ['a dismissed review', review('lena', 1, { state: 'DISMISSED' }), { kind: 'dismissed' }],
    ['a comment', review('lena', 1, { state: 'COMMENTED' }), { kind: 'comment' }],
    ['a review in the making', review('lena', 1, { state: 'PENDING' }), { kind: 'pending' }],
    ['no owner', review('mallory', 1), { kind: 'denied', reason: { kind: 'not-an-owner' } }],
    [
      'a bot',
      review('lena', 1, { user: { login: 'lena', type: 'Bot' } }),
      { kind: 'denied', reason: { kind: 'not-a-person' } },
    ],
    [
      'a person who is a bot by the permission’s answer',
      review('lena', 1),
      { kind: 'denied', reason: { kind: 'not-a-person' } },
      {},
      [person('lena', { type: 'Bot' })],
    ],
    [
      'a permission that was not asked for',
      review('lena', 1),
      { kind: 'denied', reason: { kind: 'permission-unknown' } },
      {},
      [],
    ],
    [
      'an owner who may only read',
      review('lena', 1),
      { kind: 'denied', reason: { kind: 'permission-too-low', has: 'read', needs: 'write' } },
      {},
      [person('lena', { permission: 'read' })],
    ],
    [
      'propagateError: a team that cannot be read',
      review('tom', 1),
      { kind: 'denied', reason: { kind: 'team-unreadable', permission: 'organisation Members: read' } },
      { teams: leads({ tom: 'unreadable' }) },
    ],
  ])('does not count %s', (_, one, why, around, asked) => {
    const decision = decide([one], asked === undefined ? {} : { people: asked }, around);
    expect(decision).toMatchObject({ approved: false, missing: ['model'], ignored: [{ review: one, why }] });
    expect(decision.ignored).toHaveLength(1);
  });

  it('does not count an approval without a commit or without a time', () => {
    const { commitId, ...lost } = review('lena', 1);
    expect(decide([lost])).toMatchObject({ approved: false, ignored: [{ why: { kind: 'other-commit' } }] });
    const { submittedAt, ...undated } = review('tom', 1);
    expect(decide([undated])).toMatchObject({ approved: false, ignored: [{ why: { kind: 'undated' } }] });
    expect(commitId).toBe(HEAD);
    expect(submittedAt).toBeDefined();
  });

  it.each<[string, readonly Review[]]>([
    ['a request for changes', [review('lena', 1), review('LENA', 2, { state: 'CHANGES_REQUESTED' })]],
    ['a dismissal', [review('lena', 1), review('lena', 2, { state: 'DISMISSED' })]],
    ['an approval of another commit', [review('lena', 1), review('lena', 2, { commitId: OLD })]],
    ['listed before it', [review('lena', 2, { state: 'DISMISSED' }), review('lena', 1)]],
    ['at the same time', [review('lena', 1), review('lena', 1, { state: 'DISMISSED' })]],
    ['at no time', [review('lena', 1), { user: { login: 'lena', type: 'User' }, state: 'DISMISSED', commitId: HEAD }]],
  ])('takes an approval back: %s', (_, reviews) => {
    const decision = decide(reviews);
    expect(decision).toMatchObject({ approved: false, by: [] });
    expect(decision.ignored.map(({ why }) => why.kind)).toContain('superseded');
  });

  it.each<[string, readonly Review[]]>([
    ['a comment', [review('lena', 1), review('lena', 2, { state: 'COMMENTED' })]],
    ['a review in the making', [review('lena', 1), review('lena', 2, { state: 'PENDING' })]],
    ['an earlier request for changes', [review('lena', 1, { state: 'CHANGES_REQUESTED' }), review('lena', 2)]],
    ['an earlier dismissal', [review('lena', 1, { state: 'DISMISSED' }), review('lena', 2)]],
    ['a stranger’s request for changes', [review('lena', 1), review('mallory', 2, { state: 'CHANGES_REQUESTED' })]],
  ])('lets an approval stand: %s', (_, reviews) => {
    expect(decide(reviews)).toMatchObject({ approved: true });
  });

  it.each<[string, Review, Partial<Circle>, readonly Person[], boolean]>([
    ['disapprovalWins', review('tom', 2, { state: 'CHANGES_REQUESTED' }), {}, people, true],
    ['on an older commit too', review('tom', 2, { state: 'CHANGES_REQUESTED', commitId: OLD }), {}, people, true],
    ['whose permission is not known', review('tom', 2, { state: 'CHANGES_REQUESTED' }), {}, [person('lena')], true],
    [
      'whose team cannot be read',
      review('tom', 2, { state: 'CHANGES_REQUESTED' }),
      { teams: leads({ tom: 'unreadable' }) },
      people,
      true,
    ],
    [
      'but not one who lost access',
      review('tom', 2, { state: 'CHANGES_REQUESTED' }),
      {},
      [person('lena'), person('tom', { permission: 'read' })],
      false,
    ],
    [
      'but not a bot',
      review('tom', 2, { state: 'CHANGES_REQUESTED', user: { login: 'tom', type: 'Bot' } }),
      {},
      people,
      false,
    ],
    ['once dismissed no more', review('tom', 2, { state: 'DISMISSED' }), {}, people, false],
  ])('one owner who asks for changes outweighs an approval: %s', (_, objection, around, asked, stops) => {
    const decision = decide([review('lena', 1), objection], { people: asked }, around);
    expect(decision.approved).toBe(!stops);
    if (!decision.approved) expect(decision.objections).toEqual(['tom']);
  });

  it('needs every role, from one person or from several', () => {
    const owners = [{ model: ['@lena'], safety: ['@tom'], cost: ['@lena'] }];
    const roles = ['model', 'safety'] as const;
    expect(decide([review('lena', 1)], { roles }, { owners })).toMatchObject({
      approved: false,
      by: [{ role: 'model', login: 'lena' }],
      missing: ['safety'],
      ignored: [],
    });
    expect(decide([review('lena', 1), review('tom', 2)], { roles }, { owners })).toMatchObject({
      approved: true,
      by: [
        { role: 'model', login: 'lena' },
        { role: 'safety', login: 'tom' },
      ],
    });
  });

  it('tells of each review why it does not count', () => {
    const decision = decide([
      review('lena', 1),
      review('mallory', 2),
      review('lena', 3, { state: 'COMMENTED' }),
      review('lena', 4, { commitId: OLD }),
    ]);
    expect(decision.ignored.map(({ why }) => why)).toEqual([
      { kind: 'superseded', by: 'APPROVED' },
      { kind: 'denied', role: 'model', reason: { kind: 'not-an-owner' } },
      { kind: 'comment' },
      { kind: 'other-commit', commitId: OLD },
    ]);
  });
});
