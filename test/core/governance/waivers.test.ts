import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/contracts/finding.ts';
import type { CriticalLoss } from '../../../src/core/contracts/verdict.ts';
import type { Waiver } from '../../../src/core/contracts/waiver.ts';
import { endOfDay, startOfDay } from '../../../src/core/governance/calendar-day.ts';
import { type GrantCircumstances, grantWaivers, withoutWithdrawn } from '../../../src/core/governance/grant-waivers.ts';
import { roleOfMetric } from '../../../src/core/governance/roles.ts';
import { printSeen } from '../../../src/core/governance/seen-findings.ts';
import {
  applyWaivers,
  type GivenWaiver,
  type WaivableResult,
  type WaiverCircumstances,
} from '../../../src/core/governance/waivers.ts';
import { circle, person } from './people.ts';

const EVIDENCE = 'e'.repeat(64);

function finding(rest: Partial<Finding> = {}): Finding {
  return {
    metric: 'accuracy',
    criterion: 'max-drop',
    threshold: 0.05,
    source: 0.9,
    target: 0.83,
    difference: -0.07,
    interval: [-0.1, -0.04],
    confidence: 0.95,
    intervalLevel: 0.9,
    method: 'tango',
    n: 400,
    wins: 4,
    losses: 32,
    ties: 364,
    enforce: 'block',
    evidence: 'interval',
    status: 'fail',
    ...rest,
  };
}

function result(findings: readonly Finding[], criticalLosses: readonly CriticalLoss[] = []): WaivableResult {
  return { application: 'triage', evidence: EVIDENCE, findings, criticalLosses };
}

const SUBJECT = { kind: 'finding', metric: 'accuracy', criterion: 'max-drop', atWorst: -0.07 } as const;

function given(rest: Partial<Waiver> = {}, people: Partial<GivenWaiver> = {}): GivenWaiver {
  const waiver: Waiver = {
    application: 'triage',
    subject: SUBJECT,
    reason: 'the labels are wrong',
    owner: 'lena',
    given: '2026-11-02T10:00:00Z',
    expires: '2026-12-31',
    evidence: EVIDENCE,
    origin: { kind: 'comment', url: 'https://example.com/1' },
    ...rest,
  };
  return { waiver, giver: person(waiver.owner), seconds: [], ...people };
}

function circumstances(rest: Partial<WaiverCircumstances> = {}): WaiverCircumstances {
  const now = Date.parse('2026-11-20T12:00:00Z');
  return {
    circle: circle({ owners: [['@lena', '@tom', '@devi']] }),
    now,
    maxDays: 90,
    roleOf: (metric) => roleOfMetric(metric, []),
    ...rest,
  };
}

function use(one: GivenWaiver, findings = [finding()], around: Partial<WaiverCircumstances> = {}) {
  return applyWaivers(result(findings), [one], circumstances(around));
}

describe('applyWaivers', () => {
  it('gives what a valid waiver excuses the status waived, and nothing else', () => {
    const findings = [finding(), finding({ metric: 'format', criterion: 'min', status: 'pass' })];
    const applied = use(given(), findings);
    expect(applied.findings).toEqual([{ ...findings[0], status: 'waived' }, findings[1]]);
    expect(applied.uses).toEqual([{ waiver: given().waiver, outcome: { kind: 'in-force' } }]);
  });

  it('excuses what is undecided as well', () => {
    expect(use(given(), [finding({ status: 'inconclusive' })]).findings[0]?.status).toBe('waived');
  });

  it.each<[string, Partial<Finding>]>([
    ['another metric', { metric: 'format' }],
    ['another criterion', { criterion: 'min' }],
    ['a slice, when the whole was waived', { slice: 'German' }],
  ])('has nothing to do with %s', (_, other) => {
    const applied = use(given(), [finding(other)]);
    expect(applied.findings[0]?.status).toBe('fail');
    expect(applied.uses[0]?.outcome).toEqual({ kind: 'unused', why: 'nothing-named' });
  });

  it('excuses one slice and neither the whole nor another', () => {
    const subject = { ...SUBJECT, slice: 'German' };
    const applied = use(given({ subject }), [finding(), finding({ slice: 'German' }), finding({ slice: 'French' })]);
    expect(applied.findings.map(({ status }) => status)).toEqual(['fail', 'waived', 'fail']);
  });

  it('is not used on what passes, or decides nothing', () => {
    const unused = { kind: 'unused', why: 'not-needed' };
    expect(use(given(), [finding({ status: 'pass' })]).uses[0]?.outcome).toEqual(unused);
    const reported = use(given(), [finding({ enforce: 'report' })]);
    expect(reported.uses[0]?.outcome).toEqual(unused);
    expect(reported.findings[0]?.status).toBe('fail');
  });

  it('leaves waivers of other applications alone', () => {
    const applied = use(given({ application: 'summaries' }));
    expect(applied).toMatchObject({ uses: [], findings: [{ status: 'fail' }] });
  });

  it.each<[string, GivenWaiver, Partial<Finding>, Partial<WaiverCircumstances>, object]>([
    ['an invalid finding', given(), { status: 'invalid' }, {}, { kind: 'invalid' }],
    ['after its last day', given(), {}, { now: endOfDay('2026-12-31') }, { kind: 'expired' }],
    ['before it was given', given(), {}, { now: Date.parse('2026-11-02T09:59:59Z') }, { kind: 'not-yet-given' }],
    ['given at no time', given({ given: 'yesterday' }), {}, {}, { kind: 'not-yet-given' }],
    ['until no day', given({ expires: 'for ever' }), {}, {}, { kind: 'expired' }],
    ['for too long', given(), {}, { maxDays: 58 }, { kind: 'too-long', days: 59, most: 58 }],
    ['on other evidence', given({ evidence: 'f'.repeat(64) }), {}, {}, { kind: 'other-evidence', evidence: EVIDENCE }],
    [
      'once the result is worse',
      given(),
      { difference: -0.0701 },
      {},
      { kind: 'worse', figure: -0.0701, accepted: -0.07 },
    ],
    [
      'when the figure is no number',
      given(),
      { difference: Number.NaN },
      {},
      { kind: 'worse', figure: Number.NaN, accepted: -0.07 },
    ],
    [
      'when it accepts no figure',
      given({ subject: { kind: 'finding', metric: 'accuracy', criterion: 'max-drop' } }),
      {},
      {},
      { kind: 'figure-not-accepted', figure: -0.07 },
    ],
    [
      'by nobody who owns',
      given({ owner: 'mallory' }),
      {},
      {},
      { kind: 'denied', role: 'model', reason: { kind: 'not-an-owner' } },
    ],
    [
      'by the author alone',
      given({ owner: 'devi' }),
      {},
      {},
      { kind: 'denied', role: 'model', reason: { kind: 'author' } },
    ],
    [
      'by the author, seconded by themself',
      given({ owner: 'devi' }, { seconds: [person('DEVI')] }),
      {},
      {},
      { kind: 'denied', role: 'model', reason: { kind: 'author' } },
    ],
    [
      'by the author, seconded by a stranger',
      given({ owner: 'devi' }, { seconds: [person('mallory')] }),
      {},
      {},
      { kind: 'denied', role: 'model', reason: { kind: 'author' } },
    ],
    [
      'by a committer alone',
      given(),
      {},
      { circle: circle({ owners: [['@lena']], committers: ['devi', 'lena'] }) },
      { kind: 'denied', role: 'model', reason: { kind: 'committer' } },
    ],
    [
      'by an owner whose permission is not known',
      given({}, { giver: person('lena', { permission: 'unknown' }) }),
      {},
      {},
      { kind: 'denied', role: 'model', reason: { kind: 'permission-unknown' } },
    ],
    [
      'by a bot',
      given({}, { giver: person('lena', { type: 'Bot' }) }),
      {},
      {},
      { kind: 'denied', role: 'model', reason: { kind: 'not-a-person' } },
    ],
    [
      'by an owner of another role',
      given(),
      {},
      { circle: circle({ owners: [{ model: ['@tom'], cost: ['@lena'] }] }) },
      { kind: 'denied', role: 'model', reason: { kind: 'not-an-owner' } },
    ],
  ])('is void %s', (_, one, now, around, reason) => {
    const applied = use(one, [finding(now)], around);
    expect(applied.uses).toEqual([{ waiver: one.waiver, outcome: { kind: 'void', reason } }]);
    expect(applied.findings).toEqual([finding(now)]);
  });

  it('is void when a figure is gone that it accepted', () => {
    const { difference, ...without } = finding();
    const applied = use(given(), [without]);
    expect(applied.uses[0]?.outcome).toEqual({
      kind: 'void',
      reason: { kind: 'figure-missing', accepted: difference },
    });
    const subject = { kind: 'finding', metric: 'accuracy', criterion: 'max-drop' } as const;
    expect(use(given({ subject }), [without]).findings[0]?.status).toBe('waived');
  });

  it.each<[string, GivenWaiver, Partial<WaiverCircumstances>]>([
    ['on its last millisecond', given(), { now: endOfDay('2026-12-31') - 1 }],
    [
      'from the first moment of the day that a file names',
      given({ given: '2026-11-20T00:00:00Z' }),
      { now: startOfDay('2026-11-20') },
    ],
    ['for exactly the days allowed', given(), { maxDays: 59 }],
    ['by the author, seconded by another owner', given({ owner: 'devi' }, { seconds: [person('tom')] }), {}],
    ['by an owner of the role', given(), { circle: circle({ owners: [{ model: ['@lena'] }] }) }],
  ])('is in force %s', (_, one, around) => {
    expect(use(one, [finding()], around).findings[0]?.status).toBe('waived');
  });

  it('needs a second of the same role', () => {
    const owners = [{ model: ['@devi', '@tom'], cost: ['@lena'] }];
    const by = (second: string) =>
      use(given({ owner: 'devi' }, { seconds: [person(second)] }), [finding()], { circle: circle({ owners }) });
    expect(by('lena').findings[0]?.status).toBe('fail');
    expect(by('tom').findings[0]?.status).toBe('waived');
  });

  it.each<[Finding['criterion'], number, number, number]>([
    // criterion, accepted, still accepted, worse
    ['min', 0.8, 0.81, 0.79],
    ['max', 0.1, 0.09, 0.11],
    ['max-drop', -0.07, -0.06, -0.08],
    ['max-rise', 0.07, 0.06, 0.08],
    ['max-ratio', 1.3, 1.29, 1.31],
    ['min-ratio', 0.7, 0.71, 0.69],
  ])('knows the bad end of %s', (criterion, atWorst, better, worse) => {
    const subject = { kind: 'finding', metric: 'accuracy', criterion, atWorst } as const;
    const of = (figure: number) => {
      const isAbsolute = criterion === 'min' || criterion === 'max';
      return finding({
        criterion,
        ...(isAbsolute ? { target: figure, difference: 9 } : { target: 9, difference: figure }),
      });
    };
    const statuses = [better, atWorst, atWorst * (1 + 1e-13), worse].map(
      (figure) => use(given({ subject }), [of(figure)]).findings[0]?.status,
    );
    expect(statuses).toEqual(['waived', 'waived', 'waived', 'fail']);
  });

  it('lets any one valid waiver do, and shows what became of each', () => {
    const expired = given({ expires: '2026-11-19' });
    const applied = applyWaivers(result([finding()]), [expired, given()], circumstances());
    expect(applied.findings[0]?.status).toBe('waived');
    expect(applied.uses.map(({ outcome }) => outcome.kind)).toEqual(['void', 'in-force']);
  });

  describe('of critical cases', () => {
    const losses: readonly CriticalLoss[] = [
      { caseId: 'a', confirmation: 'confirmed' },
      { caseId: 'b', confirmation: 'recorded, not repeated' },
      { caseId: 'c', confirmation: 'not-confirmed' },
    ];
    const subject = { kind: 'critical', caseIds: ['a', 'c'] } as const;
    const safety = { owners: [{ model: ['@tom'], safety: ['@lena'] }] };
    const apply = (one: GivenWaiver) =>
      applyWaivers(result([finding()], losses), [one], circumstances({ circle: circle(safety) }));

    it('excuses those that it names', () => {
      const applied = apply(given({ subject }));
      expect(applied.criticalLosses.map(({ caseId }) => caseId)).toEqual(['b', 'c']);
      expect(applied.excusedLosses.map(({ caseId }) => caseId)).toEqual(['a']);
      expect(applied.findings[0]?.status).toBe('fail');
    });

    it('needs the owners of safety', () => {
      const applied = apply(given({ subject, owner: 'tom' }));
      expect(applied).toMatchObject({ criticalLosses: losses, excusedLosses: [] });
      expect(applied.uses[0]?.outcome).toEqual({
        kind: 'void',
        reason: { kind: 'denied', role: 'safety', reason: { kind: 'not-an-owner' } },
      });
    });

    it('has nothing to excuse where no loss stands', () => {
      const outcome = (caseIds: readonly string[]) =>
        apply(given({ subject: { kind: 'critical', caseIds } })).uses[0]?.outcome;
      expect(outcome(['c'])).toEqual({ kind: 'unused', why: 'not-needed' });
      expect(outcome(['z'])).toEqual({ kind: 'unused', why: 'nothing-named' });
    });
  });
});

describe('grantWaivers', () => {
  const COMMAND = {
    kind: 'waive',
    application: 'triage',
    metric: 'accuracy',
    until: '2026-12-31',
    because: 'the labels are wrong',
  } as const;
  const granted: GrantCircumstances = {
    owner: 'lena',
    given: '2026-11-02T10:00:00Z',
    url: 'https://example.com/1',
    maxDays: 90,
  };
  const seeing = (one: WaivableResult): GrantCircumstances => ({ ...granted, seen: printSeen([one]) });

  it('waives each blocking finding that does not pass, as it stands', () => {
    const { difference, ...unmeasured } = finding({ slice: 'French', status: 'inconclusive' });
    const findings = [
      finding(),
      finding({ criterion: 'min', target: 0.83 }),
      unmeasured,
      finding({ slice: 'German', status: 'pass' }),
      finding({ criterion: 'max', enforce: 'report' }),
      finding({ metric: 'format' }),
    ];
    const grant = grantWaivers(COMMAND, result(findings), seeing(result(findings)));
    expect(difference).toBe(-0.07);
    expect(grant.kind === 'granted' && grant.waivers.map(({ subject }) => subject)).toEqual([
      SUBJECT,
      { kind: 'finding', metric: 'accuracy', criterion: 'min', atWorst: 0.83 },
      { kind: 'finding', metric: 'accuracy', criterion: 'max-drop', slice: 'French' },
    ]);
    expect(grant.kind === 'granted' && grant.waivers[0]).toEqual(given().waiver);
  });

  it('gives what is in force until something gets worse', () => {
    const findings = [finding(), finding({ slice: 'German', difference: -0.2 })];
    const grant = grantWaivers(COMMAND, result(findings), seeing(result(findings)));
    const waivers = grant.kind === 'granted' ? grant.waivers.map((waiver) => given(waiver)) : [];
    expect(applyWaivers(result(findings), waivers, circumstances()).findings.map(({ status }) => status)).toEqual([
      'waived',
      'waived',
    ]);
    const worse = [
      findings[0] ?? finding(),
      finding({ slice: 'German', difference: -0.21 }),
      finding({ slice: 'French' }),
    ];
    expect(applyWaivers(result(worse), waivers, circumstances()).findings.map(({ status }) => status)).toEqual([
      'waived',
      'fail',
      'fail',
    ]);
  });

  it('waives the critical cases that are lost now', () => {
    const losses: readonly CriticalLoss[] = [
      { caseId: 'a', confirmation: 'confirmed' },
      { caseId: 'c', confirmation: 'not-confirmed' },
    ];
    const grant = grantWaivers(
      { ...COMMAND, metric: 'critical-cases' },
      result([], losses),
      seeing(result([], losses)),
    );
    expect(grant).toMatchObject({ kind: 'granted', waivers: [{ subject: { kind: 'critical', caseIds: ['a'] } }] });
  });

  it.each<[string, Partial<typeof COMMAND> | { until: string; metric?: string }, readonly Finding[], object]>([
    ['a day that is over', { until: '2026-11-01' }, [finding()], { kind: 'past' }],
    ['a day too far away', { until: '2027-02-01' }, [finding()], { kind: 'too-far', latest: '2027-01-31' }],
    [
      'a metric that is not there',
      { until: '2026-12-31', metric: 'accurracy' },
      [finding()],
      { kind: 'unknown-metric', nearest: 'accuracy' },
    ],
    ['a metric like nothing', { until: '2026-12-31', metric: 'zzz' }, [finding()], { kind: 'unknown-metric' }],
    ['what passes', {}, [finding({ status: 'pass' })], { kind: 'nothing-to-waive' }],
    ['what is invalid', {}, [finding(), finding({ slice: 'x', status: 'invalid' })], { kind: 'invalid' }],
    [
      'critical cases when none is lost',
      { until: '2026-12-31', metric: 'critical-cases' },
      [finding()],
      { kind: 'nothing-to-waive' },
    ],
  ])('refuses %s', (_, words, findings, refusal) => {
    expect(grantWaivers({ ...COMMAND, ...words }, result(findings), seeing(result(findings)))).toEqual({
      kind: 'refused',
      refusal,
    });
  });

  it('may last for today only', () => {
    const grant = grantWaivers({ ...COMMAND, until: '2026-11-02' }, result([finding()]), seeing(result([finding()])));
    expect(grant.kind).toBe('granted');
  });
});

describe('withoutWithdrawn', () => {
  const { waiver } = given();
  const critical: Waiver = { ...waiver, subject: { kind: 'critical', caseIds: ['a'] } };
  const withdrawal = { application: 'triage', metric: 'accuracy', at: '2026-11-03T00:00:00Z' };
  it.each([
    ['later', withdrawal, [critical]],
    ['at once', { ...withdrawal, at: waiver.given }, [critical]],
    ['at no time', { ...withdrawal, at: '' }, [critical]],
    ['before', { ...withdrawal, at: '2026-11-01T00:00:00Z' }, [waiver, critical]],
    ['of another metric', { ...withdrawal, metric: 'format' }, [waiver, critical]],
    ['of another application', { ...withdrawal, application: 'x' }, [waiver, critical]],
    ['of critical cases', { ...withdrawal, metric: 'critical-cases' }, [waiver]],
  ])('takes back what was withdrawn %s', (_, one, left) => {
    expect(withoutWithdrawn([waiver, critical], [one])).toEqual(left);
  });
});
