import type { CommandName } from '../contracts/command.ts';
import type { Denial, OwnerRole, Person } from '../contracts/people.ts';
import { isPerson } from './account.ts';
import { type Circle, decideAuthority, decideOwnership, lackingPermission } from './authority.ts';

/**
 * Who may give a command. `anyone`: any person who can comment. `writer`: whoever may push, because it spends money.
 * `owner`: an owner of every role that it touches, but not on their own work. `any-owner`: an owner, on their own work too,
 * because it only makes the gate stricter.
 */
type Need = 'anyone' | 'writer' | 'owner' | 'any-owner';

const NEEDS: Readonly<Record<CommandName, Need>> = {
  help: 'anyone',
  run: 'writer',
  explain: 'writer',
  migrate: 'writer',
  try: 'writer',
  accept: 'writer',
  rollback: 'owner',
  waive: 'owner',
  unwaive: 'any-owner',
  'approve-yardstick': 'owner',
  'break-glass': 'owner',
};

/** `as`: the entries of the owners' lists, one a role; empty where no owner is needed. */
export type CommandDecision =
  | { readonly kind: 'allowed'; readonly as: readonly string[] }
  | { readonly kind: 'denied'; readonly reason: Denial; readonly role?: OwnerRole };

/**
 * Whether somebody may give a command.
 *
 * @param roles all that the command touches, at least one where an owner is needed: of the waived metric, of the proposed
 * changes; `OWNER_ROLES` for `break-glass`.
 */
export function decideCommand(
  command: CommandName,
  person: Person,
  roles: readonly OwnerRole[],
  circle: Circle,
): CommandDecision {
  if (!isPerson(person)) return { kind: 'denied', reason: { kind: 'not-a-person' } };
  const need = NEEDS[command];
  if (need === 'anyone') return { kind: 'allowed', as: [] };
  if (need === 'writer') {
    const lacking = lackingPermission(person.permission, 'write');
    return lacking === undefined ? { kind: 'allowed', as: [] } : { kind: 'denied', reason: lacking };
  }
  if (roles.length === 0) return { kind: 'denied', reason: { kind: 'no-owners' } };
  const decide = need === 'owner' ? decideAuthority : decideOwnership;
  const as: string[] = [];
  for (const role of roles) {
    const decision = decide(person, role, circle);
    if (decision.kind === 'denied') return { ...decision, role };
    as.push(decision.as);
  }
  return { kind: 'allowed', as };
}
