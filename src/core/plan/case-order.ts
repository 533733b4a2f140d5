import { seedFrom } from '../contracts/digest.ts';
import type { Case } from '../contracts/suite.ts';
import { seededRandom } from '../stats/random.ts';

/** What the order of an application's cases depends on, beside the seed. */
export interface OrderedCases {
  readonly name: string;
  readonly cases: readonly Pick<Case, 'id' | 'critical' | 'slices'>[];
}

/** Positions of cases in their suite. */
export type Positions = Uint32Array;

/**
 * The order in which a sequential evaluation draws its sample: random by seed, and balanced, so that the first k cases hold
 * about the suite's share of every combination of slices, and of critical cases in each. Any such beginning stands for the
 * whole suite: figures rest on it, whatever else was called by then.
 *
 * Each combination's cases are shuffled; the one with rank j of m takes a random place in the j-th of m equal parts of the
 * run, so that no combination is ever more than a case ahead or behind (stratified sampling: Cochran 1977, chapter 5).
 * @throws RangeError when the seed is not an unsigned integer.
 */
export function drawOrder({ name, cases }: OrderedCases, seed: number): Positions {
  if (!Number.isInteger(seed) || seed < 0) throw new RangeError(`a seed is an unsigned integer: ${seed}`);
  const random = seededRandom(seedFrom(String(seed), 'order', name));
  const places = new Float64Array(cases.length);
  for (const stratum of strataOf(cases)) {
    random.shuffle(stratum).forEach((position, rank) => {
      places[position] = (rank + random.uniform()) / stratum.length;
    });
  }
  // Equal places are next to impossible; the sort is stable, so that even then the order is the same everywhere.
  return Uint32Array.from(cases.keys()).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
}

/** Critical cases first, because each of them can decide alone; otherwise as they are drawn. */
export function runOrder(application: OrderedCases, seed: number): Positions {
  const drawn = drawOrder(application, seed);
  const isCritical = (position: number): boolean => application.cases[position]?.critical === true;
  const order = new Uint32Array(drawn.length);
  order.set(drawn.filter(isCritical));
  order.set(
    drawn.filter((position) => !isCritical(position)),
    application.cases.filter(({ critical }) => critical).length,
  );
  return order;
}

/** The IDs of an application's cases in the order in which they are run. */
export function caseOrder(application: OrderedCases, seed: number): readonly string[] {
  return Array.from(runOrder(application, seed), (position) => application.cases[position]?.id ?? '');
}

/** Positions by combination of slices and standing, in the order in which the suite first has each. */
function strataOf(cases: OrderedCases['cases']): readonly (readonly number[])[] {
  const strata = new Map<string, number[]>();
  for (const [position, { critical, slices }] of cases.entries()) {
    const key = JSON.stringify([critical, [...new Set(slices)].sort()]);
    const stratum = strata.get(key);
    if (stratum === undefined) strata.set(key, [position]);
    else stratum.push(position);
  }
  return [...strata.values()];
}
