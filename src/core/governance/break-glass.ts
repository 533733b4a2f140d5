import type { StandingCommand } from '../contracts/command.ts';
import type { Governance } from '../contracts/governance.ts';
import { OWNER_ROLES, type Owners } from '../contracts/people.ts';
import type { BreakGlass } from '../contracts/reason.ts';
import type { CalendarDay } from '../contracts/waiver.ts';
import { personOf } from './approvals.ts';
import { dayOf, endOfDay } from './calendar-day.ts';
import { type CommandDecision, decideCommand } from './command-authority.ts';

/** Hours that it holds at most. */
const LONGEST_HOURS = 24;
const HOUR_MS = 3_600_000;

/** Why a command to break the glass breaks nothing. */
export type BreakGlassRefusal =
  | { readonly kind: 'past' }
  | { readonly kind: 'too-far'; readonly latest: CalendarDay }
  | { readonly kind: 'expired'; readonly until: string }
  | Extract<CommandDecision, { kind: 'denied' }>;

type BreakGlassDecision =
  | { readonly kind: 'broken'; readonly glass: BreakGlass }
  | { readonly kind: 'refused'; readonly refusal: BreakGlassRefusal };

/** The last command to break the glass that holds now; `undefined` when none does. Whether there is an outage is not asked. */
export function brokenGlass(governance: Governance, owners: Owners): BreakGlass | undefined {
  return governance.commands
    .map((command) => decideBreakGlass(command, governance, owners))
    .findLast((decision) => decision?.kind === 'broken')?.glass;
}

/**
 * Whether a command breaks the glass: it is by an owner of every role of the policy, not on their own work, and holds for a
 * day at most: until it is 24 hours old, or until the day that it names is over where that is sooner. `undefined`: it is
 * another command. A push ends it, too, because a command stands for the head alone that it was written about.
 */
export function decideBreakGlass(
  { command, author, createdAt }: Pick<StandingCommand, 'command' | 'author' | 'createdAt'>,
  governance: Governance,
  owners: Owners,
): BreakGlassDecision | undefined {
  if (command.kind !== 'break-glass') return undefined;
  const refusal = authorityRefusal(author, governance, owners) ?? timeRefusal(command.until, createdAt);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const end = endOf(command.until, Date.parse(createdAt));
  const until = new Date(end).toISOString();
  // Not `>=`: a time that cannot be read is none.
  if (!(Date.parse(governance.readAt) < end)) return { kind: 'refused', refusal: { kind: 'expired', until } };
  return { kind: 'broken', glass: { kind: 'break-glass', by: author.login, until, because: command.because } };
}

function authorityRefusal(
  author: StandingCommand['author'],
  { pullRequest, people, teams }: Governance,
  owners: Owners,
): Extract<CommandDecision, { kind: 'denied' }> | undefined {
  if (pullRequest === undefined) return { kind: 'denied', reason: { kind: 'no-owners' } };
  const circle = { owners: [owners], teams, author: pullRequest.author.login, committers: pullRequest.committers };
  const decision = decideCommand('break-glass', personOf(author, { people }), OWNER_ROLES, circle);
  return decision.kind === 'denied' ? decision : undefined;
}

function timeRefusal(until: CalendarDay | undefined, createdAt: string): BreakGlassRefusal | undefined {
  const start = Date.parse(createdAt);
  if (Number.isNaN(start)) return { kind: 'past' };
  if (until === undefined) return undefined;
  if (!(start < endOfDay(until))) return { kind: 'past' };
  const latest = dayOf(start + LONGEST_HOURS * HOUR_MS);
  return until > latest ? { kind: 'too-far', latest } : undefined;
}

function endOf(until: CalendarDay | undefined, start: number): number {
  const longest = start + LONGEST_HOURS * HOUR_MS;
  return until === undefined ? longest : Math.min(longest, endOfDay(until));
}
