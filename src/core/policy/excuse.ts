import type { AssessmentInput } from '../contracts/assessment.ts';
import type { Governance } from '../contracts/governance.ts';
import type { Migration } from '../contracts/verdict.ts';
import type { Waiver, WaiverUse } from '../contracts/waiver.ts';
import type { ApplicationYardstick, Yardstick } from '../contracts/yardstick.ts';
import { approversOf, personOf } from '../governance/approvals.ts';
import { decideCommand } from '../governance/command-authority.ts';
import { evidenceDigest } from '../governance/evidence-digest.ts';
import { grantWaivers, withoutWithdrawn } from '../governance/grant-waivers.ts';
import { roleOfMetric } from '../governance/roles.ts';
import { applyWaivers, DEFAULT_WAIVER_DAYS, type GivenWaiver, type WaivableResult } from '../governance/waivers.ts';
import { circleOf } from './approval-of.ts';
import { type Conclusion, conclude } from './conclusion.ts';

/**
 * A migration after what valid waivers excuse: findings that do not pass, and lost critical cases. What cannot be trusted is
 * never excused, and neither is what a sample found: the waiver of a draft would be of another question.
 */
export function excuse(migration: Migration, input: AssessmentInput): Migration {
  const { yardstick, governance, scope } = input;
  const application = yardstick?.applications.find(({ name }) => name === migration.application);
  const { target, variants } = migration;
  const isOpen = restsOnFindings(migration) && scope !== 'draft';
  if (yardstick === undefined || governance === undefined || application === undefined) return migration;
  if (!isOpen || target === undefined || variants === undefined) return migration;
  const { source } = migration;
  const compared = { application, target, variants, ...(source === undefined ? {} : { source }) };
  const result: WaivableResult = {
    application: application.name,
    evidence: evidenceDigest(yardstick, compared, scope),
    findings: migration.findings,
    criticalLosses: migration.criticalLosses,
  };
  return excused(migration, result, { yardstick, application, governance });
}

/** Whether a waiver could change something, as opposed to what stands whatever the findings say. */
export function restsOnFindings({ verdict, reason }: Pick<Migration, 'verdict' | 'reason'>): boolean {
  if (verdict !== 'fail' && verdict !== 'inconclusive') return false;
  return reason.kind === 'finding' || reason.kind === 'critical';
}

interface Grounds {
  readonly yardstick: Yardstick;
  readonly application: ApplicationYardstick;
  readonly governance: Governance;
}

function excused(migration: Migration, result: WaivableResult, grounds: Grounds): Migration {
  const { yardstick, application, governance } = grounds;
  const waived = applyWaivers(result, givenWaivers(result, grounds), {
    circle: circleOf(governance, [yardstick.policy.owners, application.owners]),
    now: Date.parse(governance.readAt),
    maxDays: maxDaysOf(yardstick),
    roleOf: (metric) => roleOfMetric(metric, application.suite.scorers),
  });
  const { findings, criticalLosses, excusedLosses, uses } = waived;
  const known = { ...migration, evidence: result.evidence, waivers: uses };
  if (uses.every(({ outcome }) => outcome.kind !== 'in-force')) return known;
  const conclusion = conclude({ application: application.name, problems: [], criticalLosses, findings });
  const isWaived = conclusion.verdict === 'waived' || (conclusion.verdict === 'pass' && excusedLosses.length > 0);
  return {
    ...known,
    ...(isWaived ? waivedBy(application.name, uses) : conclusion),
    findings,
    ...(excusedLosses.length === 0 ? {} : { excused: excusedLosses.map(({ caseId }) => caseId) }),
  };
}

function waivedBy(application: string, uses: readonly WaiverUse[]): Conclusion {
  const inForce = uses.flatMap(({ waiver, outcome }) => (outcome.kind === 'in-force' ? [waiver] : []));
  const ends = inForce.map(({ expires }) => expires).sort();
  const by = [...new Set(inForce.map(({ owner }) => owner))];
  return { verdict: 'waived', reason: { kind: 'waived', application, by, until: ends[0] ?? '' } };
}

/** Committed waivers, and those that comments give, less what was taken back; with the people behind each. */
function givenWaivers(result: WaivableResult, grounds: Grounds): readonly GivenWaiver[] {
  const { governance } = grounds;
  const { people, reviews, pullRequest } = governance;
  const waivers = [...governance.waivers, ...commandedWaivers(result, grounds)];
  const seconds = pullRequest === undefined ? [] : approversOf({ reviews, head: pullRequest.headSha, people });
  return withoutWithdrawn(waivers, withdrawals(grounds)).map((waiver) => ({
    waiver,
    giver: giverOf(waiver, governance),
    seconds,
  }));
}

/** Of a comment the account that wrote it; a file names a login, of which only GitHub knows what it is. */
function giverOf({ owner, origin }: Waiver, { people, commands }: Governance): GivenWaiver['giver'] {
  const written = origin.kind === 'comment' ? commands.find(({ url }) => url === origin.url)?.author : undefined;
  const asked = people.find(({ login }) => login.toLowerCase() === owner.toLowerCase());
  return personOf(written ?? { login: owner, type: asked?.type ?? 'User' }, { people });
}

function commandedWaivers(result: WaivableResult, { governance, yardstick }: Grounds): readonly Waiver[] {
  return governance.commands.flatMap(({ command, author, createdAt, url, seen }) => {
    if (command.kind !== 'waive' || command.application !== result.application) return [];
    const given = { owner: author.login, given: createdAt, url, maxDays: maxDaysOf(yardstick) };
    const circumstances = { ...given, ...(seen === undefined ? {} : { seen }) };
    const grant = grantWaivers(command, result, circumstances);
    return grant.kind === 'granted' ? grant.waivers : [];
  });
}

/** Only an owner takes a waiver back, on their own work too. */
function withdrawals({ governance, yardstick, application }: Grounds) {
  const circle = circleOf(governance, [yardstick.policy.owners, application.owners]);
  return governance.commands.flatMap(({ command, author, createdAt }) => {
    if (command.kind !== 'unwaive' || command.application !== application.name) return [];
    const role = roleOfMetric(command.metric, application.suite.scorers);
    const decision = decideCommand('unwaive', personOf(author, governance), [role], circle);
    return decision.kind === 'allowed' ? [{ ...command, at: createdAt }] : [];
  });
}

function maxDaysOf({ policy }: Yardstick): number {
  return policy.waiverMaxDays ?? DEFAULT_WAIVER_DAYS;
}
