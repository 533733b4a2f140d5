import type { StandingCommand } from '../../core/contracts/command.ts';
import type { Migration, Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { isSameLogin } from '../../core/governance/account.ts';
import type { CommandAnswer, Refusal } from '../../core/governance/command/answer.ts';
import { grantWaivers } from '../../core/governance/grant-waivers.ts';
import { DEFAULT_WAIVER_DAYS } from '../../core/governance/waivers.ts';

/** What a run came to that followed a command. */
interface Followed {
  readonly verdict: Verdict;
  readonly yardstick?: Yardstick;
}

type Standing = Pick<StandingCommand, 'command' | 'author' | 'createdAt' | 'url'>;

/** What became of a command, as the verdict of the run tells that read it: nothing is decided twice. */
export function outcomeOf(standing: Standing, followed: Followed): CommandAnswer {
  const { command } = standing;
  const refusal = refusalIn(standing, followed);
  return refusal === undefined
    ? { kind: 'done', command: command.kind }
    : { kind: 'refused', command: command.kind, refusal };
}

function refusalIn(standing: Standing, followed: Followed): Refusal | undefined {
  const { verdict } = followed;
  switch (standing.command.kind) {
    case 'waive':
      return waiverRefusal(standing, standing.command, followed);
    case 'approve-yardstick':
      return approvalRefusal(standing, verdict);
    case 'break-glass':
      return verdict.reason.kind === 'break-glass' ? undefined : { kind: 'no-outage', verdict: verdict.verdict };
    default:
      return undefined;
  }
}

function waiverRefusal(
  { author, createdAt, url }: Standing,
  command: Extract<StandingCommand['command'], { kind: 'waive' }>,
  { verdict, yardstick }: Followed,
): Refusal | undefined {
  const migration = verdict.migrations.find(({ application }) => application === command.application);
  if (migration === undefined || yardstick === undefined) return { kind: 'not-measured' };
  const uses = (migration.waivers ?? []).filter(({ waiver }) => isFrom(waiver.origin, url));
  if (uses.some(({ outcome }) => outcome.kind === 'in-force')) return undefined;
  const [reason] = uses.flatMap(({ outcome }) => (outcome.kind === 'void' ? [outcome.reason] : []));
  if (reason !== undefined) return { kind: 'void', reason };
  const maxDays = yardstick.policy.waiverMaxDays ?? DEFAULT_WAIVER_DAYS;
  const grant = grantWaivers(command, waivable(migration), { owner: author.login, given: createdAt, url, maxDays });
  return { kind: 'grant', refusal: grant.kind === 'refused' ? grant.refusal : { kind: 'invalid' } };
}

function isFrom(origin: NonNullable<Migration['waivers']>[number]['waiver']['origin'], url: string): boolean {
  return origin.kind === 'comment' && origin.url === url;
}

function waivable({ application, evidence = '', findings, criticalLosses }: Migration) {
  return { application, evidence, findings, criticalLosses };
}

function approvalRefusal({ author }: Standing, { hold, approval }: Verdict): Refusal | undefined {
  if (hold === undefined || approval === undefined) return { kind: 'nothing-held' };
  const counts = approval.by.some(({ login }) => isSameLogin(login, author.login));
  return counts ? undefined : { kind: 'approves-nothing' };
}
