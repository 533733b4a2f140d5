import { describe, expect, it } from 'vitest';
import { assess } from '../../../src/core/policy/assess.ts';
import { cases, cell, criterion, failed, scenario } from './scenario.ts';

const suite = cases(100);

/** Source and target of every case, each failed by the kind that the functions say, or answered well. */
function verdictOf(kinds: Kinds) {
  return assess(scenario({ cases: suite, cells: pairsOf(kinds) }));
}

type Kinds = Readonly<Record<'source' | 'target', (index: number) => string | undefined>>;

function pairsOf(kinds: Kinds) {
  return suite.flatMap(({ id }, index) =>
    (['source', 'target'] as const).map((side) => {
      const kind = kinds[side](index);
      return kind === undefined ? cell(side, id, { scores: { accuracy: { value: 1 } } }) : failed(side, id, kind);
    }),
  );
}

describe('an application that was given up', () => {
  it('is invalid by the cells that failed, not by those that were not sent after them', () => {
    const verdict = verdictOf({
      source: (index) => (index < 10 ? undefined : 'given-up'),
      target: (index) => (index < 2 ? 'unavailable' : index < 3 ? 'timed-out' : 'given-up'),
    });
    expect(verdict).toMatchObject({
      verdict: 'invalid',
      reason: { kind: 'failed-cells', side: 'target', failed: 3, planned: 100, limit: 0.01 },
      migrations: [{ counts: { target: { failed: 100, errors: { 'given-up': 97, unavailable: 2 } } }, problems: [] }],
    });
  });

  it('is never better for it that the rest was not sent, not even when the source is the one that failed', () => {
    const verdict = verdictOf({
      source: (index) => (index < 2 ? 'unavailable' : 'given-up'),
      target: (index) => (index < 5 ? undefined : 'given-up'),
    });
    expect(verdict).toMatchObject({ verdict: 'invalid', reason: { kind: 'failed-cells', side: 'source', failed: 2 } });
  });

  it.each([criterion('error-rate', 'max-rise', 0.05), criterion('error-rate', 'max', 0.99, { evidence: 'point' })])(
    'passes no bound on error-rate by it: $key',
    (bound) => {
      const cells = pairsOf({
        source: (index) => (index < 2 ? 'unavailable' : 'given-up'),
        target: (index) => (index < 5 ? undefined : 'given-up'),
      });
      const [migration] = assess(scenario({ cases: suite, cells, all: [bound] })).migrations;
      expect(migration?.verdict).toBe('invalid');
      expect(migration?.findings).toMatchObject([
        { metric: 'error-rate', status: 'invalid', cause: { kind: 'not-measured', measured: 0, of: 100 } },
      ]);
    },
  );

  it('is invalid even when the evidence does not show why', () => {
    const one = verdictOf({ source: () => undefined, target: (index) => (index < 1 ? 'given-up' : undefined) });
    expect(one).toMatchObject({
      verdict: 'invalid',
      reason: {
        kind: 'problem',
        problem: {
          code: 'conditions',
          message:
            'The application was given up before all calls were made: 1 of 100 planned calls of new-model without a reply.',
        },
      },
    });
  });
});

describe('what ends the whole run', () => {
  it.each([
    ['over-budget', 'The cost cap was reached before all calls were made: 130 of 200 planned calls without a reply.'],
    [
      'out-of-time',
      'The time of the run (policy.max-minutes) was over before all calls were made: 130 of 200 planned calls without a reply.',
    ],
    ['cancelled', 'The run was stopped before all calls were made: 130 of 200 planned calls without a reply.'],
  ])('is told once for both sides, and for critical cases that it did not come to: %s', (kind, message) => {
    const critical = suite.map((one) => ({ ...one, critical: true }));
    const cells = pairsOf({
      source: (index) => (index < 40 ? undefined : kind),
      target: (index) => (index < 30 ? undefined : kind),
    });
    const [migration] = assess(scenario({ cases: critical, cells })).migrations;
    expect(migration?.verdict).toBe('invalid');
    expect(migration?.problems.map((one) => one.message)).toEqual([message]);
    expect(migration?.problems[0]).not.toHaveProperty('side');
  });

  it('is told of each model where it is the model’s own matter', () => {
    const [migration] = verdictOf({ source: () => 'no-such-model', target: () => 'no-such-model' }).migrations;
    expect(migration?.problems.map(({ side }) => side)).toEqual(['source', 'target']);
  });

  it('does not hide a critical case that failed by itself', () => {
    const critical = suite.map((one) => ({ ...one, critical: true }));
    const cells = pairsOf({ source: () => undefined, target: (index) => (index === 3 ? 'network' : undefined) });
    const [migration] = assess(scenario({ cases: critical, cells })).migrations;
    expect(migration).toMatchObject({ verdict: 'invalid', problems: [{ code: 'conditions', caseId: suite[3]?.id }] });
  });
});

describe('a run whose time was over', () => {
  it('is invalid, and says which key bounds it and that the next run goes on from there', () => {
    const verdict = verdictOf({ source: () => undefined, target: (index) => (index < 99 ? undefined : 'out-of-time') });
    expect(verdict).toMatchObject({
      verdict: 'invalid',
      reason: {
        problem: {
          code: 'cancelled',
          message:
            'The time of the run (policy.max-minutes) was over before all calls were made: 1 of 100 planned calls of new-model without a reply.',
          hint: expect.stringContaining('raise policy.max-minutes'),
        },
      },
    });
  });
});

describe('access', () => {
  it('that was never given is a matter of permissions; that ended half-way, of credentials', () => {
    const never = verdictOf({ source: () => undefined, target: () => 'no-access' });
    expect(never.reason).toMatchObject({
      problem: { message: 'The model endpoint refused access: 100 of 100 planned calls of new-model without a reply.' },
    });
    const ended = verdictOf({ source: () => undefined, target: (index) => (index < 60 ? undefined : 'no-access') });
    expect(ended.reason).toMatchObject({
      problem: {
        code: 'model-access',
        message: expect.stringContaining('as it does when credentials expire: 40 of 100'),
        hint: expect.stringContaining('credentials that last as long as the run'),
      },
    });
  });
});
