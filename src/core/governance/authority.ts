import {
  type Denial,
  type OwnerRole,
  type Owners,
  type Person,
  REPOSITORY_PERMISSIONS,
  type RepositoryPermission,
  type TeamAnswer,
} from '../contracts/people.ts';
import { isPerson, isSameLogin } from './account.ts';
import { ownershipOf } from './ownership.ts';

/** The people around a pull request, as read from the base's policy and from GitHub before anything is decided. */
export interface Circle {
  /** The policy's owners and those of the application in question, one list each. */
  readonly owners: readonly Owners[];
  readonly teams: readonly TeamAnswer[];
  /** Login of whoever opened the pull request. */
  readonly author: string;
  /** Logins of those who wrote or committed its commits. */
  readonly committers: readonly string[];
}

/** `as`: the entry of the owners' lists that they decide by. */
export type AuthorityDecision =
  | { readonly kind: 'allowed'; readonly as: string }
  | { readonly kind: 'denied'; readonly reason: Denial };

/** What an owner must at least be able to do in the repository: one who lost access decides nothing any more. */
const OWNERS_PERMISSION = 'write';

/** Whether somebody may decide alone what a role decides: a person, an owner, with write access, and not on their own work. */
export function decideAuthority(person: Person, role: OwnerRole, circle: Circle): AuthorityDecision {
  const owns = decideOwnership(person, role, circle);
  const stake = stakeOf(person, circle);
  return owns.kind === 'denied' || stake === undefined ? owns : denied(stake);
}

/** The same whoever's work it is: for what makes a gate stricter, and for what somebody else has to second. */
export function decideOwnership(person: Person, role: OwnerRole, circle: Circle): AuthorityDecision {
  if (!isPerson(person)) return denied({ kind: 'not-a-person' });
  const ownership = ownershipOf(person.login, role, circle.owners, circle.teams);
  if (ownership.kind !== 'owner') return denied(ownership);
  const lacking = lackingPermission(person.permission, OWNERS_PERMISSION);
  return lacking === undefined ? { kind: 'allowed', as: ownership.as } : denied(lacking);
}

/** Whether the pull request is somebody's own work, and how. */
export function stakeOf(
  { login }: Pick<Person, 'login'>,
  { author, committers }: Pick<Circle, 'author' | 'committers'>,
): Extract<Denial, { kind: 'author' | 'committer' }> | undefined {
  if (isSameLogin(login, author)) return { kind: 'author' };
  return committers.some((committer) => isSameLogin(committer, login)) ? { kind: 'committer' } : undefined;
}

/** What keeps a permission from being enough; a permission that is not known never is. */
export function lackingPermission(
  has: RepositoryPermission,
  needs: (typeof REPOSITORY_PERMISSIONS)[number],
): Extract<Denial, { kind: 'permission-unknown' | 'permission-too-low' }> | undefined {
  const rank = (REPOSITORY_PERMISSIONS as readonly string[]).indexOf(has);
  if (rank === -1) return { kind: 'permission-unknown' };
  return rank <= REPOSITORY_PERMISSIONS.indexOf(needs) ? undefined : { kind: 'permission-too-low', has, needs };
}

function denied(reason: Denial): AuthorityDecision {
  return { kind: 'denied', reason };
}
