import type { Json } from '../contracts/json.ts';
import type { Case } from '../contracts/suite.ts';
import type { ScorerFault } from './scorer.ts';

/** A JSON scalar as the text that an output would show it as; `undefined` for `null`, lists and objects. */
export function scalarText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A scalar, or a list of scalars that is not empty, as texts; `undefined` for anything else. */
export function scalarTexts(value: Json | undefined): readonly string[] | undefined {
  const items: readonly Json[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const texts = items.map(scalarText);
  return texts.length > 0 && texts.every((text) => text !== undefined) ? texts : undefined;
}

/**
 * One fault for all the cases that a scorer cannot judge, naming the first of them.
 * `need` completes "needs …": "`expected`, the text to compare with".
 */
export function faultOfCases(
  cases: readonly Case[],
  unfit: (testCase: Case) => boolean,
  need: string,
  hint?: string,
): readonly ScorerFault[] {
  const found = cases.filter(unfit);
  const [first] = found;
  if (first === undefined) return [];
  const message =
    cases.length === 1 || found.length === 1
      ? `needs ${need}, which case ${first.id} does not have`
      : `needs ${need}, which ${found.length} of ${cases.length} cases do not have, ${first.id} first`;
  return [{ message, case: first, ...(hint === undefined ? {} : { hint }) }];
}
