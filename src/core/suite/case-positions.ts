import { remembered } from '../contracts/remembered.ts';
import type { Case } from '../contracts/suite.ts';

/**
 * Positions of a suite's cases by ID; of an ID that stands twice, the last. Suites are immutable, and several parts look cases
 * up: one index of a large suite is enough.
 */
export const casePositions = remembered((cases: readonly Pick<Case, 'id'>[]): ReadonlyMap<string, number> => {
  const positions = new Map<string, number>();
  for (const [position, { id }] of cases.entries()) positions.set(id, position);
  return positions;
});

/** The case of a suite that has this ID. */
export function caseWithId(cases: readonly Case[], id: string): Case | undefined {
  const position = casePositions(cases).get(id);
  return position === undefined ? undefined : cases[position];
}
