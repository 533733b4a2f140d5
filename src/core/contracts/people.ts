/** What owners decide about: quality, safety, money and time. */
export const OWNER_ROLES = ['model', 'safety', 'cost'] as const;
export type OwnerRole = (typeof OWNER_ROLES)[number];

/** Owners as written, `@user` or `@organisation/team`: one list that decides everything, or a list a role. */
export type Owners = readonly string[] | Readonly<Partial<Record<OwnerRole, readonly string[]>>>;

/** From most to least. */
export const REPOSITORY_PERMISSIONS = ['admin', 'maintain', 'write', 'triage', 'read', 'none'] as const;
/** `unknown`: GitHub did not say, or said something that this version does not know. */
export type RepositoryPermission = (typeof REPOSITORY_PERMISSIONS)[number] | 'unknown';

/** An account that does something on a pull request. */
export interface Account {
  readonly login: string;
  /** GitHub's word: `User` for people; `Bot`, `Organization`, `Mannequin` … for all others. */
  readonly type: string;
}

/** An account with what it may do in the repository. */
export interface Person extends Account {
  readonly permission: RepositoryPermission;
}

/** Whether a person is in a team. `unreadable` names the permission that the token lacks. */
export type TeamMembership =
  | { readonly kind: 'member' }
  | { readonly kind: 'not-member' }
  | { readonly kind: 'unreadable'; readonly permission: string };

/** What GitHub answered about one person and one team (`@organisation/team`). */
export interface TeamAnswer {
  readonly team: string;
  readonly login: string;
  readonly membership: TeamMembership;
}

/** Why a person does not own what they decide about. */
export type NotOwner =
  | { readonly kind: 'not-an-owner' }
  | { readonly kind: 'no-owners' } // nobody is named for the role
  | { readonly kind: 'team-unreadable'; readonly team: string; readonly permission: string };

/** Why somebody may not decide. */
export type Denial =
  | { readonly kind: 'not-a-person' }
  | NotOwner
  | { readonly kind: 'permission-unknown' }
  | { readonly kind: 'permission-too-low'; readonly has: RepositoryPermission; readonly needs: RepositoryPermission }
  | { readonly kind: 'author' } // the pull request is their own
  | { readonly kind: 'committer' }; // some of its commits are their own
