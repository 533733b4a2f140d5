import type { Acceptance, Criterion } from '../contracts/yardstick.ts';
import { errorRateOfAlternatives } from './error-rate.ts';
import type { Scope } from './judgement.ts';

/** One criterion, on the whole suite or on one slice: what becomes one finding. */
export interface Question {
  readonly criterion: Criterion;
  readonly scope: Scope;
  /** Absent for the whole suite. */
  readonly slice?: string;
  /** `group.alternative` of `any-of`. */
  readonly alternative?: string;
  /** Error rate of the decision, one-sided. */
  readonly alpha: number;
}

/** The questions of one criterion: the whole suite first, then its slices, which are corrected for their number together. */
export type Family = readonly Question[];

/**
 * All that an acceptance asks, in the order of the findings: first the plain criteria, then the alternatives of `any-of`,
 * which share one error rate. `slices`: those that the suite has.
 */
export function questionsOf(acceptance: Acceptance, slices: readonly string[], alpha: number): readonly Family[] {
  const plain = acceptance.all.map((criterion) => familyOf(criterion, slices, { alpha }));
  const alternatives = acceptance.anyOf.flatMap((sets, group) => {
    const shared = errorRateOfAlternatives(sets, alpha);
    return sets.flatMap((set, index) =>
      set.map((criterion) => familyOf(criterion, slices, { alpha: shared, alternative: `${group}.${index}` })),
    );
  });
  return [...plain, ...alternatives];
}

function familyOf(
  criterion: Criterion,
  slices: readonly string[],
  common: Pick<Question, 'alpha' | 'alternative'>,
): Family {
  const asked = criterion.slices === 'all' ? slices : [...new Set(criterion.slices)];
  const scope: Scope = criterion.slices === 'all' ? 'every-slice' : 'named-slice';
  return [{ criterion, scope: 'whole', ...common }, ...asked.map((slice) => ({ criterion, scope, slice, ...common }))];
}
