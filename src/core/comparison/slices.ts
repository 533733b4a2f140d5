import type { Case } from '../contracts/suite.ts';

/** The whole suite, or one slice of it: the positions of its cases in the suite. */
export interface CaseGroup {
  /** Absent for the whole suite. */
  readonly slice?: string;
  readonly members: readonly number[];
}

/** All cases, as the group that every criterion is decided on. */
export function wholeSuite(cases: readonly Case[]): CaseGroup {
  return { members: cases.map((_, index) => index) };
}

/** One group a slice, in the order in which the suite first names them. A case may belong to several. */
export function slicesOf(cases: readonly Case[]): readonly CaseGroup[] {
  const members = new Map<string, number[]>();
  cases.forEach((item, index) => {
    for (const slice of new Set(item.slices)) {
      const group = members.get(slice);
      if (group === undefined) members.set(slice, [index]);
      else group.push(index);
    }
  });
  return [...members].map(([slice, indexes]) => ({ slice, members: indexes }));
}
