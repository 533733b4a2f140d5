import type { Problem } from '../../core/contracts/problem.ts';
import type { Difference } from '../steps/first-difference.ts';

/** What to think of evidence that does not agree with itself. */
const CHANGED = 'The evidence was changed after the run, or made by another version of Changeover.';

/** What the evidence says and what follows from the rest of it: none where they are the same. */
export function disagreement(file: string, difference: Difference | undefined): readonly Problem[] {
  if (difference === undefined) return [];
  const { path, found, expected } = difference;
  return [mismatch(`${file}: ${path} is ${found}, recomputed it is ${expected}`)];
}

/** A sentence of evidence that contradicts itself. */
export function mismatch(message: string, about: Pick<Problem, 'application' | 'side' | 'caseId'> = {}): Problem {
  return { code: 'evidence', message, ...about, hint: CHANGED };
}
