import { describe, expect, it } from 'vitest';
import { lookSchedule } from '../../../../src/core/plan/look-schedule.ts';
import { cases, cell, criterion, failed, scorer } from '../scenario.ts';
import { AT_THE_MARGIN, cellsInOrder, EQUAL, losing, migrationOf, runUntilSettled, SEED, sequential } from './runs.ts';

const SUITE = cases(400);

describe('a sequential run', () => {
  it('ends at the first look that shows a plain regression, and judges by its cases alone', () => {
    const input = runUntilSettled({ cases: SUITE, cells: cellsInOrder(SUITE, losing(4)) });
    expect(input.cells.length).toBe(40);
    const { verdict, findings, stopping, calls, counts, same, lost, cases: all } = migrationOf(input);
    expect([verdict, all]).toEqual(['fail', 400]);
    expect(stopping).toEqual({ cases: 20, of: 400, looks: 1, why: 'decided', savedCalls: 760 });
    expect(calls).toEqual({ planned: 40, made: 40, cached: 0, failed: 0 });
    expect(counts.target).toMatchObject({ planned: 20, replied: 20, errors: {} });
    expect(same + lost.length).toBe(20);
    expect(findings).toMatchObject([{ status: 'fail', n: 20, method: 'tango', look: { cases: 20, of: 400 } }]);
    // The repeated interval agrees with the finding, and is wider than the interval of a single test of 20 cases.
    const [low = 0, high = 0] = findings[0]?.interval ?? [];
    expect(high).toBeLessThan(-0.05);
    expect(high - low).toBeGreaterThan(0.35);
  });

  it('passes an equal target once enough cases agree', () => {
    const { verdict, stopping, findings } = migrationOf(
      runUntilSettled({ cases: SUITE, cells: cellsInOrder(SUITE, EQUAL) }),
    );
    expect(verdict).toBe('pass');
    expect(stopping).toMatchObject({ why: 'decided', of: 400 });
    expect(stopping?.cases).toBeLessThan(240);
    expect(findings[0]?.look).toEqual({ cases: stopping?.cases, of: 400 });
    expect(findings[0]?.interval?.[0]).toBeGreaterThanOrEqual(-0.05);
  });

  it('gives up when the cases to come would hardly decide it, and says so', () => {
    const { verdict, stopping, findings, reason } = migrationOf(
      runUntilSettled({
        cases: SUITE,
        cells: cellsInOrder(SUITE, AT_THE_MARGIN),
        all: [criterion('accuracy', 'max-drop', 0.05)],
      }),
    );
    expect(verdict).toBe('inconclusive');
    expect(stopping?.why).toBe('futile');
    expect(stopping?.cases).toBeLessThan(400);
    expect(findings[0]?.cause).toEqual({ kind: 'futile', cases: stopping?.cases, of: 400 });
    expect(reason.kind).toBe('finding');
  });

  it('calls it decided when one bound has failed, whatever was given up beside it', () => {
    const fifteenWorse = (index: number) => ({ source: index % 20 === 5 ? 0 : 1, target: index % 20 < 4 ? 0 : 1 });
    const { verdict, stopping, findings } = migrationOf(
      runUntilSettled({
        cases: SUITE,
        cells: cellsInOrder(SUITE, fifteenWorse),
        all: [criterion('accuracy', 'max-drop', 0.1), criterion('accuracy', 'max-drop', 0)],
      }),
    );
    expect(verdict).toBe('fail');
    expect(findings.map(({ status, cause }) => cause?.kind ?? status)).toEqual(['futile', 'fail']);
    expect(stopping?.why).toBe('decided');
  });

  it('uses all cases where no look settles it', () => {
    const input = runUntilSettled({
      cases: SUITE,
      cells: cellsInOrder(SUITE, EQUAL),
      all: [criterion('accuracy', 'max-drop', 0.05), criterion('cost', 'max-ratio', 1.1)],
    });
    const { verdict, stopping, findings } = migrationOf(input);
    expect(input.cells.length).toBe(800);
    expect(verdict).toBe('pass');
    expect(stopping).toEqual({ cases: 400, of: 400, looks: 20, why: 'all-cases', savedCalls: 0 });
    // What a look decided stands as it was; what had to wait rests on everything, and has no look.
    expect(findings[0]?.look?.cases).toBeLessThan(400);
    expect(findings[0]?.n).toBe(findings[0]?.look?.cases);
    expect(findings[1]).toMatchObject({ metric: 'cost', n: 400 });
    expect(findings[1]).not.toHaveProperty('look');
  });

  it('waits no longer for what only all cases decide once a plain criterion has failed', () => {
    const { verdict, findings, stopping } = migrationOf(
      runUntilSettled({
        cases: SUITE,
        cells: cellsInOrder(SUITE, losing(4)),
        all: [
          criterion('cost', 'max-ratio', 1.1),
          criterion('accuracy', 'max-drop', 0.05),
          criterion('accuracy', 'min', 0.5),
        ],
      }),
    );
    expect(verdict).toBe('fail');
    expect(stopping?.cases).toBe(20);
    expect(findings.map(({ metric, criterion: key, status }) => [metric, key, status])).toEqual([
      ['cost', 'max-ratio', 'inconclusive'],
      ['accuracy', 'max-drop', 'fail'],
      ['accuracy', 'min', 'inconclusive'],
    ]);
    for (const { cause, interval } of [findings[0], findings[2]].flatMap((one) => one ?? [])) {
      expect(cause).toEqual({ kind: 'left-open', cases: 20, of: 400 });
      expect(interval).toBeUndefined();
    }
  });

  it('lets reported criteria hold nothing open, and shows them with what is there', () => {
    const latency = criterion('latency-p95', 'max-ratio', 1.25, { enforce: 'report' });
    const format = criterion('format', 'max-drop', 0.02, { enforce: 'report' });
    const { findings, stopping } = migrationOf(
      runUntilSettled({
        cases: SUITE,
        scorers: [scorer(), scorer('format')],
        cells: cellsInOrder(SUITE, losing(4), (_, side) => ({
          scores: { accuracy: { value: side === 'source' ? 1 : 0.4 }, format: { value: 1 } },
        })),
        all: [criterion('accuracy', 'max-drop', 0.05), latency, format],
      }),
    );
    expect(stopping?.cases).toBe(20);
    expect(findings[1]).toMatchObject({
      enforce: 'report',
      status: 'inconclusive',
      cause: { kind: 'too-few-cases', n: 20 },
    });
    expect(findings[2]).toMatchObject({
      enforce: 'report',
      status: 'inconclusive',
      cause: { kind: 'left-open', cases: 20 },
    });
    expect(findings[2]?.interval).toBeDefined();
  });

  it('decides nothing early where nothing blocks', () => {
    const input = runUntilSettled({
      cases: SUITE,
      cells: cellsInOrder(SUITE, losing(4)),
      all: [criterion('accuracy', 'max-drop', 0.05, { enforce: 'report' })],
    });
    expect(input.cells.length).toBe(800);
    expect(migrationOf(input)).toMatchObject({ verdict: 'inconclusive', reason: { kind: 'no-blocking-criterion' } });
  });

  it('counts a case when all its trials are there', () => {
    const input = runUntilSettled({ cases: SUITE, trials: 3, cells: cellsInOrder(SUITE, losing(4), () => ({}), 3) });
    expect(input.cells.length).toBe(20 * 3 * 2);
    expect(migrationOf(input)).toMatchObject({
      verdict: 'fail',
      trials: 3,
      stopping: { cases: 20, savedCalls: 380 * 6 },
      findings: [{ method: 'small-sample', look: { cases: 20, of: 400 } }],
    });
  });

  it('judges an added application by its absolute criteria, exactly while cases are few', () => {
    const suite = cases(400);
    const given = {
      cases: suite,
      cells: cellsInOrder(suite, losing(6)).filter(({ side }) => side === 'target'),
      subject: { kind: 'added' as const },
      all: [criterion('accuracy', 'min', 0.8, { evidence: 'interval' }), criterion('accuracy', 'max-drop', 0.05)],
    };
    const input = runUntilSettled(given);
    expect(input.cells.length).toBe(20);
    expect(migrationOf(input)).toMatchObject({
      verdict: 'fail',
      stopping: { cases: 20, looks: 1, savedCalls: 380 },
      findings: [
        { criterion: 'min', status: 'fail', method: 'clopper-pearson', look: { cases: 20, of: 400 } },
        { criterion: 'max-drop', enforce: 'report', cause: { kind: 'no-source' } },
      ],
    });
  });

  it('a suite without cases is invalid, as ever', () => {
    expect(migrationOf(sequential({ cases: [], cells: [] }))).toMatchObject({ verdict: 'invalid' });
  });
});

describe('criteria on the observed figure', () => {
  const min = (bound: number) => [criterion('accuracy', 'min', bound)];

  it('fail as soon as the remaining cases cannot save them', () => {
    const { verdict, stopping, findings } = migrationOf(
      runUntilSettled({ cases: SUITE, cells: cellsInOrder(SUITE, losing(8)), all: min(0.8) }),
    );
    // 20 % of the first k cases are right: 0.2 k + (400 − k) < 320 from k = 101 on, in the mean; the first 100 have fewer.
    expect([verdict, stopping?.cases]).toEqual(['fail', 100]);
    expect(findings[0]).toMatchObject({ status: 'fail', look: { cases: 100, of: 400 }, method: 'observed' });
    expect(findings[0]?.interval).toBeUndefined();
  });

  it('pass as soon as no failure to come can break them', () => {
    const { verdict, stopping } = migrationOf(
      runUntilSettled({ cases: SUITE, cells: cellsInOrder(SUITE, EQUAL), all: min(0.7) }),
    );
    // All right so far: k ≥ 0.7 · 400, and strictly more than that.
    expect([verdict, stopping?.cases]).toEqual(['pass', 300]);
  });

  it('of amounts without a limit wait for the end', () => {
    const all = [criterion('cost', 'max', 0.01)];
    const { verdict, stopping } = migrationOf(
      runUntilSettled({ cases: SUITE, cells: cellsInOrder(SUITE, EQUAL), all }),
    );
    expect([verdict, stopping?.cases]).toEqual(['pass', 400]);
  });
});

describe('critical cases', () => {
  const suite = cases(400, (index) => ({ critical: index % 8 === 0 }));
  // Right on every critical case, wrong on all others: a sample of mostly critical cases would flatter the target.
  const flattering = cellsInOrder(suite, (index) => ({ source: 1, target: index % 8 === 0 ? 1 : 0 }));

  it('run first, and are no more of the sample than of the suite', () => {
    const input = runUntilSettled({ cases: suite, cells: flattering });
    const { verdict, stopping, findings } = migrationOf(input);
    expect(
      new Set([...input.cells].slice(0, 100).map(({ caseId }) => suite.find(({ id }) => id === caseId)?.critical)),
    ).toEqual(new Set([true]));
    expect(verdict).toBe('fail');
    const [finding] = findings;
    // The sample has 2 of the 50 critical cases; the other 48 were run, and are no part of its figures.
    expect(finding).toMatchObject({ n: 20, look: { cases: 20, of: 400 } });
    expect(stopping).toMatchObject({ cases: 68, looks: 1, savedCalls: (400 - 68) * 2 });
    expect(input.cells.length).toBe(136);
  });

  it('are all judged, whichever of them the sample has', () => {
    const lostId = suite
      .filter(({ critical }) => critical)
      .find(({ id }) => {
        const rank = lookSchedule('triage', suite, SEED).drawRank(id) ?? 0;
        return rank > 300;
      })?.id;
    const cells = cellsInOrder(suite, (index) => ({ source: 1, target: suite[index]?.id === lostId ? 0 : 1 }));
    const input = runUntilSettled({ cases: suite, cells });
    const { verdict, criticalLosses, lost, stopping } = migrationOf(input);
    expect(verdict).toBe('fail');
    expect(stopping?.cases).toBeLessThan(400);
    expect(criticalLosses.map(({ caseId }) => caseId)).toEqual([lostId]);
    expect(lost).toEqual([lostId]);
  });
});

describe('failed cells', () => {
  it('over the limit keep a run from ending, as more cases may bring them below', () => {
    const cells = cellsInOrder(SUITE, losing(4));
    const [first] = cells;
    const withFailure = cells.map((one) => (one === first ? failed('source', one.caseId) : one));
    const given = { cases: SUITE, cells: withFailure, policy: { maxErrorRate: 0.01 } };
    const { verdict, stopping, counts, findings } = migrationOf(runUntilSettled(given));
    // One of 80 is too many; one of 100 is not. What the first look decided stands.
    expect(verdict).toBe('fail');
    expect(stopping).toMatchObject({ cases: 100, looks: 5, why: 'decided' });
    expect(counts.source.failed).toBe(1);
    expect(findings[0]).toMatchObject({ n: 19, look: { cases: 20, of: 400 } });
  });

  it('of all cases over the limit make it invalid, counted over the cases that were reached', () => {
    const cells = cellsInOrder(SUITE, EQUAL).map((one, index) =>
      one.side === 'target' && index % 40 === 1 ? failed('target', one.caseId) : one,
    );
    expect(migrationOf(runUntilSettled({ cases: SUITE, cells }))).toMatchObject({
      verdict: 'invalid',
      reason: { kind: 'failed-cells', side: 'target', failed: 20, planned: 400 },
      stopping: { why: 'all-cases' },
    });
  });

  it('leave a whole look without a figure more, and nothing breaks', () => {
    const cells = cellsInOrder(SUITE, AT_THE_MARGIN).map((one, index) =>
      index >= 80 && index < 240 ? failed(one.side, one.caseId) : one,
    );
    const { findings, verdict } = migrationOf(runUntilSettled({ cases: SUITE, cells, policy: { maxErrorRate: 0.7 } }));
    expect(verdict).toBe('inconclusive');
    // The second and third look saw what the first did.
    expect(findings[0]?.n).toBe((findings[0]?.look?.cases ?? 0) - 80);
  });

  it('a figure that is no number keeps the run going and makes the verdict invalid', () => {
    const cells = cellsInOrder(SUITE, losing(4)).map((one, index) =>
      index === 3 ? cell(one.side, one.caseId, { scores: { accuracy: { value: Number.NaN } } }) : one,
    );
    const input = runUntilSettled({ cases: SUITE, cells });
    expect(input.cells.length).toBe(800);
    expect(migrationOf(input)).toMatchObject({ verdict: 'invalid', findings: [{ cause: { kind: 'not-a-number' } }] });
  });
});
