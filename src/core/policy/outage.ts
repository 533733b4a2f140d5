import { countCells } from '../comparison/tally.ts';
import type { CallErrorKind } from '../contracts/cell.ts';
import type { Finding } from '../contracts/finding.ts';
import type { CriticalLoss } from '../contracts/verdict.ts';
import { isStanding } from './critical.ts';
import { lastingProblems, rejectedByTarget } from './integrity.ts';
import type { Measurement } from './measurement.ts';
import { requirementsOf } from './requirements.ts';

/**
 * Failures of calls that a provider's outage explains. Refused credentials are none: they are configuration, and wait for
 * nobody. Nor are a cost cap, a recording without the reply, or a run that somebody stopped.
 */
const OUTAGE_KINDS: ReadonlySet<string> = new Set<CallErrorKind>([
  'throttled',
  'timed-out',
  'unavailable',
  'network',
  'out-of-time',
  'given-up',
]);

/** What was found in a migration that is invalid. */
interface Found {
  readonly findings: readonly Finding[];
  readonly criticalLosses: readonly CriticalLoss[];
}

/**
 * Whether a migration that is invalid is so for no other reason than that its provider could not be reached enough: every
 * failed call is of that kind, nothing else stands in the way of a comparison, and what could be measured proves no
 * regression.
 */
export function isOutage(measurement: Measurement, { findings, criticalLosses }: Found): boolean {
  const { subject, table } = measurement;
  const kinds = table.sides.flatMap((side) => Object.keys(countCells(table, side).errors));
  return (
    kinds.length > 0 &&
    kinds.every((kind) => OUTAGE_KINDS.has(kind)) &&
    subject.problems.length === 0 &&
    lastingProblems(measurement).length === 0 &&
    rejectedByTarget(measurement) === undefined &&
    !criticalLosses.some(isStanding) &&
    requirementsOf(findings).every(isUnrefuted)
  );
}

/** Nothing is proven against it, and where it cannot be judged, only because calls failed. */
function isUnrefuted({ status, findings }: ReturnType<typeof requirementsOf>[number]): boolean {
  if (status === 'fail') return false;
  return findings.every((finding) => finding.status !== 'invalid' || finding.cause?.kind === 'not-measured');
}
