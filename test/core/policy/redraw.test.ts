import { describe, expect, it } from 'vitest';
import type { AssessmentInput } from '../../../src/core/contracts/assessment.ts';
import type { Reuse } from '../../../src/core/contracts/cell.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import { assess, assessAlone } from '../../../src/core/policy/assess.ts';
import { earlierAttempts, redrawOf } from '../../../src/core/policy/redraw.ts';
import { cases, cell, pairs, scenario } from './scenario.ts';

const STORED: Reuse = { kind: 'stored', session: 'an earlier one' };
const suite = cases(60);

describe('earlierAttempts', () => {
  it.each([
    ['nobody knows of any', [], [], {}],
    ['the kept replies alone do', ['fail', 'pass'], [], { earlier: ['fail', 'pass'] }],
    ['the statuses alone do', [], ['fail', 'pass'], { earlier: ['fail', 'pass'], earlierFrom: 'statuses' }],
    ['both tell of the same runs', ['fail', 'pass'], ['fail', 'pass'], { earlier: ['fail', 'pass'] }],
    ['runs decided nothing', ['invalid', 'fail', 'invalid'], ['fail'], { earlier: ['invalid', 'fail', 'invalid'] }],
    [
      'runs were of other commits',
      ['fail', 'inconclusive', 'fail'],
      ['fail'],
      { earlier: ['fail', 'inconclusive', 'fail'] },
    ],
    [
      'the kept replies are of a run that decided nothing',
      ['invalid'],
      ['fail'],
      { earlier: ['fail'], earlierFrom: 'statuses' },
    ],
    [
      'the kept replies have forgotten one',
      ['fail'],
      ['fail', 'fail'],
      { earlier: ['fail', 'fail'], earlierFrom: 'statuses' },
    ],
  ] as const)('when %s', (_, kept, reported, told) => {
    expect(earlierAttempts(kept, reported)).toEqual(told);
  });
});

/** A later attempt on cells of which those that are named were reused. */
function attempt(over: Partial<AssessmentInput>, reuse: (cell: ScoredCell) => Reuse | undefined = () => undefined) {
  const { cells, ...input } = scenario({
    cases: suite,
    cells: pairs(
      suite,
      () => 1,
      () => 1,
    ),
  });
  const reused = [...cells].map((one) => {
    const how = reuse(one);
    return how === undefined ? one : { ...one, reuse: how };
  });
  return { ...input, cells: reused, ...over };
}

const FORGOTTEN = { attempt: 3, earlier: ['fail', 'fail'], earlierFrom: 'statuses' } as const;

describe('redrawOf', () => {
  it('is silent on a first attempt, and on one that reuses what was drawn', () => {
    expect(redrawOf(attempt({}))).toBeUndefined();
    expect(redrawOf(attempt({ earlier: ['fail'] }, () => STORED))).toBeUndefined();
    // What had failed before was added.
    const added = attempt({ earlier: ['fail'] }, ({ caseId }) => (caseId === 'case-0' ? undefined : STORED));
    expect(redrawOf(added)).toBeUndefined();
  });

  it('counts what was drawn where the replies of earlier attempts are gone', () => {
    expect(redrawOf(attempt(FORGOTTEN))).toEqual({ fresh: 120, kept: 0 });
    expect(redrawOf(attempt({ earlier: ['fail'] }))).toEqual({ fresh: 120, kept: 0 });
    const half = attempt(FORGOTTEN, ({ side }) => (side === 'source' ? STORED : undefined));
    expect(redrawOf(half)).toEqual({ fresh: 60, kept: 60 });
  });

  it('tells of kept replies that know less than the commit does: those of a run that was stopped, for one', () => {
    expect(redrawOf(attempt(FORGOTTEN, () => STORED))).toEqual({ fresh: 0, kept: 120 });
  });

  it('takes one reply that serves both sides for one', () => {
    const shared = attempt(FORGOTTEN, ({ side }) => (side === 'target' ? { kind: 'same-request' } : undefined));
    expect(redrawOf(shared)).toEqual({ fresh: 60, kept: 0 });
  });

  it('does not count calls for times, nor calls that failed', () => {
    const more = [
      cell('source', 'case-0', { purpose: 'timing' }),
      cell('source', 'case-1', { trial: 1, outcome: 'failed', errorKind: 'throttled' }),
    ];
    const input = attempt(FORGOTTEN, () => STORED);
    expect(redrawOf({ ...input, cells: [...input.cells, ...more] })).toEqual({ fresh: 0, kept: 120 });
  });

  it('is silent on recorded replies, which are the same every time', () => {
    const input = attempt(FORGOTTEN);
    const yardstick = input.yardstick as NonNullable<AssessmentInput['yardstick']>;
    const applications = yardstick.applications.map((one) => ({ ...one, recorded: true }));
    expect(redrawOf({ ...input, yardstick: { ...yardstick, applications } })).toBeUndefined();
  });

  it.each([['invalid'], ['invalid', 'waived']] as const)(
    'is silent where nothing may have been looked at: %s',
    (...earlier) => {
      expect(redrawOf(attempt({ earlier }))).toBeUndefined();
    },
  );

  it('stands in the verdict, which it does not change', () => {
    const first = assess(attempt({}));
    const { attempt: count, earlier, earlierFrom, redraw, ...verdict } = assess(attempt(FORGOTTEN));
    const { attempt: _one, ...before } = first;
    expect({ attempt: count, earlier, earlierFrom, redraw }).toEqual({ ...FORGOTTEN, redraw: { fresh: 120, kept: 0 } });
    expect(verdict).toEqual(before);
  });

  it('stands in it also where it came to be known once the measurement had been judged', () => {
    const known = attempt(FORGOTTEN);
    expect(assess(known, assessAlone(attempt({ earlier: ['fail'], attempt: 2 })))).toEqual(assess(known));
  });
});
