import { describe, expect, it } from 'vitest';
import type { Criterion } from '../../../src/core/contracts/yardstick.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { cases, criterion, pairs, scenario } from './scenario.ts';

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
