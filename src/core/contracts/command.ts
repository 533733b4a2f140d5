import type { Account } from './people.ts';
import type { CalendarDay } from './waiver.ts';

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
