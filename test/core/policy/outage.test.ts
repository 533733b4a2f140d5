import { describe, expect, it } from 'vitest';
import type { AssessmentInput } from '../../../src/core/contracts/assessment.ts';
import type { Governance } from '../../../src/core/contracts/governance.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { HEAD, person } from '../governance/people.ts';
import { cases, cell, criterion, failed, pairs, type Scenario, scenario } from './scenario.ts';

const suite = cases(100);

const GOVERNANCE: Governance = {
  schema: 'changeover/governance@1',
  readAt: '2026-11-22T20:05:00Z',
  pullRequest: { number: 7, headSha: HEAD, author: { login: 'devi', type: 'User' }, committers: ['devi'] },
  reviews: [],
  commands: [
    {
      command: { kind: 'break-glass', because: 'the provider is out' },
      author: { login: 'lena', type: 'User' },
      createdAt: '2026-11-22T20:00:00Z',
      url: 'https://example.com/1',
    },
  ],
  people: [person('lena')],
  teams: [],
  waivers: [],
};

/** The target fails by a kind on every case from the `from`-th on; before it answers as `right` says. */
function outage(kind: string, more: Partial<Scenario> = {}, from = 50, right = (_: number) => 1): AssessmentInput {
  const cells = suite.flatMap(({ id }, index) => [
    cell('source', id, { scores: { accuracy: { value: 1 } } }),
    index < from ? cell('target', id, { scores: { accuracy: { value: right(index) } } }) : failed('target', id, kind),
  ]);
  return scenario({ cases: suite, cells, ...more, policy: { owners: ['@lena'], ...more.policy } });
}

function broken(input: AssessmentInput, governance: Governance = GOVERNANCE) {
  return assess({ ...input, governance });
}

const LET_THROUGH = {
  verdict: 'waived',
  reason: { kind: 'break-glass', by: 'lena', until: '2026-11-23T20:00:00.000Z', because: 'the provider is out' },
};

describe('an outage', () => {
  it.each(['throttled', 'timed-out', 'unavailable', 'network', 'out-of-time', 'given-up'])(
    'is what %s alone makes invalid, and an owner may break the glass',
    (kind) => {
      const input = outage(kind);
      expect(assess(input)).toMatchObject({ verdict: 'invalid', migrations: [{ verdict: 'invalid', outage: true }] });
      expect(broken(input)).toMatchObject({ ...LET_THROUGH, migrations: [LET_THROUGH] });
    },
  );

  it.each(['no-access', 'no-such-model', 'not-recorded', 'over-budget', 'cancelled', 'malformed', 'made-up'])(
    'is not what %s makes invalid',
    (kind) => {
      const verdict = broken(outage(kind));
      expect(verdict.verdict).toBe('invalid');
      expect(verdict.migrations[0]).not.toHaveProperty('outage');
    },
  );

  it('is none where one call failed for another reason, or was never observed', () => {
    const input = outage('unavailable');
    const cells = [...input.cells];
    const mixed = cells.map((one, index) => (index === cells.length - 1 ? { ...one, errorKind: 'no-access' } : one));
    expect(broken({ ...input, cells: mixed }).verdict).toBe('invalid');
    expect(broken({ ...input, cells: cells.slice(0, -1) }).verdict).toBe('invalid');
  });

  it('is none where the configuration is bad, too', () => {
    const problem = { code: 'layer-invalid', message: 'bad', application: 'triage' } as const;
    expect(broken(outage('unavailable', { subject: { problems: [problem] } })).verdict).toBe('invalid');
    expect(broken(outage('unavailable', { input: { problems: [problem] } })).verdict).toBe('invalid');
  });

  it('is none where a price is missing that a criterion needs', () => {
    const all = [criterion('accuracy', 'max-drop', 0.05), criterion('cost', 'max-ratio', 1.1)];
    const input = outage('unavailable', { all, yardstick: { prices: {} } });
    const cells = [...input.cells].map(({ costUsd: _, ...unpriced }) => unpriced);
    expect(broken({ ...input, cells }).migrations[0]).toMatchObject({
      verdict: 'invalid',
      findings: [{ metric: 'accuracy' }, { metric: 'cost', cause: { kind: 'price-unknown' } }],
    });
    expect(broken(input)).toMatchObject(LET_THROUGH);
  });

  it('is no excuse for a comparison that fails as far as it got', () => {
    const verdict = broken(outage('unavailable', {}, 60, (index) => (index < 30 ? 0 : 1)));
    expect(verdict.verdict).toBe('invalid');
    expect(verdict.migrations[0]).toMatchObject({ verdict: 'invalid', findings: [{ status: 'fail' }] });
  });

  it('is no excuse for a lost critical case', () => {
    const critical = cases(100, (index) => (index === 0 ? { critical: true } : {}));
    const verdict = broken(outage('unavailable', { cases: critical }, 60, (index) => (index === 0 ? 0 : 1)));
    expect(verdict.verdict).toBe('invalid');
  });

  it('may leave critical cases unanswered: that is what it is', () => {
    const critical = cases(100, (index) => (index === 99 ? { critical: true } : {}));
    expect(broken(outage('unavailable', { cases: critical }))).toMatchObject(LET_THROUGH);
  });
});

describe('a broken glass', () => {
  it('does nothing for a comparison that was made', () => {
    const failing = scenario({
      cases: suite,
      cells: pairs(
        suite,
        () => 1,
        (index) => (index < 40 ? 0 : 1),
      ),
      policy: { owners: ['@lena'] },
    });
    expect(broken(failing)).toMatchObject({ verdict: 'fail' });
  });

  it('does nothing for a model ID that belongs to no application, nor for a held yardstick', () => {
    const input = outage('unavailable');
    const places = [{ file: 'a.ts' }];
    const change = { source: 'old', target: 'new', place: { file: 'a.ts' }, places } as never;
    expect(broken({ ...input, uncovered: [change] }).verdict).toBe('invalid');
    const hold = { parts: ['yardstick'], scopes: [{ roles: ['model'], owners: [['@sara']] }] } as const;
    expect(broken({ ...input, hold }).verdict).toBe('invalid');
  });

  it('does nothing for a draft’s sample', () => {
    expect(broken(outage('unavailable', { input: { scope: 'draft' } })).verdict).not.toBe('waived');
  });

  it('does nothing without an owner, or when it has ended', () => {
    const input = outage('unavailable');
    expect(broken(outage('unavailable', { policy: { owners: ['@sara'] } })).verdict).toBe('invalid');
    expect(broken(input, { ...GOVERNANCE, readAt: '2026-11-23T20:00:01Z' }).verdict).toBe('invalid');
    expect(broken(input, { ...GOVERNANCE, commands: [] }).verdict).toBe('invalid');
    expect(assess(input).verdict).toBe('invalid');
  });
});
