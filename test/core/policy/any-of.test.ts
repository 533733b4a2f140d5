import { describe, expect, it } from 'vitest';
import type { Criterion } from '../../../src/core/contracts/yardstick.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { cases, criterion, pairs, type Scenario, scenario } from './scenario.ts';

/** 100 cases, none lost, at half the cost: what passes and fails is plain. */
const suite = cases(100);
const cells = pairs(
  suite,
  () => 1,
  () => 1,
  (_, side) => ({ costUsd: side === 'source' ? 2 : 1 }),
);

const passes = criterion('accuracy', 'max-drop', 0.05);
const fails = criterion('cost', 'max-ratio', 0.4);
const undecided = criterion('accuracy', 'max-drop', 0.01);
const invalid = criterion('accuracy', 'max-drop', 0.05, { slices: ['nowhere'] });
const reported = (given: Criterion): Criterion => ({ ...given, enforce: 'report' });

function decide(all: readonly Criterion[], ...anyOf: (readonly (readonly Criterion[])[])[]) {
  const verdict = assess(scenario({ cases: suite, cells, all, anyOf }));
  return { ...verdict, findings: verdict.migrations[0]?.findings ?? [] };
}

describe('any-of', () => {
  it('is met by one set that passes, whatever the others do', () => {
    const { verdict, reason, findings } = decide([], [[fails], [passes], [invalid], [undecided]]);
    expect(verdict).toBe('pass');
    expect(reason).toEqual({ kind: 'all-pass', findings: 1 });
    expect(findings.map(({ alternative, status }) => [alternative, status])).toEqual([
      ['0.0', 'fail'],
      ['0.1', 'pass'],
      ['0.2', 'pass'],
      ['0.2', 'invalid'],
      ['0.3', 'inconclusive'],
    ]);
  });

  it('shares the error rate among its alternatives, each being a chance to pass', () => {
    const level = (...sets: (readonly Criterion[])[]) =>
      decide([passes], sets).findings.map(({ confidence, intervalLevel }) => [confidence, intervalLevel]);
    expect(level([passes], [undecided])).toEqual([
      [0.95, 0.9],
      [0.975, 0.95],
      [0.975, 0.95],
    ]);
    // One alternative is no choice; a set that the observed figure decides, or that only reports, errs at no rate.
    const observed = criterion('accuracy', 'min', 0.9);
    const oneJudged = level([passes], [observed], [reported(passes)]);
    expect(oneJudged).toHaveLength(4);
    expect(oneJudged.every(([confidence]) => confidence === 0.95)).toBe(true);
  });

  it('asks more of each alternative than of the only one', () => {
    const small = cases(60);
    const decided = (anyOf: Scenario['anyOf'] & {}) => {
      const same = pairs(
        small,
        () => 1,
        () => 1,
      );
      return assess(scenario({ cases: small, cells: same, all: [], anyOf })).verdict;
    };
    // Without a flip 60 cases exclude 4.3 points at an error rate of 0.05, and 6.0 at 0.025.
    expect(decided([[[passes]]])).toBe('pass');
    expect(decided([[[passes], [passes, undecided]]])).toBe('inconclusive');
  });

  it('needs every criterion of the set', () => {
    expect(decide([], [[passes, fails]]).verdict).toBe('fail');
    expect(decide([], [[passes, undecided], [fails]]).verdict).toBe('inconclusive');
  });

  it('comes to the best of its sets when none passes, and gives that set for the reason', () => {
    const { verdict, reason } = decide([], [[fails], [undecided], [invalid]]);
    expect(verdict).toBe('inconclusive');
    expect(reason).toMatchObject({ kind: 'finding', finding: { alternative: '0.1', threshold: 0.01 }, others: 0 });
    expect(decide([], [[invalid], [fails]]).verdict).toBe('fail');
    expect(decide([], [[invalid]]).verdict).toBe('invalid');
  });

  it('stands beside the plain criteria, and each group by itself', () => {
    expect(decide([fails], [[passes]]).verdict).toBe('fail');
    expect(decide([passes], [[passes]], [[fails]]).verdict).toBe('fail');
    expect(decide([passes], [[passes], [fails]], [[fails], [passes]]).reason).toEqual({
      kind: 'all-pass',
      findings: 3,
    });
  });

  it('does not take a set for passed that blocks nothing', () => {
    expect(decide([], [[reported(passes)], [fails]]).verdict).toBe('fail');
    expect(decide([passes], [[reported(fails)]]).verdict).toBe('pass');
    expect(decide([], [[reported(passes)], []])).toMatchObject({
      verdict: 'inconclusive',
      reason: { kind: 'no-blocking-criterion', application: 'triage' },
    });
  });
});

describe('enforce: report', () => {
  it('shows a finding that never decides', () => {
    const { verdict, findings } = decide([passes, reported(fails), reported(invalid)]);
    expect(verdict).toBe('pass');
    expect(findings.map(({ status, enforce }) => [status, enforce])).toEqual([
      ['pass', 'block'],
      ['fail', 'report'],
      ['pass', 'report'],
      ['invalid', 'report'],
    ]);
  });

  it('leaves nothing decided when nothing else is demanded', () => {
    expect(decide([reported(passes)])).toMatchObject({
      verdict: 'inconclusive',
      reason: { kind: 'no-blocking-criterion', application: 'triage' },
    });
  });
});

describe('because', () => {
  it('stays with the finding', () => {
    const { findings } = decide([{ ...passes, because: 'the contract says so' }]);
    expect(findings[0]?.because).toBe('the contract says so');
  });
});
