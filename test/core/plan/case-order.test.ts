import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caseOrder, drawOrder, type OrderedCases, runOrder } from '../../../src/core/plan/case-order.ts';

const SLICES = [[], ['de'], ['en'], ['de', 'refunds'], ['refunds', 'de'], ['refunds']];

const application = (count: number, isCritical: (index: number) => boolean = () => false): OrderedCases => ({
  name: 'triage',
  cases: Array.from({ length: count }, (_, index) => ({
    id: `c-${index}`,
    critical: isCritical(index),
    slices: SLICES[(index * index) % SLICES.length] ?? [],
  })),
});

const suites = fc.record({ count: fc.nat(300), every: fc.integer({ min: 2, max: 40 }), seed: fc.nat(0xffff_ffff) });

describe('the order of cases', () => {
  test('has every case once, whichever order is asked for', () => {
    fc.assert(
      fc.property(suites, ({ count, every, seed }) => {
        const suite = application(count, (index) => index % every === 0);
        const all = suite.cases.map((_, index) => index);
        expect([...drawOrder(suite, seed)].sort((a, b) => a - b)).toEqual(all);
        expect([...runOrder(suite, seed)].sort((a, b) => a - b)).toEqual(all);
        expect(caseOrder(suite, seed)).toEqual([...runOrder(suite, seed)].map((index) => `c-${index}`));
      }),
    );
  });

  test('any beginning of the drawn order holds about the share of each slice and of the critical cases', () => {
    fc.assert(
      fc.property(suites, ({ count, every, seed }) => {
        const suite = application(count, (index) => index % every === 0);
        const order = [...drawOrder(suite, seed)].map((index) => suite.cases[index]);
        const has = {
          de: (one: (typeof order)[number]) => one?.slices.includes('de') === true,
          refunds: (one: (typeof order)[number]) => one?.slices.includes('refunds') === true,
          critical: (one: (typeof order)[number]) => one?.critical === true,
        };
        for (const holds of Object.values(has)) {
          const total = order.filter(holds).length;
          for (let look = 1; look <= 10; look += 1) {
            const drawn = Math.ceil((count * look) / 10);
            // Each combination of slices and standing is off by one case at most, and ten of them at most are mixed here.
            expect(Math.abs(order.slice(0, drawn).filter(holds).length - (total * look) / 10)).toBeLessThan(11);
          }
        }
      }),
    );
  });

  test('within a slice every case comes first equally often', () => {
    const suite = application(8);
    const stratum = [1, 5, 7]; // those of the slice "de"
    const first = new Map(stratum.map((index) => [index, 0]));
    const runs = 3_000;
    for (let seed = 0; seed < runs; seed += 1) {
      const leader = drawOrder(suite, seed).find((index) => stratum.includes(index)) ?? -1;
      first.set(leader, (first.get(leader) ?? 0) + 1);
    }
    // Five standard deviations of a third of the runs.
    const slack = 5 * Math.sqrt((runs * 2) / 9);
    for (const count of first.values()) expect(Math.abs(count - runs / 3)).toBeLessThan(slack);
  });

  test('critical cases run first, the rest as drawn', () => {
    const suite = application(120, (index) => [7, 31, 90].includes(index));
    const run = [...runOrder(suite, 3)];
    expect(new Set(run.slice(0, 3))).toEqual(new Set([7, 31, 90]));
    expect(run.slice(3)).toEqual([...drawOrder(suite, 3)].filter((index) => ![7, 31, 90].includes(index)));
  });

  test('slices count as a set: their order in a case changes nothing', () => {
    const turned = {
      ...application(60),
      cases: application(60).cases.map((one) => ({ ...one, slices: one.slices.toReversed() })),
    };
    expect(caseOrder(turned, 11)).toEqual(caseOrder(application(60), 11));
  });

  test('the seed and the application decide, and only an unsigned integer is a seed', () => {
    expect(caseOrder(application(50), 1)).toEqual(caseOrder(application(50), 1));
    expect(caseOrder(application(50), 1)).not.toEqual(caseOrder(application(50), 2));
    expect(caseOrder(application(50), 1)).not.toEqual(caseOrder({ ...application(50), name: 'search' }, 1));
    for (const seed of [-1, 0.5, Number.NaN]) expect(() => drawOrder(application(5), seed)).toThrow(RangeError);
  });
});
