import type { Case } from '../contracts/suite.ts';

/** Suites are immutable, and several parts look cases up by ID: one index of a large suite is enough. */
const known = new WeakMap<readonly Pick<Case, 'id'>[], ReadonlyMap<string, number>>();

/** Positions of a suite's cases by ID; of an ID that stands twice, the last. */
export function casePositions(cases: readonly Pick<Case, 'id'>[]): ReadonlyMap<string, number> {
  const found = known.get(cases);
  if (found !== undefined) return found;
  const positions = new Map<string, number>();
  for (const [position, { id }] of cases.entries()) positions.set(id, position);
  known.set(cases, positions);
  return positions;
}

/** The case of a suite that has this ID. */
export function caseWithId(cases: readonly Case[], id: string): Case | undefined {
  const position = casePositions(cases).get(id);
  return position === undefined ? undefined : cases[position];
}
