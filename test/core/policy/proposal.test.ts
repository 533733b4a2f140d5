import { describe, expect, it } from 'vitest';
import type { AssessmentInput } from '../../../src/core/contracts/assessment.ts';
import type { Governance, Hold, Review } from '../../../src/core/contracts/governance.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { stateOf } from '../../../src/core/policy/status.ts';
import { cases, criterion, pairs, type Scenario, scenario } from './scenario.ts';

const HEAD = 'h'.repeat(40);
const suite = cases(100);
/** The target gets every tenth case wrong. */
const cells = pairs(
  suite,
  () => 1,
  (index) => (index % 10 === 0 ? 0 : 1),
);
const HOLD: Hold = { parts: ['yardstick'], scopes: [{ roles: ['model'], owners: [['@lena']] }] };

function review(login: string, more: Partial<Review> = {}): Review {
  const user = { login, type: 'User' };
  return { user, state: 'APPROVED', commitId: HEAD, submittedAt: '2026-11-02T10:00:00Z', ...more };
}

function governance(reviews: readonly Review[]): Governance {
  return {
    schema: 'changeover/governance@1',
    readAt: '2026-11-02T12:00:00Z',
    pullRequest: { number: 7, headSha: HEAD, author: { login: 'devi', type: 'User' }, committers: ['devi'] },
    reviews,
    commands: [],
    people: ['lena', 'devi', 'omar'].map((login) => ({ login, type: 'User', permission: 'write' })),
    teams: [],
    waivers: [],
  };
}

/** What is measured, beside a yardstick that the head proposes; held, until somebody approves. */
function proposing(
  proposed: Partial<Scenario>,
  { reviews, hold = HOLD, ...more }: { reviews?: readonly Review[]; hold?: Hold } & Partial<AssessmentInput> = {},
): AssessmentInput {
  const input = scenario({ cases: suite, cells });
  const other = scenario({ cases: suite, cells, ...proposed });
  if (other.yardstick === undefined) throw new Error('a scenario has a yardstick');
  const digests = { suite: 'x'.repeat(64), policy: 'y'.repeat(64) };
  return {
    ...input,
    hold,
    ...(reviews === undefined ? {} : { governance: governance(reviews) }),
    proposal: { yardstick: { ...other.yardstick, digests }, subjects: other.subjects, cells: other.cells },
    ...more,
  };
}

const WIDER: Partial<Scenario> = { all: [criterion('accuracy', 'max-drop', 0.3)] };

describe('a verdict under a proposed yardstick', () => {
  it('has no effect while nobody approved it', () => {
    const verdict = assess(proposing(WIDER));
    expect(verdict).toMatchObject({ verdict: 'fail', underProposed: { verdict: 'pass' } });
    expect(verdict.migrations[0]?.findings[0]?.threshold).toBe(0.05);
    expect(verdict.underBase).toBeUndefined();
    expect(stateOf(verdict)).toBe('failure');
  });

  it('decides once its owners approved the head, and shows what the base would have said', () => {
    const verdict = assess(proposing(WIDER, { reviews: [review('lena')] }));
    expect(verdict).toMatchObject({
      verdict: 'pass',
      digests: { suite: 's'.repeat(64) },
      underBase: { verdict: 'fail', reason: { kind: 'finding' }, digests: { suite: 'x'.repeat(64) } },
      approval: { approved: true, by: [{ login: 'lena' }] },
    });
    expect(verdict.migrations[0]?.findings[0]?.threshold).toBe(0.3);
    expect(verdict.underBase?.migrations[0]?.findings[0]?.threshold).toBe(0.05);
    expect(verdict.underProposed).toBeUndefined();
    expect(stateOf(verdict)).toBe('success');
  });

  it('turns red what the base would let pass, once it is approved', () => {
    const stricter = { all: [criterion('accuracy', 'max-drop', 0.01)] };
    const lenient = scenario({ cases: suite, cells, all: [criterion('accuracy', 'max-drop', 0.3)] });
    const given = proposing(stricter, { reviews: [review('lena')] });
    expect(assess({ ...given, ...(lenient.yardstick && { yardstick: lenient.yardstick }) })).toMatchObject({
      verdict: 'fail',
      underBase: { verdict: 'pass' },
    });
  });

  it.each([
    ['the author', [review('devi')]],
    ['somebody who is no owner', [review('omar')]],
    ['an owner on an earlier commit', [review('lena', { commitId: 'e'.repeat(40) })]],
    ['an owner who takes it back', [review('lena'), review('lena', { state: 'DISMISSED' })]],
    ['a bot with the name of an owner', [review('lena', { user: { login: 'lena', type: 'Bot' } })]],
    ['nobody', []],
  ])('does not decide by the word of %s', (_, reviews) => {
    const verdict = assess(proposing(WIDER, { reviews }));
    expect(verdict).toMatchObject({ verdict: 'fail', underProposed: { verdict: 'pass' } });
    expect(stateOf(verdict)).toBe('failure');
  });

  it('does not decide where nobody owns it, or where only the wiring is approved', () => {
    const reviews = [review('lena')];
    for (const hold of [
      { ...HOLD, scopes: [] },
      { ...HOLD, parts: ['wiring'] as const },
    ]) {
      expect(assess(proposing(WIDER, { reviews, hold }))).toMatchObject({
        verdict: 'fail',
        underProposed: { verdict: 'pass' },
      });
    }
  });

  it('does not decide about an application that nobody owns by the word of another one’s owners', () => {
    const reviews = [review('lena')];
    const bound = { kind: 'bound', metric: 'accuracy', key: 'max-drop', from: 0.05, to: 0.3 } as const;
    const changes = [{ ...bound, application: 'triage', direction: 'looser' } as const];
    const yardstickChanges = { changes, looser: true, unclear: false, roles: ['model'] as const, warnings: [] };
    const by = (application: string) => {
      const hold: Hold = { ...HOLD, scopes: [{ application, roles: ['model'], owners: [['@lena']] }] };
      return assess(proposing(WIDER, { reviews, hold, yardstickChanges }));
    };
    expect(by('sorting')).toMatchObject({ verdict: 'fail', underProposed: { verdict: 'pass' } });
    expect(by('triage')).toMatchObject({ verdict: 'pass', underBase: { verdict: 'fail' } });
  });

  it('leaves the decision to the base where not all was measured, whatever was', () => {
    const more = { ...WIDER, cases: cases(101), cells };
    const verdict = assess(proposing(more, { reviews: [review('lena')] }));
    expect(verdict).toMatchObject({
      verdict: 'fail',
      underProposed: {
        verdict: 'inconclusive',
        reason: { kind: 'not-measured', application: 'triage', missing: 2, unrepeated: 0 },
        migrations: [{ verdict: 'inconclusive' }],
      },
    });
    expect(verdict.underBase).toBeUndefined();
  });

  it('does not guess about a critical case that only it calls critical', () => {
    const critical = { ...WIDER, cases: cases(100, (index) => ({ critical: index === 10 })) };
    const { underProposed } = assess(proposing(critical, { reviews: [review('lena')] }));
    expect(underProposed).toMatchObject({
      verdict: 'inconclusive',
      reason: { kind: 'not-measured', missing: 0, unrepeated: 1 },
    });
  });

  it('does not replace what makes the base’s comparison invalid', () => {
    const problem = { code: 'conditions', message: 'Something cannot be trusted.' } as const;
    const verdict = assess(proposing(WIDER, { reviews: [review('lena')], problems: [problem] }));
    expect(verdict).toMatchObject({ verdict: 'invalid', underBase: { verdict: 'invalid' } });
    expect(stateOf(verdict)).toBe('error');
  });

  it('lets a mode and policy of its own count only with approval', () => {
    const observing: Partial<Scenario> = { policy: { mode: 'observe' } };
    expect(stateOf(assess(proposing(observing, { reviews: [] })))).toBe('failure');
    const approved = assess(proposing(observing, { reviews: [review('lena')] }));
    expect(approved).toMatchObject({ verdict: 'fail', mode: 'observe', underBase: { mode: 'enforce' } });
    expect(stateOf(approved)).toBe('success');
  });
});
