import { canonicalJson } from '../contracts/digest.ts';
import type { Suite } from '../contracts/suite.ts';
import { canonicalCase } from './case-store.ts';

/** What of a suite measures, beside its cases; with the application's name where several stand together. */
type Frame = Partial<Pick<Suite, 'scorers' | 'stop' | 'trials'>> & { readonly name?: string };

/**
 * Canonical JSON of a suite in pieces of one case each: as one text it would be as large as the dataset. Where a case stands
 * in its file measures nothing and is left out.
 */
export function* canonicalSuite(cases: Suite['cases'], { name, scorers, stop, trials }: Frame): Generator<string> {
  yield '{"cases":[';
  for (const [position, testCase] of cases.entries()) {
    yield position > 0 ? `,${canonicalCase(testCase)}` : canonicalCase(testCase);
  }
  // Members stand in the order of their names, and `cases` comes before all of these.
  yield `],${canonicalJson({ name, scorers, stop, trials }).slice(1)}`;
}
