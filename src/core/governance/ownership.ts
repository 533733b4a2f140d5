import { type NotOwner, OWNER_ROLES, type OwnerRole, type Owners, type TeamAnswer } from '../contracts/people.ts';
import { canonicalName, isSameLogin } from './account.ts';

/** Why a person does not own, or how they do. */
type Ownership = { readonly kind: 'owner'; readonly as: string } | NotOwner;

/** What the token needs to read the members of a team. */
export const MEMBERS_PERMISSION = 'organisation Members: read';

/**
 * The owners of a role, of all the lists that apply: the policy's and the application's. Whoever is named for a role holds
 * it alone; a list without roles holds every role that nobody is named for. So naming owners for safety takes safety from
 * the owners of single applications, wherever theirs is one plain list.
 */
export function ownersOf(role: OwnerRole, lists: readonly Owners[]): readonly string[] {
  const named = lists.flatMap((list) => (isPlain(list) ? [] : own(list, role)));
  const holders = named.length > 0 ? named : lists.filter(isPlain).flat();
  return [...new Map(holders.map((owner) => [canonicalName(owner), owner])).values()];
}

/** The teams among the owners (`@organisation/team`): what has to be asked before anything can be decided. */
export function teamsAmong(lists: readonly Owners[]): readonly string[] {
  return [...new Set(OWNER_ROLES.flatMap((role) => ownersOf(role, lists)))].filter(isTeam);
}

/**
 * Whether a login holds a role, by name or through a team. A team that cannot be read, or was not asked, never makes an
 * owner; when nothing else does, it is the answer, so that somebody hears of the missing permission.
 */
export function ownershipOf(
  login: string,
  role: OwnerRole,
  lists: readonly Owners[],
  answers: readonly TeamAnswer[],
): Ownership {
  const owners = ownersOf(role, lists);
  if (owners.length === 0) return { kind: 'no-owners' };
  const user = owners.find((owner) => !isTeam(owner) && isSameLogin(owner, login));
  if (user !== undefined) return { kind: 'owner', as: user };
  const teams = owners.filter(isTeam).map((team) => ({ team, membership: membershipIn(team, login, answers) }));
  const joined = teams.find(({ membership }) => membership.kind === 'member');
  if (joined !== undefined) return { kind: 'owner', as: joined.team };
  for (const { team, membership } of teams) {
    if (membership.kind === 'unreadable') return { kind: 'team-unreadable', team, permission: membership.permission };
  }
  return { kind: 'not-an-owner' };
}

function membershipIn(team: string, login: string, answers: readonly TeamAnswer[]): TeamAnswer['membership'] {
  const found = answers.filter((answer) => isSameLogin(answer.login, login) && isSameLogin(answer.team, team));
  // Two answers that differ prove nothing.
  const [first] = found;
  const agreed = found.every(({ membership }) => membership.kind === first?.membership.kind);
  return first !== undefined && agreed ? first.membership : { kind: 'unreadable', permission: MEMBERS_PERMISSION };
}

function isPlain(list: Owners): list is readonly string[] {
  return Array.isArray(list);
}

function own(list: Exclude<Owners, readonly string[]>, role: OwnerRole): readonly string[] {
  return Object.hasOwn(list, role) ? (list[role] ?? []) : [];
}

function isTeam(owner: string): boolean {
  return owner.includes('/');
}
