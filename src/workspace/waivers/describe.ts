import { stringify } from 'yaml';
import { CRITICAL_CASES, type Waiver } from '../../core/contracts/waiver.ts';
import { dayOf } from '../../core/governance/calendar-day.ts';

/**
 * Waivers as entries of `.github/changeover-waivers.yml`, to be committed. Figures are written in full: a rounded one might
 * not cover what it excuses. Reading them again gives the same waivers but for places, and for the time of day of `given`.
 */
export function describeWaivers(waivers: readonly Waiver[]): string {
  return stringify({ version: 1, waivers: waivers.map(entryOf) }, { aliasDuplicateObjects: false, lineWidth: 0 });
}

function entryOf(waiver: Waiver): Readonly<Record<string, unknown>> {
  const { application, subject, reason, owner, given, expires, evidence } = waiver;
  return {
    application,
    ...subjectOf(subject),
    reason,
    owner: `@${owner}`,
    given: dayOf(Date.parse(given)),
    expires,
    evidence,
  };
}

function subjectOf(subject: Waiver['subject']): Readonly<Record<string, unknown>> {
  if (subject.kind === 'critical') return { metric: CRITICAL_CASES, cases: subject.caseIds };
  const { metric, criterion, slice, atWorst } = subject;
  return {
    metric,
    criterion,
    ...(slice === undefined ? {} : { slice }),
    ...(atWorst === undefined ? {} : { 'at-worst': atWorst }),
  };
}
