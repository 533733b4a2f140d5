import { describe, expect, it } from 'vitest';
import type { AssessmentInput, MigrationSubject } from '../../../src/core/contracts/assessment.ts';
import type { Problem } from '../../../src/core/contracts/problem.ts';
import type { Verdict, VerdictName } from '../../../src/core/contracts/verdict.ts';
import type { ApplicationYardstick } from '../../../src/core/contracts/yardstick.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { exitCodeOf, stateOf } from '../../../src/core/policy/status.ts';
import { cases, cell, criterion, pairs, scenario, subject } from './scenario.ts';

const suite = cases(60);
const cells = pairs(
  suite,
  () => 1,
  () => 1,
);
const problem: Problem = { code: 'suite', message: 'The suite cannot be read.' };
const uncovered = { place: { file: 'src/other.ts', line: 3 }, side: 'target' as const, target: 'gpt-5.4' };

/** One application for each wanted outcome, all on the same cases. */
function several(
  ...outcomes: readonly ('pass' | 'also-pass' | 'fail' | 'inconclusive' | 'invalid' | 'removed' | 'proposed')[]
): AssessmentInput {
  const base = scenario({ cases: suite, cells: [] });
  const model = base.yardstick?.applications[0] as ApplicationYardstick;
  const margins = {
    pass: 0.05,
    'also-pass': 0.05,
    fail: 0.05,
    inconclusive: 0.01,
    invalid: 0.05,
    removed: 0.05,
    proposed: 0.05,
  };
  const subjects = outcomes.map((outcome): MigrationSubject => {
    const kind = outcome === 'removed' || outcome === 'proposed' ? outcome : 'changed';
    return subject({ application: outcome, kind, problems: outcome === 'invalid' ? [problem] : [] });
  });
  return {
    ...base,
    subjects,
    yardstick: {
      ...(base.yardstick as NonNullable<AssessmentInput['yardstick']>),
      applications: outcomes.map((name) => ({
        ...model,
        name,
        acceptance: { all: [criterion('accuracy', 'max-drop', margins[name])], anyOf: [] },
      })),
    },
    cells: outcomes.flatMap((application) => {
      const target = application === 'fail' || application === 'proposed' ? 0 : 1;
      return pairs(
        suite,
        () => 1,
        () => target,
        () => ({ application }),
      );
    }),
  };
}

describe('the verdict over all applications', () => {
  it.each([
    [['pass', 'also-pass'], 'pass'],
    [['pass', 'inconclusive'], 'inconclusive'],
    [['inconclusive', 'fail', 'pass'], 'fail'],
    [['fail', 'invalid'], 'invalid'],
    [['pass', 'removed', 'proposed'], 'pass'],
    [['proposed'], 'not-applicable'],
    [['removed'], 'not-applicable'],
  ] as const)('of %j is %s', (outcomes, expected) => {
    const verdict = assess(several(...outcomes));
    expect(verdict.verdict).toBe(expected);
    expect(verdict.migrations.map(({ application }) => application)).toEqual(outcomes);
  });

  it('gives the reason of the worst application', () => {
    expect(assess(several('inconclusive', 'fail')).reason).toMatchObject({ kind: 'finding', application: 'fail' });
    expect(assess(several('fail', 'invalid')).reason).toEqual({ kind: 'problem', problem, others: 0 });
    expect(assess(several('pass', 'also-pass')).reason).toEqual({ kind: 'all-pass', findings: 2 });
  });

  it('adds up what was spent, unless some of it is not known', () => {
    expect(assess(several('pass', 'fail')).costUsd).toBeCloseTo(4 * 60 * 0.001, 12);
    const [first, ...rest] = several('pass', 'fail').cells;
    const { costUsd, ...unpriced } = first ?? cell('source', 'case-0');
    expect(assess({ ...several('pass', 'fail'), cells: [unpriced, ...rest] }).costUsd).toBeUndefined();
    expect(assess(several('removed')).costUsd).toBeUndefined();
  });

  it('carries what was read along', () => {
    const input = several('pass');
    expect(assess(input)).toMatchObject({
      schema: 'changeover/verdict@1',
      base: input.base,
      head: input.head,
      source: input.source,
      attempt: 1,
      yardstickSha: input.yardstick?.commit,
      digests: input.yardstick?.digests,
      mode: 'enforce',
      onInconclusive: 'fail',
      preview: false,
    });
  });
});

describe('an application that is only proposed', () => {
  it('is evaluated and shown, and decides nothing', () => {
    const verdict = assess(several('pass', 'proposed'));
    const [, proposed] = verdict.migrations;
    expect(verdict.verdict).toBe('pass');
    expect(proposed).toMatchObject({ verdict: 'not-applicable', reason: { kind: 'not-evaluated', what: 'proposed' } });
    expect(proposed?.findings.map(({ status, enforce }) => [status, enforce])).toEqual([['fail', 'report']]);
    expect(proposed?.reliability).toBeUndefined();
  });

  it('does not block with problems of its own either', () => {
    const input = several('pass', 'proposed');
    const subjects = input.subjects.map((item) => (item.kind === 'proposed' ? { ...item, problems: [problem] } : item));
    const verdict = assess({ ...input, subjects });
    expect(verdict.verdict).toBe('pass');
    expect(verdict.migrations[1]?.problems).toEqual([problem]);
  });

  it('is so by the standing of its yardstick, too', () => {
    const verdict = assess(
      scenario({
        cases: suite,
        cells: pairs(
          suite,
          () => 1,
          () => 0,
        ),
        application: { standing: 'proposed' },
      }),
    );
    expect(verdict).toMatchObject({ verdict: 'not-applicable', reason: { kind: 'not-evaluated', what: 'proposed' } });
  });
});

describe('a removed application', () => {
  it('is listed and calls nothing', () => {
    const verdict = assess({ ...several('removed'), cells: [] });
    expect(verdict.reason).toEqual({ kind: 'not-evaluated', what: 'removed' });
    expect(verdict.migrations[0]).toMatchObject({ kind: 'removed', calls: { planned: 0 }, findings: [], problems: [] });
  });

  it('needs no yardstick', () => {
    const input = scenario({ cases: suite, cells: [], subject: { kind: 'removed', application: 'gone' } });
    expect(assess(input).verdict).toBe('not-applicable');
  });
});

describe('an added application', () => {
  const target = suite.map(({ id }, index) =>
    cell('target', id, { scores: { accuracy: { value: index < 54 ? 1 : 0 } } }),
  );
  const added = (...all: readonly ReturnType<typeof criterion>[]) =>
    assess(scenario({ cases: suite, cells: target, all, subject: { kind: 'added' } }));

  it('is decided by its absolute criteria; relative ones say that there is no source', () => {
    const verdict = added(criterion('accuracy', 'min', 0.9), criterion('accuracy', 'max-drop', 0.05));
    expect(verdict.verdict).toBe('pass');
    expect(verdict.migrations[0]).toMatchObject({ same: 0, lost: [], won: [] });
    expect(verdict.migrations[0]?.findings[0]).toMatchObject({ status: 'pass', target: 0.9, n: 60 });
    expect(verdict.migrations[0]?.findings[1]).toMatchObject({
      status: 'inconclusive',
      cause: { kind: 'no-source' },
      enforce: 'report',
    });
    expect(added(criterion('accuracy', 'min', 0.91)).verdict).toBe('fail');
  });

  it('is not waved through when it has relative criteria only', () => {
    expect(added(criterion('accuracy', 'max-drop', 0.05))).toMatchObject({
      verdict: 'inconclusive',
      reason: { kind: 'no-blocking-criterion', application: 'triage' },
    });
  });
});

describe('uncovered changes', () => {
  const given = (onUncovered: 'fail' | 'warn', input: Partial<AssessmentInput> = {}) =>
    assess(
      scenario({
        cases: suite,
        cells,
        policy: { onUncovered },
        input: { uncovered: [uncovered, uncovered], ...input },
      }),
    );

  it('fail, also when nothing migrates', () => {
    const reason = { kind: 'uncovered', change: uncovered, others: 1 };
    expect(given('fail')).toMatchObject({ verdict: 'fail', reason });
    expect(given('fail', { subjects: [] })).toMatchObject({ verdict: 'fail', reason });
  });

  it('are listed and do not block under warn', () => {
    expect(given('warn')).toMatchObject({ verdict: 'pass', uncovered: [uncovered, uncovered] });
    expect(given('warn', { subjects: [] }).verdict).toBe('not-applicable');
  });

  it('do not hide what is worse', () => {
    expect(given('fail', { problems: [problem] }).verdict).toBe('invalid');
  });
});

describe('problems of no single application', () => {
  it('are invalid before all else', () => {
    const verdict = assess(scenario({ cases: suite, cells, input: { problems: [problem, problem] } }));
    expect(verdict).toMatchObject({
      verdict: 'invalid',
      reason: { kind: 'problem', problem, others: 1 },
      problems: [problem, problem],
    });
  });

  it('include a yardstick that was not read, whether or not anyone said why', () => {
    const { yardstick, ...without } = scenario({ cases: suite, cells });
    expect(assess(without)).toMatchObject({
      verdict: 'invalid',
      reason: { kind: 'problem', problem: { code: 'config-missing' } },
      migrations: [],
      mode: 'enforce',
      onInconclusive: 'fail',
    });
    expect(assess({ ...without, problems: [problem] }).reason).toEqual({ kind: 'problem', problem, others: 0 });
  });
});

describe('nothing to evaluate', () => {
  const none = (input: Partial<AssessmentInput>) =>
    assess(scenario({ cases: suite, cells: [], input: { subjects: [], ...input } }));
  const wiring = [{ application: 'triage', key: 'model', kind: 'changed' as const }];
  const proposed = [{ kind: 'suite' as const, subject: 'triage' }];

  it('says what there was instead', () => {
    expect(none({})).toMatchObject({ verdict: 'not-applicable', reason: { kind: 'nothing-changed' }, migrations: [] });
    expect(none({ wiring }).reason).toEqual({ kind: 'not-evaluated', what: 'wiring' });
    expect(none({ wiring, proposed }).reason).toEqual({ kind: 'not-evaluated', what: 'yardstick' });
  });
});

describe('stateOf and exitCodeOf', () => {
  const state = (verdict: VerdictName, more: Partial<Pick<Verdict, 'reason' | 'mode' | 'onInconclusive'>> = {}) =>
    stateOf({ verdict, reason: { kind: 'nothing-changed' }, mode: 'enforce', onInconclusive: 'fail', ...more });
  const names = ['pass', 'waived', 'not-applicable', 'fail', 'inconclusive', 'invalid'] as const;

  it('turn each verdict into what branch protection and scripts see', () => {
    expect(names.map((name) => [state(name), exitCodeOf({ verdict: name })])).toEqual([
      ['success', 0],
      ['success', 0],
      ['success', 0],
      ['failure', 1],
      ['failure', 2],
      ['error', 3],
    ]);
  });

  it('let an inconclusive verdict pass the status under warn, and nothing else', () => {
    expect(names.map((name) => state(name, { onInconclusive: 'warn' }))).toEqual(
      names.map((name) => (name === 'inconclusive' ? 'success' : state(name))),
    );
  });

  it('never block in observe mode', () => {
    expect(new Set(names.map((name) => state(name, { mode: 'observe' })))).toEqual(new Set(['success']));
  });

  it('follow from the policy of the yardstick', () => {
    const verdict = assess(scenario({ cases: suite, cells, policy: { mode: 'observe', onInconclusive: 'warn' } }));
    expect(verdict).toMatchObject({ mode: 'observe', onInconclusive: 'warn' });
  });
});
