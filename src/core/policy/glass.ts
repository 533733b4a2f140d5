import type { AssessmentInput } from '../contracts/assessment.ts';
import type { BreakGlass } from '../contracts/reason.ts';
import type { Migration } from '../contracts/verdict.ts';
import { brokenGlass } from '../governance/break-glass.ts';
import type { Conclusion } from './conclusion.ts';
import { concludeAll } from './verdict.ts';

/** A conclusion with the migrations that it is about. */
export interface Concluded {
  readonly conclusion: Conclusion;
  readonly migrations: readonly Migration[];
}

/**
 * Where a provider's outage is all that keeps a pull request from a verdict, an owner may let it pass without one. Whatever
 * else there is decides as it would have: another application's failed comparison, a bad configuration, a change that
 * belongs to no application, a change of the yardstick that waits for its owners.
 */
export function concludeDespiteOutage(input: AssessmentInput, concluded: Concluded): Concluded {
  const glass = glassFor(input, concluded);
  if (glass === undefined) return concluded;
  const excused = concluded.migrations.map((migration): Migration => {
    return migration.outage === true ? { ...migration, verdict: 'waived', reason: glass } : migration;
  });
  const { verdict } = concludeAll(input, excused);
  return verdict === 'waived' ? { conclusion: { verdict, reason: glass }, migrations: excused } : concluded;
}

function glassFor(
  { governance, yardstick, scope }: AssessmentInput,
  { conclusion, migrations }: Concluded,
): BreakGlass | undefined {
  if (conclusion.verdict !== 'invalid' || !migrations.some(({ outage }) => outage === true)) return undefined;
  // What a draft leaves out is not the provider's fault, and nobody merges one.
  if (governance === undefined || yardstick === undefined || scope === 'draft') return undefined;
  return brokenGlass(governance, yardstick.policy.owners);
}
