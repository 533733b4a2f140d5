import { describe, expect, it } from 'vitest';
import type { Case } from '../../../../src/core/contracts/suite.ts';
import type { Criterion } from '../../../../src/core/contracts/yardstick.ts';
import { assess } from '../../../../src/core/policy/assess.ts';
import { watchRun } from '../../../../src/core/policy/sequential/watch.ts';
import { cases, criterion } from '../scenario.ts';
import { cellsInOrder, EQUAL, losing, migrationOf, type Outcome, runUntilSettled, sequential } from './runs.ts';

/** Many questions at once: slices, alternatives, applications. */

const drop = (margin: number, more: Partial<Criterion> = {}) => criterion('accuracy', 'max-drop', margin, more);

/** 400 cases: `half` has every second one, `rare` 20. */
const SLICED = cases(400, (index) => ({
  slices: [...(index % 2 === 0 ? ['half'] : []), ...(index % 20 === 1 ? ['rare'] : [])],
}));

/** Wrong on the cases of one slice. */
function losingIn(suite: readonly Case[], slice: string): Outcome {
  return (index) => ({ source: 1, target: suite[index]?.slices.includes(slice) ? 0 : 1 });
}

describe('slices', () => {
  it('are looked at at the same moments, with their own counts', () => {
    const { findings, verdict, stopping } = migrationOf(
      runUntilSettled({
        cases: SLICED,
        cells: cellsInOrder(SLICED, losingIn(SLICED, 'half')),
        all: [drop(0.1, { slices: ['half'] })],
      }),
    );
    expect([verdict, stopping?.cases]).toEqual(['fail', 40]);
    expect(findings).toMatchObject([
      { status: 'fail', n: 20, look: { cases: 20, of: 400 } },
      { slice: 'half', status: 'fail', n: 20, look: { cases: 20, of: 200 } },
    ]);
  });

  it('too small to pass whatever they show are shown, and hold nothing open', () => {
    const { findings, verdict, stopping } = migrationOf(
      runUntilSettled({ cases: SLICED, cells: cellsInOrder(SLICED, EQUAL), all: [drop(0.1, { slices: 'all' })] }),
    );
    expect(verdict).toBe('pass');
    expect(stopping?.cases).toBeLessThan(400);
    expect(findings.map(({ slice, status }) => [slice, status])).toEqual([
      [undefined, 'pass'],
      ['half', 'pass'],
      ['rare', 'inconclusive'],
    ]);
    // All of its cases are told, not those that were drawn.
    expect(findings[2]).toMatchObject({ enforce: 'report', cause: { kind: 'slice-too-small', n: 20, needed: 25 } });
  });

  it('of the same size that are named are decided, on all their cases where they have to be', () => {
    const { findings, verdict } = migrationOf(
      runUntilSettled({ cases: SLICED, cells: cellsInOrder(SLICED, EQUAL), all: [drop(0.1, { slices: ['rare'] })] }),
    );
    expect(verdict).toBe('inconclusive');
    expect(findings[1]).toMatchObject({ slice: 'rare', enforce: 'block', status: 'inconclusive', n: 20 });
    expect(findings[1]?.look).toEqual({ cases: 20, of: 20 });
  });

  it('that the suite does not have are invalid, as ever', () => {
    const all = [drop(0.1, { slices: ['nowhere'] })];
    expect(migrationOf(runUntilSettled({ cases: SLICED, cells: cellsInOrder(SLICED, EQUAL), all }))).toMatchObject({
      verdict: 'invalid',
      findings: [{ status: 'pass' }, { slice: 'nowhere', cause: { kind: 'slice-unknown' } }],
    });
  });

  it('share the error rate of failing, so that many of them fail no sooner by chance', () => {
    const slices = Array.from({ length: 10 }, (_, index) => `s${index}`);
    const suite = cases(1_000, (index) => ({ slices: [slices[index % 10] ?? ''] }));
    // One slice loses a quarter of its cases; alone it would fail at once, among ten it takes more.
    const outcome: Outcome = (index) => ({ source: 1, target: index % 10 === 3 && index % 40 < 10 ? 0 : 1 });
    const cells = cellsInOrder(suite, outcome);
    const alone = migrationOf(sequential({ cases: suite, cells, all: [drop(0.05, { slices: ['s3'] })] }));
    const among = migrationOf(sequential({ cases: suite, cells, all: [drop(0.05, { slices })] }));
    const lookOf = ({ findings }: typeof alone) => findings.find(({ slice }) => slice === 's3')?.look?.cases ?? 0;
    const statusOf = ({ findings }: typeof alone) => findings.find(({ slice }) => slice === 's3')?.status;
    expect([statusOf(alone), statusOf(among)]).toEqual(['fail', 'fail']);
    expect(lookOf(among)).toBeGreaterThanOrEqual(lookOf(alone));
    // Its interval is wider towards the good side by as much.
    const endOf = ({ findings }: typeof alone) => findings.find(({ slice }) => slice === 's3')?.interval?.[1] ?? 0;
    expect(lookOf(among) > lookOf(alone) || endOf(among) > endOf(alone)).toBe(true);
  });
});

describe('alternatives', () => {
  const suite = cases(400);
  const cheap = criterion('cost', 'max-ratio', 1.1);

  it('are settled as soon as one set passes as a whole; the others need no answer', () => {
    const { findings, verdict, stopping } = migrationOf(
      runUntilSettled({
        cases: suite,
        cells: cellsInOrder(suite, EQUAL),
        all: [],
        anyOf: [[[drop(0.1)], [drop(0.2), cheap]]],
      }),
    );
    expect([verdict, stopping?.why]).toEqual(['pass', 'decided']);
    expect(stopping?.cases).toBeLessThan(400);
    expect(findings.map(({ alternative, metric, status }) => [alternative, metric, status])).toEqual([
      ['0.0', 'accuracy', 'pass'],
      ['0.1', 'accuracy', 'pass'],
      ['0.1', 'cost', 'inconclusive'],
    ]);
    expect(findings[2]?.cause?.kind).toBe('left-open');
  });

  it('go on while a set may still pass, even one that only all cases decide', () => {
    const given = { cases: suite, all: [], anyOf: [[[drop(0.01)], [drop(0.9), cheap]]] };
    const { verdict, stopping } = migrationOf(runUntilSettled({ ...given, cells: cellsInOrder(suite, losing(4)) }));
    expect([verdict, stopping?.cases]).toEqual(['pass', 400]);
  });

  it('are settled when no set can pass any more', () => {
    const { verdict, stopping } = migrationOf(
      runUntilSettled({
        cases: suite,
        cells: cellsInOrder(suite, losing(8)),
        all: [],
        anyOf: [[[drop(0.1)], [drop(0.2), cheap]]],
      }),
    );
    expect(verdict).toBe('fail');
    expect(stopping?.cases).toBeLessThan(200);
  });
});

describe('a watched run', () => {
  it('follows every application by itself, and never ends one that is not sequential', () => {
    const suite = cases(400);
    const observed = cellsInOrder(suite, losing(4));
    const input = { ...sequential({ cases: suite, cells: [] }), cells: observed };
    const [application] = input.yardstick?.applications ?? [];
    if (application === undefined || input.yardstick === undefined) throw new Error('no application');
    const { stop: _none, ...fixed } = application.suite;
    const other = { ...application, name: 'fixed', suite: fixed };
    const yardstick = { ...input.yardstick, applications: [application, other] };
    const subjects = input.subjects.flatMap((one) => [one, { ...one, application: 'fixed' }]);
    const watch = watchRun({ yardstick, subjects, cells: observed });
    for (const one of observed) {
      watch.note(one);
      watch.note({ ...one, application: 'fixed' });
      watch.note({ ...one, application: 'nobody' });
    }
    expect(watch.isSettled('triage')).toBe(true);
    expect(watch.isSettled('fixed')).toBe(false);
    expect(watch.isSettled('nobody')).toBe(false);
  });

  it('of a draft, whose sample is evaluated as a whole, never ends early', () => {
    const suite = cases(400);
    const observed = cellsInOrder(suite, losing(4));
    const watch = watchRun({ ...sequential({ cases: suite, cells: [] }), cells: observed, scope: 'draft' });
    for (const one of observed) watch.note(one);
    expect(watch.isSettled('triage')).toBe(false);
  });

  it('counts planned calls alone: repetitions and calls for times complete no look', () => {
    const suite = cases(400);
    const observed = cellsInOrder(suite, losing(4)).slice(0, 80);
    const watch = watchRun({ ...sequential({ cases: suite, cells: [] }), cells: observed });
    for (const one of observed) watch.note({ ...one, purpose: 'confirm' });
    expect(watch.isSettled('triage')).toBe(false);
    for (const one of observed) watch.note(one);
    expect(watch.isSettled('triage')).toBe(true);
  });
});

describe('the verdict over several applications', () => {
  it('is the worst, each with its own stop', () => {
    const suite = cases(400);
    const base = sequential({ cases: suite, cells: [] });
    const [application] = base.yardstick?.applications ?? [];
    if (application === undefined || base.yardstick === undefined) throw new Error('no application');
    const good = { ...application, name: 'other' };
    const yardstick = { ...base.yardstick, applications: [application, good] };
    const cells = [
      ...cellsInOrder(suite, losing(4)),
      ...cellsInOrder(suite, EQUAL).map((one) => ({ ...one, application: 'other' })),
    ];
    const subjects = base.subjects.flatMap((one) => [one, { ...one, application: 'other' }]);
    const verdict = assess({ ...base, yardstick, subjects, cells });
    expect(verdict.verdict).toBe('fail');
    expect(verdict.migrations.map((one) => one.verdict)).toEqual(['fail', 'pass']);
    expect(verdict.migrations[0]?.stopping?.cases).toBe(20);
    // `other` is drawn in an order of its own, and its cells above are not in it: they are all there, so nothing is missing.
    expect(verdict.migrations[1]?.stopping?.cases).toBeLessThan(400);
  });
});
