import { OWNER_ROLES } from '../contracts/people.ts';
import type { Migration, Verdict } from '../contracts/verdict.ts';
import { CRITICAL_CASES, type Waiver } from '../contracts/waiver.ts';
import type { ApplicationYardstick, Policy } from '../contracts/yardstick.ts';
import { dayOf, daysAfter } from '../governance/calendar-day.ts';
import { grantWaivers } from '../governance/grant-waivers.ts';
import { ownersOf } from '../governance/ownership.ts';
import { printSeen } from '../governance/seen-findings.ts';
import { DEFAULT_WAIVER_DAYS } from '../governance/waivers.ts';

/** What of a yardstick says who could give a waiver, and for how long. */
interface Owned {
  readonly policy: Pick<Policy, 'owners' | 'waiverMaxDays'>;
  readonly applications: readonly Pick<ApplicationYardstick, 'name' | 'owners'>[];
}

/** Days that a drafted waiver lasts, where the policy allows so many. */
const USUAL_DAYS = 30;

/**
 * What waivers of everything that blocks would say, for whoever decides to give them: name and reason are theirs to fill in.
 * Empty where nothing could be waived, or nobody owns it.
 */
export function draftWaivers(verdict: Verdict, yardstick: Owned, readAt: string): readonly Waiver[] {
  const maxDays = yardstick.policy.waiverMaxDays ?? DEFAULT_WAIVER_DAYS;
  const until = daysAfter(dayOf(Date.parse(readAt)), Math.min(USUAL_DAYS, maxDays));
  return verdict.migrations.flatMap((migration) => {
    const { application, evidence, findings, criticalLosses, excused = [] } = migration;
    if (evidence === undefined || !isBlocked(migration) || !isOwned(application, yardstick)) return [];
    const standing = criticalLosses.filter(({ caseId }) => !excused.includes(caseId));
    const open = findings.filter(({ status }) => status !== 'waived');
    const result = { application, evidence, findings: open, criticalLosses: standing };
    const metrics = [...new Set(open.map(({ metric }) => metric)), CRITICAL_CASES];
    return metrics.flatMap((metric) => {
      const command = { kind: 'waive', application, metric, until, because: 'why this is accepted' } as const;
      const seen = printSeen([result]);
      const grant = grantWaivers(command, result, { owner: 'your-login', given: readAt, url: '', maxDays, seen });
      return grant.kind === 'granted' ? grant.waivers : [];
    });
  });
}

function isBlocked({ verdict }: Migration): boolean {
  return verdict === 'fail' || verdict === 'inconclusive';
}

function isOwned(name: string, { policy, applications }: Owned): boolean {
  const own = applications.filter((one) => one.name === name).map(({ owners }) => owners);
  return OWNER_ROLES.some((role) => ownersOf(role, [policy.owners, ...own]).length > 0);
}
