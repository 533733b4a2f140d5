import type { Place } from './layer.ts';
import type { Denial, OwnerRole } from './people.ts';
import type { CriterionKey } from './yardstick.ts';

/** A day of the calendar as `2026-12-31`; as an end it includes the whole day, in UTC. */
export type CalendarDay = string;

/** Where waivers are committed. */
export const WAIVERS_FILE = '.github/changeover-waivers.yml';

/** The metric under which lost critical cases are waived. */
export const CRITICAL_CASES = 'critical-cases';

/**
 * What a waiver excuses. Of a finding: exactly one criterion on the whole suite or one slice, down to `atWorst`: the figure
 * as it was accepted (target − source, the ratio, or the target's own for `min` and `max`); absent when there was none.
 */
export type WaiverSubject =
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
