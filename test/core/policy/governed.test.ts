import { describe, expect, it } from 'vitest';
import type { AssessmentInput } from '../../../src/core/contracts/assessment.ts';
import type { StandingCommand } from '../../../src/core/contracts/command.ts';
import type { Governance, Hold } from '../../../src/core/contracts/governance.ts';
import type { Person } from '../../../src/core/contracts/people.ts';
import type { Waiver } from '../../../src/core/contracts/waiver.ts';
import { printSeen } from '../../../src/core/governance/seen-findings.ts';
import { assess, assessAlone } from '../../../src/core/policy/assess.ts';
import { draftWaivers } from '../../../src/core/policy/draft-waivers.ts';
import { governanceNeed } from '../../../src/core/policy/governance-need.ts';
import { stateOf } from '../../../src/core/policy/status.ts';
import { HEAD, leads, person, review } from '../governance/people.ts';
import { cases, criterion, pairs, scenario } from './scenario.ts';

const VARIANTS = 'f'.repeat(64);
const suite = cases(200);
const worse = pairs(
  suite,
  () => 1,
  (index) => (index < 150 ? 1 : 0),
);
const same = pairs(
  suite,
  () => 1,
  () => 1,
);

function failing(more: Partial<AssessmentInput> = {}): AssessmentInput {
  return scenario({
    cases: suite,
    cells: worse,
    all: [criterion('accuracy', 'max-drop', 0.05)],
    subject: { variants: VARIANTS },
    policy: { owners: ['@lena', '@acme/leads'] },
    input: more,
  });
}

function passing(more: Partial<AssessmentInput> = {}): AssessmentInput {
  return { ...failing(more), cells: same };
}

function said(more: Partial<Governance> = {}): Governance {
  return {
    schema: 'changeover/governance@1',
    readAt: '2026-11-10T12:00:00.000Z',
    pullRequest: { number: 7, headSha: HEAD, author: { login: 'devi', type: 'User' }, committers: ['devi'] },
    reviews: [],
    commands: [],
    people: [person('lena'), person('devi'), person('sara')],
    teams: [],
    waivers: [],
    ...more,
  };
}

/** What a waiver of the failing finding says, bound to its evidence. */
function waiver(more: Partial<Waiver> = {}): Waiver {
  const input = failing({ governance: said() });
  const [drafted] = draftWaivers(assess(input), input.yardstick!, '2026-11-02T00:00:00Z');
  return { ...drafted!, owner: 'lena', reason: 'the labels are wrong', expires: '2026-11-30', ...more };
}

/** As its author saw the result of `seen`. */
function command(
  command: StandingCommand['command'],
  login = 'lena',
  minute = 0,
  seen: AssessmentInput = failing(),
): StandingCommand {
  const createdAt = `2026-11-10T10:${String(minute).padStart(2, '0')}:00Z`;
  const url = `https://github.com/acme/shop/pull/7#issuecomment-${minute}`;
  return { command, author: { login, type: 'User' }, createdAt, url, seen: seenOf(seen) };
}

function seenOf(input: AssessmentInput): string {
  const { migrations } = assess({ ...input, governance: said() });
  return printSeen(migrations.map((migration) => ({ ...migration, evidence: migration.evidence ?? '' })));
}

const WAIVE = {
  kind: 'waive',
  application: 'triage',
  metric: 'accuracy',
  until: '2026-12-31',
  because: 'why',
} as const;

describe('a waiver', () => {
  it('that is valid makes the verdict waived, by whom and until when', () => {
    const verdict = assess(failing({ governance: said({ waivers: [waiver()] }) }));
    expect(verdict).toMatchObject({
      verdict: 'waived',
      reason: { kind: 'waived', application: 'triage', by: ['lena'], until: '2026-11-30' },
    });
    expect(verdict.migrations[0]?.findings.map(({ status }) => status)).toEqual(['waived']);
    expect(stateOf(verdict)).toBe('success');
  });

  it.each<[string, Waiver, object]>([
    ['expired', waiver({ expires: '2026-11-09' }), { kind: 'expired' }],
    ['of other evidence', waiver({ evidence: '0'.repeat(64) }), { kind: 'other-evidence' }],
    [
      'of a figure that got worse',
      waiver({ subject: { ...waiver().subject, atWorst: -0.1 } as never }),
      { kind: 'worse' },
    ],
    ['for longer than the policy allows', waiver({ expires: '2027-11-30' }), { kind: 'too-long' }],
    ['of somebody who is no owner', waiver({ owner: 'sara' }), { kind: 'denied', reason: { kind: 'not-an-owner' } }],
    ['of somebody unheard of', waiver({ owner: 'ghost' }), { kind: 'denied', reason: { kind: 'not-an-owner' } }],
  ])('%s changes nothing, and says why', (_, one, reason) => {
    const verdict = assess(
      failing({ governance: said({ waivers: [one], teams: leads({ sara: 'not-member', ghost: 'not-member' }) }) }),
    );
    expect(verdict).toMatchObject({ verdict: 'fail', reason: { kind: 'finding' } });
    expect(verdict.migrations[0]?.waivers).toMatchObject([{ outcome: { kind: 'void', reason } }]);
  });

  it('of the author counts only with the approval of another owner on this head', () => {
    const governance = said({
      pullRequest: { number: 7, headSha: HEAD, author: { login: 'lena', type: 'User' }, committers: [] },
      people: [person('lena'), person('tom')],
      teams: [{ team: '@acme/leads', login: 'tom', membership: { kind: 'member' } }],
      waivers: [waiver()],
    });
    expect(assess(failing({ governance })).verdict).toBe('fail');
    expect(assess(failing({ governance: { ...governance, reviews: [review('tom', 1)] } })).verdict).toBe('waived');
    const older = review('tom', 1, { commitId: 'b'.repeat(40) });
    expect(assess(failing({ governance: { ...governance, reviews: [older] } })).verdict).toBe('fail');
  });

  it('in a comment covers what fails there, until somebody takes it back', () => {
    const until = (...commands: StandingCommand[]) => assess(failing({ governance: said({ commands }) })).verdict;
    expect(until(command(WAIVE))).toBe('waived');
    expect(until(command(WAIVE, 'sara'))).toBe('fail');
    expect(until(command({ ...WAIVE, application: 'other' }))).toBe('fail');
    expect(until(command({ ...WAIVE, metric: 'cost' }))).toBe('fail');
    const unwaive = { kind: 'unwaive', application: 'triage', metric: 'accuracy' } as const;
    expect(until(command(WAIVE), command(unwaive, 'lena', 1))).toBe('fail');
    expect(until(command(WAIVE), command(unwaive, 'sara', 1))).toBe('waived');
    expect(until(command(unwaive), command(WAIVE, 'lena', 1))).toBe('waived');
  });

  it('in a comment accepts what its author saw, and nothing worse', () => {
    const commands = [command(WAIVE)];
    const again = (more: Partial<AssessmentInput>) => assess(failing({ governance: said({ commands }), ...more }));
    const losingFrom = (first: number) => ({
      cells: pairs(
        suite,
        () => 1,
        (index) => (index < first ? 1 : 0),
      ),
    });
    expect(again(losingFrom(150)).verdict).toBe('waived');
    expect(again(losingFrom(160)).verdict).toBe('waived');
    const worse = again(losingFrom(149));
    expect(worse.verdict).toBe('fail');
    expect(worse.migrations[0]?.waivers).toMatchObject([
      { outcome: { kind: 'void', reason: { kind: 'worse', accepted: -0.25, figure: -0.255 } } },
    ]);
  });

  it('in a comment accepts the evidence that its author saw: a stricter bound is another question', () => {
    const commands = [command(WAIVE)];
    const [application] = failing().yardstick?.applications ?? [];
    const input = failing({ governance: said({ commands }) });
    const yardstick = {
      ...input.yardstick!,
      applications: [
        { ...application!, acceptance: { ...application!.acceptance, all: [criterion('accuracy', 'max-drop', 0.01)] } },
      ],
    };
    const verdict = assess({ ...input, yardstick });
    expect(verdict.verdict).toBe('fail');
    expect(verdict.migrations[0]?.waivers).toMatchObject([
      { outcome: { kind: 'void', reason: { kind: 'other-evidence' } } },
    ]);
  });

  it('in a comment that was written when no result stood there accepts nothing', () => {
    const { seen: _none, ...blind } = command(WAIVE);
    const verdict = assess(failing({ governance: said({ commands: [blind] }) }));
    expect(verdict.verdict).toBe('fail');
    expect(verdict.migrations[0]?.waivers).toEqual([]);
  });

  it('excuses lost critical cases by name, and no further one', () => {
    const critical = cases(200, (index) => ({ critical: index < 2 }));
    const losing = (lost: number) =>
      scenario({
        cases: critical,
        cells: pairs(
          critical,
          () => 1,
          (index) => (index < lost ? 0 : 1),
        ),
        all: [criterion('accuracy', 'max-drop', 0.05)],
        subject: { variants: VARIANTS },
        policy: { owners: ['@lena'] },
      });
    const commands = [command({ ...WAIVE, metric: 'critical-cases' }, 'lena', 0, losing(1))];
    const verdict = assess({ ...losing(1), governance: said({ commands }) });
    expect(verdict).toMatchObject({ verdict: 'waived', reason: { kind: 'waived', by: ['lena'] } });
    expect(verdict.migrations[0]).toMatchObject({ excused: ['case-0'], criticalLosses: [{ caseId: 'case-0' }] });
    expect(assess({ ...losing(2), governance: said({ commands }) })).toMatchObject({
      verdict: 'fail',
      reason: { kind: 'critical', caseIds: ['case-1'] },
    });
    const evidence = verdict.migrations[0]?.evidence ?? '';
    const one = waiver({ subject: { kind: 'critical', caseIds: ['case-0'] }, evidence });
    expect(assess({ ...losing(1), governance: said({ waivers: [one] }) }).verdict).toBe('waived');
    expect(assess({ ...losing(2), governance: said({ waivers: [one] }) })).toMatchObject({
      verdict: 'fail',
      reason: { kind: 'critical', caseIds: ['case-1'] },
    });
  });

  it('never excuses what is invalid, nor what a sample found', () => {
    const broken = { code: 'internal', message: 'no', application: 'triage' } as const;
    const input = failing({ governance: said({ commands: [command(WAIVE)] }) });
    const [subject] = input.subjects;
    expect(assess({ ...input, subjects: [{ ...subject!, problems: [broken] }] }).verdict).toBe('invalid');
    expect(assess({ ...input, problems: [broken] }).verdict).toBe('invalid');
    expect(assess({ ...input, scope: 'draft' }).migrations[0]?.waivers).toBeUndefined();
  });
});

const HOLD: Hold = { parts: ['yardstick'], scopes: [{ roles: ['model', 'safety', 'cost'], owners: [['@lena']] }] };

describe('what is held', () => {
  it.each<[string, Partial<Governance>, boolean]>([
    ['an approving review of the head by an owner', { reviews: [review('lena', 1)] }, true],
    ['a command to approve', { commands: [command({ kind: 'approve-yardstick' })] }, true],
    ['a review of an earlier commit', { reviews: [review('lena', 1, { commitId: 'b'.repeat(40) })] }, false],
    [
      'a review that a later one takes back',
      { reviews: [review('lena', 1), review('lena', 2, { state: 'DISMISSED' })] },
      false,
    ],
    ['a review by somebody who is no owner', { reviews: [review('sara', 1)] }, false],
    [
      'an owner who has lost write access',
      { reviews: [review('lena', 1)], people: [person('lena', { permission: 'read' })] },
      false,
    ],
    ['an owner of whom GitHub says nothing', { reviews: [review('lena', 1)], people: [] }, false],
    ['a command of the author', { commands: [command({ kind: 'approve-yardstick' }, 'devi')] }, false],
    ['a bot with an owner’s name', { reviews: [review('lena', 1, { user: { login: 'lena', type: 'Bot' } })] }, false],
    ['nothing', {}, false],
  ])('is decided by %s', (_, more, approved) => {
    const verdict = assess(passing({ hold: HOLD, governance: said(more) }));
    expect(verdict.verdict).toBe(approved ? 'pass' : 'inconclusive');
    expect(verdict.approval?.approved).toBe(approved);
    if (!approved) expect(verdict.reason).toMatchObject({ kind: 'held', parts: ['yardstick'] });
  });

  it('stays held where nobody was asked', () => {
    expect(assess(passing({ hold: HOLD }))).toMatchObject({ verdict: 'inconclusive', reason: { kind: 'held' } });
  });

  it('does not turn green under on-inconclusive: warn, and only observes in observe mode', () => {
    const held = assess(passing({ hold: HOLD, governance: said() }));
    expect(stateOf({ ...held, onInconclusive: 'warn' })).toBe('failure');
    expect(stateOf({ ...held, mode: 'observe' })).toBe('success');
  });

  it('leaves a worse verdict as it is, and is the reason among equals', () => {
    expect(assess(failing({ hold: HOLD, governance: said() })).reason.kind).toBe('finding');
    const few = cases(5);
    const undecided = {
      ...scenario({
        cases: few,
        cells: pairs(
          few,
          () => 1,
          () => 1,
        ),
      }),
      hold: HOLD,
      governance: said(),
    };
    expect(assess(undecided)).toMatchObject({ verdict: 'inconclusive', reason: { kind: 'held' } });
  });

  it('is nothing where nobody owns it', () => {
    const verdict = assess(passing({ hold: { parts: ['yardstick'], scopes: [] } }));
    expect(verdict.verdict).toBe('pass');
    expect(verdict.approval).toBeUndefined();
  });

  it('needs every scope’s own owners', () => {
    const hold: Hold = {
      parts: ['wiring'],
      scopes: [
        { application: 'a', roles: ['model'], owners: [[], ['@lena']] },
        { application: 'b', roles: ['model'], owners: [[], ['@sara']] },
      ],
    };
    const by = (...logins: string[]) =>
      assess(passing({ hold, governance: said({ reviews: logins.map((login, index) => review(login, index)) }) }));
    expect(by('lena').approval).toMatchObject({ approved: false, missing: ['model'] });
    expect(by('lena', 'sara').verdict).toBe('pass');
  });

  it('names a team that cannot be read, which never approves', () => {
    const hold: Hold = { parts: ['yardstick'], scopes: [{ roles: ['model'], owners: [['@acme/leads']] }] };
    const teams = [
      {
        team: '@acme/leads',
        login: 'sara',
        membership: { kind: 'unreadable', permission: 'organisation Members: read' },
      },
    ] as const;
    const { approval } = assess(passing({ hold, governance: said({ reviews: [review('sara', 1)], teams }) }));
    expect(approval).toMatchObject({
      approved: false,
      unreadable: [{ team: '@acme/leads', permission: 'organisation Members: read' }],
    });
  });
});

describe('governanceNeed', () => {
  const need = (input: AssessmentInput) => governanceNeed(assessAlone(input), input);

  it('is none where nobody’s word could change the verdict', () => {
    expect(need(passing())).toBeUndefined();
    expect(need({ ...failing(), scope: 'draft' })).toBeUndefined();
    expect(need(failing({ problems: [{ code: 'internal', message: 'no' }] }))?.waivable).toEqual(['triage']);
  });

  it('names what could be excused or approved, and every list of owners', () => {
    expect(need(failing())).toMatchObject({ approvals: false, waivable: ['triage'] });
    expect(need(failing())?.owners).toContainEqual(['@lena', '@acme/leads']);
    expect(need(passing({ hold: HOLD }))).toMatchObject({ approvals: true, waivable: [] });
    expect(need(passing({ hold: { parts: ['wiring'], scopes: [] } }))).toBeUndefined();
  });
});

describe('a verdict', () => {
  it('changes its digest with every word that was said', () => {
    const people: readonly Person[] = [person('lena')];
    const digests = [said(), said({ readAt: '2026-11-10T12:00:01.000Z' }), said({ people })].map(
      (governance) => assess(failing({ governance })).governanceSha256,
    );
    expect(new Set(digests).size).toBe(3);
  });
});
