import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../src/core/contracts/cell.ts';
import { runOrder } from '../../../src/core/plan/case-order.ts';
import { type ApplicationPlan, confirmationCells, planCells } from '../../../src/core/plan/cells.ts';

/** The sequence, written out. */
const planned = (request: Parameters<typeof planCells>[0]): readonly Cell[] => [...planCells(request)];

const cases = (count: number, critical: readonly number[] = []) =>
  Array.from({ length: count }, (_, index) => ({
    id: `c-${index}`,
    critical: critical.includes(index),
    slices: [] as string[],
  }));

const plan = (more: Partial<ApplicationPlan> = {}): ApplicationPlan => ({
  name: 'triage',
  cases: cases(50, [7, 31]),
  trials: 2,
  sides: ['source', 'target'],
  ...more,
});

const key = ({ application, side, caseId, trial }: Cell) => [application, side, caseId, trial].join(' ');

describe('planCells', () => {
  test('plans every side, case and trial exactly once', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.integer({ min: 1, max: 4 }), fc.nat(0xffff_ffff), (count, trials, seed) => {
        const sequence = planCells({ applications: [plan({ cases: cases(count), trials })], seed });
        const cells = [...sequence];
        expect(new Set(cells.map(key)).size).toBe(count * trials * 2);
        expect(cells).toHaveLength(count * trials * 2);
        expect(sequence.length).toBe(count * trials * 2);
        expect([...sequence]).toEqual(cells);
      }),
    );
  });

  test('puts source and target of a trial back to back, and a case’s trials together', () => {
    const cells = planned({ applications: [plan()], seed: 1 });
    for (let index = 0; index < cells.length; index += 2) {
      const [first, second] = cells.slice(index, index + 2);
      expect([first?.caseId, first?.trial]).toEqual([second?.caseId, second?.trial]);
      expect(first?.side).not.toBe(second?.side);
    }
    for (let index = 0; index < cells.length; index += 4) {
      expect(new Set(cells.slice(index, index + 4).map(({ caseId }) => caseId)).size).toBe(1);
    }
  });

  test('lets a coin say which side goes first', () => {
    const cells = planned({ applications: [plan({ cases: cases(1_000), trials: 1 })], seed: 42 });
    const sourceFirst = cells.filter(({ side }, index) => index % 2 === 0 && side === 'source').length;
    // Five standard deviations of a fair coin either way.
    expect(sourceFirst).toBeGreaterThan(500 - 80);
    expect(sourceFirst).toBeLessThan(500 + 80);
  });

  test('runs critical cases first and the rest in a shuffled order', () => {
    const order = [...new Set(planned({ applications: [plan()], seed: 3 }).map(({ caseId }) => caseId))];
    expect(new Set(order.slice(0, 2))).toEqual(new Set(['c-7', 'c-31']));
    expect(order).not.toEqual([...order].sort());
  });

  test('the seed decides everything, and each application has its own order', () => {
    const both = { applications: [plan(), plan({ name: 'search' })], seed: 9 };
    expect(planned(both)).toEqual(planned(both));
    expect(planned({ ...both, seed: 10 })).not.toEqual(planned(both));
    const alone = planned({ applications: [plan({ name: 'search' })], seed: 9 });
    expect(planned(both).slice(200)).toEqual(alone);
    expect(
      planned(both)
        .slice(0, 200)
        .map(({ caseId }) => caseId),
    ).not.toEqual(alone.map(({ caseId }) => caseId));
  });

  test('an added application has a target alone', () => {
    const cells = planned({ applications: [plan({ sides: ['target'], trials: 1 })], seed: 1 });
    expect(cells).toHaveLength(50);
    expect(cells.every(({ side }) => side === 'target')).toBe(true);
  });

  test('makes cells only as they are asked for', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({
      get id(): string {
        if (index !== first) throw new Error('made before it was asked for');
        return `c-${index}`;
      },
      critical: false,
      slices: [],
    }));
    const first = runOrder({ name: 'triage', cases: many }, 5)[0];
    const sequence = planCells({ applications: [plan({ cases: many })], seed: 5 });
    expect(sequence.length).toBe(400_000);
    const [cell] = sequence;
    expect(cell?.caseId).toBe(`c-${first}`);
  });

  test('refuses a seed that is none', () => {
    expect(() => planCells({ applications: [plan()], seed: Number.NaN })).toThrow(RangeError);
    expect(() => planCells({ applications: [], seed: -1 })).toThrow(RangeError);
  });
});

describe('confirmationCells', () => {
  test('repeats both sides twice, each side going first once, after the planned trials', () => {
    expect(confirmationCells('triage', ['c-1'], 3)).toEqual([
      { application: 'triage', side: 'source', caseId: 'c-1', trial: 3 },
      { application: 'triage', side: 'target', caseId: 'c-1', trial: 3 },
      { application: 'triage', side: 'target', caseId: 'c-1', trial: 4 },
      { application: 'triage', side: 'source', caseId: 'c-1', trial: 4 },
    ]);
    expect(confirmationCells('triage', [], 1)).toEqual([]);
  });
});
