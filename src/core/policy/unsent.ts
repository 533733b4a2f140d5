import type { MigrationSubject } from '../contracts/assessment.ts';
import type { ApplicationYardstick } from '../contracts/yardstick.ts';
import { sentDifference } from '../plan/sent-difference.ts';
import type { Conclusion } from './conclusion.ts';

/**
 * The conclusion about a migration of which nothing is called, because no request of the suite would differ; `undefined` when
 * it has to be evaluated.
 *
 * An edit that no case whatsoever could show, like that of a comment, is none. One that other cases than the suite's would
 * show is a change that the suite cannot judge: calls would compare replies with themselves, and find them equal.
 */
export function concludeUnsent(
  { kind, changed, problems }: Pick<MigrationSubject, 'kind' | 'changed' | 'problems'>,
  { suite }: Pick<ApplicationYardstick, 'suite'>,
): Conclusion | undefined {
  if (kind !== 'changed' || problems.length > 0) return undefined;
  switch (sentDifference(changed, suite.cases)) {
    case 'none':
      return { verdict: 'not-applicable', reason: { kind: 'not-evaluated', what: 'same-requests' } };
    case 'not-reached':
      return { verdict: 'inconclusive', reason: { kind: 'not-evaluated', what: 'not-reached' } };
    case 'reached':
      return undefined;
  }
}
