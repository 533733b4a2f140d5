import type { CommandName, CommandRefusal } from '../../contracts/command.ts';
import type { Denial, OwnerRole } from '../../contracts/people.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { VerdictName } from '../../contracts/verdict.ts';
import type { VoidReason } from '../../contracts/waiver.ts';
import type { BreakGlassRefusal } from '../break-glass.ts';
import type { GrantRefusal } from '../grant-waivers.ts';

/** Why a command that can be understood is not carried out, or changes nothing. */
export type Refusal =
  | { readonly kind: 'closed' }
  /** It was written before the head was first reported on, or became the head again. ISO 8601. */
  | { readonly kind: 'older'; readonly since: string }
  | { readonly kind: 'nothing-reported' } // on this head, so that there is nothing yet that it could be about
  | { readonly kind: 'denied'; readonly reason: Denial; readonly role?: OwnerRole }
  | { readonly kind: 'unreadable'; readonly problem: Problem } // who may, could not be read
  | { readonly kind: 'budget'; readonly used: number; readonly limit: number; readonly again: string }
  /** A fork's head is not evaluated because of a comment. `stands`: the evaluation that a maintainer approves reads it. */
  | { readonly kind: 'fork'; readonly stands: boolean }
  | { readonly kind: 'unknown-application'; readonly application: string; readonly nearest?: string }
  | { readonly kind: 'not-measured' } // the application that it names has no comparison to excuse
  | { readonly kind: 'grant'; readonly refusal: GrantRefusal }
  | { readonly kind: 'void'; readonly reason: VoidReason }
  | { readonly kind: 'nothing-held' }
  | { readonly kind: 'approves-nothing' } // it counts for no role that is needed
  | { readonly kind: 'break-glass'; readonly refusal: BreakGlassRefusal }
  | { readonly kind: 'no-outage'; readonly verdict: VerdictName };

/** What becomes of a comment that is addressed to Changeover. */
export type CommandAnswer =
  | { readonly kind: 'help'; readonly circumstances: HelpCircumstances }
  | { readonly kind: 'not-understood'; readonly refusal: CommandRefusal }
  | { readonly kind: 'refused'; readonly command: CommandName; readonly refusal: Refusal }
  | { readonly kind: 'done'; readonly command: CommandName };

/** What of a pull request decides which commands apply. */
export interface HelpCircumstances {
  readonly isFork: boolean;
  readonly isDraft: boolean;
  readonly isOpen: boolean;
}
