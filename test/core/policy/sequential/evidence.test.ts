import { describe, expect, it } from 'vitest';
import type { AssessmentInput } from '../../../../src/core/contracts/assessment.ts';
import type { ScoredCell } from '../../../../src/core/contracts/score.ts';
import type { Verdict } from '../../../../src/core/contracts/verdict.ts';
import { lookSchedule } from '../../../../src/core/plan/look-schedule.ts';
import { assess } from '../../../../src/core/policy/assess.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { cases, criterion } from '../scenario.ts';
import { cellsInOrder, EQUAL, losing, migrationOf, runUntilSettled, SEED, sequential } from './runs.ts';

/** What can be done with the evidence of a sequential run, and what it changes. */

const SUITE = cases(400);
const schedule = lookSchedule('triage', SUITE, SEED);

/** Scores alone: hundreds of runs need no bootstrap of costs and latencies. */
function withoutFigures(cells: readonly ScoredCell[]): ScoredCell[] {
  return cells.map(({ latencyMs, costUsd, inputTokens, outputTokens, ...scored }) => scored);
}

/** What a verdict says of quality, as opposed to what was called and spent. */
function judged({ verdict, migrations }: Verdict) {
  return migrations.map(({ reason, findings, comparisons, lost, won, same, counts, stopping, reliability }) => ({
    verdict,
    reason,
    findings,
    comparisons,
    flips: [lost, won, same],
    counts,
    stopped: [stopping?.cases, stopping?.looks, stopping?.why],
    reliability,
  }));
}

describe('the stop of a sequential run', () => {
  const cells = cellsInOrder(SUITE, losing(4));
  const input = runUntilSettled({ cases: SUITE, cells });

  it('is found again from its evidence, whatever order the cells come in', () => {
    const observed = [...input.cells];
    const turned = seededRandom(5).shuffle(observed);
    expect(JSON.stringify(assess({ ...input, cells: turned }))).toBe(JSON.stringify(assess(input)));
    expect(assess(JSON.parse(JSON.stringify({ ...input, cells: turned })) as AssessmentInput)).toEqual(assess(input));
  });

  it('is not moved by calls that were in flight: they count as calls and cost, and nothing else', () => {
    // Seven cells more, among them a source without its target, and a reply unlike the others.
    const overrun = cells.slice(40, 47).map((one) => ({ ...one, scores: { accuracy: { value: 0.5 } } }));
    const more = { ...input, cells: [...input.cells, ...overrun] };
    expect(judged(assess(more))).toEqual(judged(assess(input)));
    expect(migrationOf(more)).toMatchObject({
      calls: { planned: 47, made: 47, failed: 0 },
      stopping: { savedCalls: 760 - 7 },
    });
    expect(migrationOf(more).costUsd).toBeCloseTo(0.047, 10);
  });

  it('is the same when the run went on to the end all the same', () => {
    const all = sequential({ cases: SUITE, cells });
    expect(judged(assess(all))).toEqual(judged(assess(input)));
    expect(migrationOf(all).stopping?.savedCalls).toBe(0);
  });

  it('cannot be reached over a hole: a missing cell before it makes the verdict invalid', () => {
    for (const hole of [0, 21, 39]) {
      const holed = { ...input, cells: [...input.cells].filter((_, index) => index !== hole) };
      expect(migrationOf(holed)).toMatchObject({ verdict: 'invalid', reason: { kind: 'failed-cells' } });
    }
  });

  it('cannot be moved by cells of cases that the suite does not have', () => {
    const [first] = input.cells;
    const stranger = { ...(first as ScoredCell), caseId: 'nobody' };
    expect(migrationOf({ ...input, cells: [...input.cells, stranger] })).toMatchObject({
      verdict: 'invalid',
      reason: { kind: 'problem', problem: { code: 'evidence' } },
    });
  });
});

describe('evidence that was cut', () => {
  it('never turns what did not pass into a pass', () => {
    let cut = 0;
    for (let seed = 0; seed < 12; seed += 1) {
      const random = seededRandom(seed);
      const suite = cases(200);
      const source = suite.map(() => Number(random.uniform() < 0.85));
      const target = source.map((score) => (random.uniform() < 0.12 ? 0 : score));
      const outcome = (index: number) => ({ source: source[index] ?? 0, target: target[index] ?? 0 });
      const cells = withoutFigures(cellsInOrder(suite, outcome));
      const whole = migrationOf(sequential({ cases: suite, cells })).verdict;
      if (whole === 'pass') continue;
      for (const { run } of lookSchedule('triage', suite, SEED).looks) {
        const kept = migrationOf(sequential({ cases: suite, cells: cells.slice(0, 2 * run) }));
        expect(['fail', 'inconclusive', 'invalid']).toContain(kept.verdict);
        cut += 1;
      }
    }
    expect(cut).toBeGreaterThan(50);
  });

  it('of a run that stopped early is invalid, wherever it is cut', () => {
    const input = runUntilSettled({ cases: SUITE, cells: cellsInOrder(SUITE, EQUAL) });
    const all = [...input.cells];
    expect(migrationOf(input).verdict).toBe('pass');
    for (const share of [0.25, 0.5, 0.75]) {
      const cells = all.slice(0, Math.floor(all.length * share));
      expect(migrationOf({ ...input, cells }).verdict).toBe('invalid');
    }
  });
});

describe('simulated targets exactly the margin worse', () => {
  it('pass as seldom as promised, through the whole assessment', () => {
    const suite = cases(100);
    const margin = 0.1;
    const runs = 300;
    let passed = 0;
    let called = 0;
    for (let seed = 0; seed < runs; seed += 1) {
      const random = seededRandom(seed + 1_000);
      // 20 % of the cases flip: 15 % are lost, 5 % won.
      const outcomes = suite.map(() => random.uniform());
      const outcome = (index: number) => {
        const chance = outcomes[index] ?? 0;
        if (chance < 0.15) return { source: 1, target: 0 };
        return chance < 0.2 ? { source: 0, target: 1 } : { source: 1, target: 1 };
      };
      const cells = withoutFigures(cellsInOrder(suite, outcome));
      const all = [criterion('accuracy', 'max-drop', margin)];
      const { verdict, stopping } = migrationOf(sequential({ cases: suite, cells, all }));
      if (verdict === 'pass') passed += 1;
      called += stopping?.cases ?? 0;
    }
    // The nominal 5 %, and two standard errors of so few runs.
    expect(passed / runs).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / runs));
    expect(passed).toBeGreaterThan(0);
    expect(called / runs / suite.length).toBeLessThan(0.75);
  });
});

describe('figures after an early stop', () => {
  it('say how often an unchanged model would pass the whole suite, not the part that was needed', () => {
    const outcome = (index: number) => ({ source: index % 50 === 3 ? 0 : 1, target: index % 50 === 11 ? 0 : 1 });
    const early = migrationOf(runUntilSettled({ cases: SUITE, cells: cellsInOrder(SUITE, outcome) }));
    const { stop: _sequential, ...suite } = sequential({ cases: SUITE, cells: [] }).yardstick?.applications[0]
      ?.suite ?? {
      cases: SUITE,
      trials: 1,
      scorers: [],
      file: '',
    };
    const fixed = migrationOf(
      sequential({ cases: SUITE, cells: cellsInOrder(SUITE, outcome), application: { suite } }),
    );
    expect(early.stopping?.cases).toBeLessThan(300);
    expect(early.reliability?.passRate).toBeGreaterThan((fixed.reliability?.passRate ?? 1) - 0.1);
  });

  it('have intervals as wide as the look demands, for metrics without a criterion too', () => {
    const input = runUntilSettled({ cases: SUITE, cells: cellsInOrder(SUITE, losing(4)) });
    const { comparisons, findings } = migrationOf(input);
    const accuracy = comparisons.find(({ metric }) => metric === 'accuracy');
    expect(accuracy?.intervalLevel).toBe(0.9);
    expect(accuracy?.n).toBe(20);
    expect(accuracy?.interval?.[0]).toBeCloseTo(findings[0]?.interval?.[0] ?? 0, 6);
    expect(schedule.looks[0]).toEqual({ drawn: 20, run: 20, isLast: false });
  });
});
