import type { Place } from './layer.ts';
import type { CriterionKey } from './yardstick.ts';

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

/** A day of the calendar as `2026-12-31`; as an end it includes the whole day, in UTC. */
export type CalendarDay = string;

/** Where waivers are committed. */
export const WAIVERS_FILE = '.github/changeover-waivers.yml';

/** The metric under which lost critical cases are waived. */
export const CRITICAL_CASES = 'critical-cases';

/** What is excused: findings of one metric of one application. */
export interface CommandTarget {
  readonly application: string;
  readonly metric: string;
}

/** What somebody asks for in a comment. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'run'; readonly full: boolean }
  | ({ readonly kind: 'waive'; readonly until: CalendarDay; readonly because: string } & CommandTarget)
  | ({ readonly kind: 'unwaive' } & CommandTarget)
  | { readonly kind: 'approve-yardstick' }
  | { readonly kind: 'break-glass'; readonly until?: CalendarDay; readonly because: string }
  | { readonly kind: 'migrate'; readonly application: string }
  | { readonly kind: 'accept'; readonly candidate: string }
  | { readonly kind: 'try'; readonly application: string; readonly models: readonly string[] }
  | { readonly kind: 'explain'; readonly caseId: string }
  | { readonly kind: 'rollback'; readonly application: string };

export type CommandName = Command['kind'];

/** A comment as the event or the API tells it. Times are ISO 8601 by GitHub's clock. */
export interface CommentEvent {
  readonly action: 'created' | 'edited';
  readonly body: string;
  readonly author: Account;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What is wrong with the words after a command's name. */
export type CommandFault =
  | { readonly kind: 'missing'; readonly what: string }
  | { readonly kind: 'unexpected'; readonly word: string; readonly instead?: string }
  | { readonly kind: 'no-metric'; readonly word: string } // an application where `application/metric` belongs
  | { readonly kind: 'stray-quote' } // not around a whole name
  | { readonly kind: 'date-format'; readonly word: string }
  | { readonly kind: 'no-such-day'; readonly word: string }
  | { readonly kind: 'empty-reason' }
  | { readonly kind: 'long-reason'; readonly length: number; readonly most: number };

/** Why a line that is addressed to Changeover does nothing. Columns count characters from 1. */
export type CommandRefusal =
  | { readonly kind: 'edited' }
  | { readonly kind: 'too-long'; readonly length: number; readonly most: number }
  | { readonly kind: 'invisible'; readonly character: string; readonly column: number } // as `U+200B`
  | { readonly kind: 'look-alike'; readonly character: string; readonly column: number }
  | { readonly kind: 'html-comment'; readonly column: number }
  | { readonly kind: 'unknown-command'; readonly word: string; readonly nearest?: CommandName }
  | { readonly kind: 'malformed'; readonly command: CommandName; readonly fault: CommandFault }
  | { readonly kind: 'not-built'; readonly command: CommandName };

/** `none`: not addressed to Changeover, or not by a person; no answer is due. */
export type ParsedComment =
  | { readonly kind: 'none' }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'refused'; readonly refusal: CommandRefusal };

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

/**
 * What a waiver excuses. Of a finding: exactly one criterion on the whole suite or one slice, down to `atWorst`: the figure
 * as it was accepted (target − source, the ratio, or the target's own for `min` and `max`); absent when there was none.
 */
type WaiverSubject =
  | {
      readonly kind: 'finding';
      readonly metric: string;
      readonly criterion: CriterionKey;
      readonly slice?: string;
      readonly atWorst?: number;
    }
  | { readonly kind: 'critical'; readonly caseIds: readonly string[] };

/** An exception with a name, a reason, an end and what it excuses. */
export interface Waiver {
  readonly application: string;
  readonly subject: WaiverSubject;
  readonly reason: string;
  /** Login of who gave it, without `@`. */
  readonly owner: string;
  /** When it was given: ISO 8601 with time, UTC. */
  readonly given: string;
  /** Its last day. */
  readonly expires: CalendarDay;
  /** `evidenceDigest` of the evidence that it excuses. */
  readonly evidence: string;
  /** Where it is written: a line of the waivers' file, or the address of a comment. */
  readonly origin:
    | { readonly kind: 'file'; readonly place: Place }
    | { readonly kind: 'comment'; readonly url: string };
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

/** Why a waiver that is meant for something here excuses nothing. */
export type VoidReason =
  | { readonly kind: 'invalid' } // what cannot be trusted cannot be excused
  | { readonly kind: 'expired' }
  | { readonly kind: 'not-yet-given' }
  | { readonly kind: 'too-long'; readonly days: number; readonly most: number }
  | { readonly kind: 'other-evidence'; readonly evidence: string }
  | { readonly kind: 'worse'; readonly figure: number; readonly accepted: number }
  | { readonly kind: 'figure-not-accepted'; readonly figure: number } // the waiver names none, and there is one
  | { readonly kind: 'figure-missing'; readonly accepted: number } // and the other way round
  | { readonly kind: 'denied'; readonly role: OwnerRole; readonly reason: Denial };

export type WaiverOutcome =
  | { readonly kind: 'in-force' }
  | { readonly kind: 'void'; readonly reason: VoidReason }
  /** Nothing here that it names, or nothing of that needs an excuse. */
  | { readonly kind: 'unused'; readonly why: 'nothing-named' | 'not-needed' };

/** What became of a waiver. */
export interface WaiverUse {
  readonly waiver: Waiver;
  readonly outcome: WaiverOutcome;
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

/** A command in a comment as it stands: newly created, never edited, by a person. Whether its author may is decided later. */
export interface StandingCommand {
  readonly command: Command;
  readonly author: Account;
  /** ISO 8601 by GitHub's clock. */
  readonly createdAt: string;
  /** Address of the comment. */
  readonly url: string;
  /** What the result said that stood on the head when it was written, as `printSeen` prints it; absent when none did. */
  readonly seen?: string;
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
