import type { StandingCommand } from './command.ts';
import type { Account, OwnerRole, Owners, Person, TeamAnswer } from './people.ts';
import type { Waiver } from './waiver.ts';

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED' | 'COMMENTED' | 'PENDING';

/** A review of a pull request, as it stands now. */
export interface Review {
  readonly user: Account;
  readonly state: ReviewState;
  /** The commit that was reviewed; absent when it is gone. */
  readonly commitId?: string;
  /** ISO 8601; absent of a pending review. */
  readonly submittedAt?: string;
}

/** An approval that counts, for one role. */
export interface Approval {
  readonly role: OwnerRole;
  readonly login: string;
  /** The entry of the owners' lists. */
  readonly as: string;
}

/** What of a pull request needs an owner's approval: `first-configuration` where the base has none. */
export type HeldPart = 'yardstick' | 'wiring' | 'first-configuration';

/** Whose approval is needed for one part of what is held. */
export interface HoldScope {
  /** Absent: of what reaches every application. */
  readonly application?: string;
  /** Each of them has to approve; at least one. */
  readonly roles: readonly OwnerRole[];
  /** The lists that say who that is. */
  readonly owners: readonly Owners[];
}

/** What turns nothing green until owners approve it. Without a scope nobody owns it, and nothing is held. */
export interface Hold {
  readonly parts: readonly [HeldPart, ...HeldPart[]];
  readonly scopes: readonly HoldScope[];
}

/** What owners said of what is held. */
export interface HoldApproval {
  /** Every role approves, and nobody objects. */
  readonly approved: boolean;
  readonly by: readonly Approval[];
  /** Roles that nobody approved for. */
  readonly missing: readonly OwnerRole[];
  /** Owners who ask for changes: one such request outweighs every approval. */
  readonly objections: readonly string[];
  /** Teams of owners whose members the token may not read, with the permission that it lacks. */
  readonly unreadable: readonly { readonly team: string; readonly permission: string }[];
}

/**
 * All that people said about a pull request, and what GitHub answered about them, at one moment: `governance.json`. Who may
 * decide what follows from it and the yardstick alone, so that anybody can decide it again from the evidence.
 */
export interface Governance {
  readonly schema: 'changeover/governance@1';
  /** When it was read, by GitHub's clock: ISO 8601, UTC. What expires, expires by it. */
  readonly readAt: string;
  /** Absent where there is none: in a terminal. Of a merge group it is the one that the group is for. */
  readonly pullRequest?: {
    readonly number: number;
    readonly headSha: string;
    readonly author: Account;
    /** Logins of those who wrote or committed its commits, updates from the base left out; `unknown` for a commit without an account. */
    readonly committers: readonly string[];
  };
  readonly reviews: readonly Review[];
  /** Oldest first. */
  readonly commands: readonly StandingCommand[];
  /** What GitHub said of everybody whose word might count. */
  readonly people: readonly Person[];
  readonly teams: readonly TeamAnswer[];
  /** Committed waivers at the tip of the base branch. */
  readonly waivers: readonly Waiver[];
}
