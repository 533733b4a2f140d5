import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/core/contracts/verdict.ts';
import { draftSample } from '../../../src/core/plan/draft-sample.ts';
import { assess, lostCriticalCases } from '../../../src/core/policy/assess.ts';
import { exitCodeOf, stateOf } from '../../../src/core/policy/status.ts';
import { cases, criterion, pairs, type Scenario, scenario } from './scenario.ts';

const DRAFT = { scope: 'draft' } as const;
const SUITE = cases(600, (index) => ({ slices: [index % 10 === 0 ? 'rare' : 'usual'] }));

/** The scenario with cells of the draft's sample alone. */
function onDraft(
  given: Omit<Scenario, 'cells' | 'cases'> & { readonly cases?: Scenario['cases'] },
  source: (index: number) => number = () => 1,
  target: (index: number) => number = () => 1,
): Verdict {
  const whole = scenario({ cases: SUITE, ...given, cells: [] });
  const [application] = whole.yardstick?.applications ?? [];
  if (application === undefined || whole.yardstick === undefined) throw new Error('no application');
  const sample = draftSample(application, whole.yardstick.seed).suite.cases;
  return assess({ ...whole, ...DRAFT, cells: pairs(sample, source, target) });
}

const application = (suite: Scenario['cases']) => {
  const [one] = scenario({ cases: suite, cells: [] }).yardstick?.applications ?? [];
  if (one === undefined) throw new Error('no application');
  return one;
};

describe('the sample of a draft', () => {
  it('has 30 cases, balanced over slices, in the order of the suite, the same every time', () => {
    const { cases: sample } = draftSample(application(SUITE), 7).suite;
    expect(sample).toHaveLength(30);
    expect(sample.filter(({ slices }) => slices.includes('rare'))).toHaveLength(3);
    expect(sample.map(({ line }) => line)).toEqual(sample.map(({ line }) => line).sort((a, b) => a - b));
    expect(draftSample(application(SUITE), 7).suite.cases).toEqual(sample);
    expect(draftSample(application(SUITE), 8).suite.cases).not.toEqual(sample);
  });

  it('has every critical case, however many there are', () => {
    const few = cases(200, (index) => ({ critical: index % 50 === 0 }));
    expect(draftSample(application(few), 7).suite.cases.filter(({ critical }) => critical)).toHaveLength(4);
    expect(draftSample(application(few), 7).suite.cases).toHaveLength(30);
    const many = cases(200, (index) => ({ critical: index < 45 }));
    expect(draftSample(application(many), 7).suite.cases).toEqual(many.slice(0, 45));
  });

  it('is called as a whole, and is the suite itself when that is small', () => {
    const sequential = { ...application(SUITE), suite: { ...application(SUITE).suite, stop: 'sequential' as const } };
    expect(draftSample(sequential, 7).suite.stop).toBeUndefined();
    const small = application(cases(30));
    expect(draftSample(small, 7)).toBe(small);
  });
});

describe('a draft', () => {
  it('is never accepted, however good its sample is', () => {
    const verdict = onDraft({ all: [criterion('accuracy', 'min', 0.5), criterion('accuracy', 'max-drop', 0.4)] });
    expect(verdict).toMatchObject({
      verdict: 'inconclusive',
      scope: 'draft',
      reason: { kind: 'sample', application: 'triage', cases: 30, of: 600, lost: 0 },
    });
    expect(verdict.migrations[0]).toMatchObject({ cases: 30, calls: { planned: 60, made: 60, failed: 0 } });
    expect(verdict.migrations[0]?.reliability).toBeUndefined();
    expect([stateOf(verdict), exitCodeOf(verdict)]).toEqual(['failure', 2]);
  });

  it('is not green under on-inconclusive: warn, either', () => {
    const verdict = onDraft({ policy: { onInconclusive: 'warn' } });
    expect(verdict.verdict).toBe('inconclusive');
    expect(stateOf(verdict)).toBe('failure');
    expect(stateOf({ ...verdict, mode: 'observe' })).toBe('success');
  });

  it('counts what the sample lost', () => {
    const verdict = onDraft({}, undefined, (index) => (index < 2 ? 0 : 1));
    expect(verdict.reason).toMatchObject({ kind: 'sample', lost: 2 });
  });

  it('fails when the sample alone proves it', () => {
    const verdict = onDraft({ all: [criterion('accuracy', 'max-drop', 0.05)] }, undefined, () => 0);
    expect(verdict).toMatchObject({ verdict: 'fail', reason: { kind: 'finding', finding: { status: 'fail' } } });
  });

  it('does not fail by a figure that the rest of the suite could still change', () => {
    const verdict = onDraft({ all: [criterion('accuracy', 'min', 0.9)] }, undefined, (index) => (index < 10 ? 0 : 1));
    expect(verdict).toMatchObject({ verdict: 'inconclusive', reason: { kind: 'sample', lost: 10 } });
    expect(verdict.migrations[0]?.findings[0]).toMatchObject({
      status: 'inconclusive',
      cause: { kind: 'too-few-cases', n: 30, needed: 600 },
    });
  });

  it('fails by a lost critical case, which is repeated like in any other run', () => {
    const suite = cases(600, (index) => ({ critical: index < 3 }));
    const whole = scenario({ cases: suite, cells: [] });
    const sample = draftSample(application(suite), whole.yardstick?.seed ?? 0).suite.cases;
    const cells = pairs(
      sample,
      () => 1,
      (index) => (sample[index]?.critical ? 0 : 1),
    );
    expect(lostCriticalCases({ ...whole, ...DRAFT, cells })).toEqual([
      { application: 'triage', caseIds: ['case-0', 'case-1', 'case-2'] },
    ]);
    expect(assess({ ...whole, ...DRAFT, cells })).toMatchObject({ verdict: 'fail', reason: { kind: 'critical' } });
  });

  it('does not fail for a named slice that the sample happens to lack', () => {
    const suite = cases(600, (index) => ({ slices: index === 599 ? ['one'] : [] }));
    const verdict = onDraft({
      cases: suite,
      all: [criterion('accuracy', 'max-drop', 0.3, { slices: ['one', 'none'] })],
    });
    const [, one, none] = verdict.migrations[0]?.findings ?? [];
    expect(none).toMatchObject({ slice: 'none', status: 'invalid' });
    expect(one).toMatchObject({
      slice: 'one',
      status: 'inconclusive',
      cause: { kind: 'too-few-cases', n: 0, needed: 1 },
    });
    expect(verdict.verdict).toBe('invalid');
  });

  it('is invalid for what makes any run invalid', () => {
    const whole = scenario({ cases: SUITE, cells: [] });
    expect(assess({ ...whole, ...DRAFT })).toMatchObject({ verdict: 'invalid' });
    const problem = { code: 'suite', message: 'broken', application: 'triage' } as const;
    expect(onDraft({ input: { problems: [problem] } })).toMatchObject({ verdict: 'invalid' });
  });

  it('decides on a suite that its sample covers', () => {
    const small = cases(30);
    const verdict = onDraft({ cases: small, all: [criterion('accuracy', 'max-drop', 0.3)] });
    expect(verdict.verdict).toBe('pass');
  });

  it('counts cells beyond the sample as strays: whoever adds them cannot turn it', () => {
    const whole = scenario({
      cases: SUITE,
      cells: pairs(
        SUITE,
        () => 1,
        () => 1,
      ),
    });
    expect(assess({ ...whole, ...DRAFT })).toMatchObject({ verdict: 'invalid' });
    expect(assess(whole).verdict).toBe('pass');
  });
});
