import type { UncoveredChange } from './change.ts';
import type { Finding } from './finding.ts';
import type { HeldPart } from './governance.ts';
import type { Side } from './layer.ts';
import type { OwnerRole } from './people.ts';
import type { Problem } from './problem.ts';
import type { CalendarDay } from './waiver.ts';

/** Why a verdict is what it is, as data; `report/wording.ts` has the sentence for each. */
export type Reason =
  | { readonly kind: 'all-pass'; readonly findings: number }
  | { readonly kind: 'finding'; readonly application: string; readonly finding: Finding; readonly others: number }
  | { readonly kind: 'critical'; readonly application: string; readonly caseIds: readonly string[] }
  | { readonly kind: 'uncovered'; readonly change: UncoveredChange; readonly others: number }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly others: number }
  | {
      readonly kind: 'failed-cells';
      readonly application: string;
      readonly side: Side;
      readonly failed: number;
      readonly planned: number;
      readonly limit: number;
    }
  | { readonly kind: 'nothing-changed' } // nothing that shapes a model
  | {
      readonly kind: 'not-evaluated';
      /**
       * `same-requests`: what is sent is the same, whatever the case. `not-reached`: it is the same in every case of the
       * suite, and would differ in others.
       */
      readonly what: 'removed' | 'proposed' | 'wiring' | 'yardstick' | 'same-requests' | 'not-reached';
    }
  | {
      readonly kind: 'sample'; // of a draft
      readonly application: string;
      readonly cases: number;
      readonly of: number;
      /** Cases of the sample that the source passes and the target does not. */
      readonly lost: number;
    }
  | {
      readonly kind: 'waived';
      readonly application: string;
      /** Logins of those who gave the waivers in force. */
      readonly by: readonly string[];
      /** The last day on which all of them hold. */
      readonly until: CalendarDay;
    }
  | {
      readonly kind: 'held';
      readonly parts: readonly HeldPart[];
      readonly missing: readonly OwnerRole[];
      readonly objections: readonly string[];
    }
  | { readonly kind: 'no-blocking-criterion'; readonly application: string }
  | {
      readonly kind: 'not-measured'; // under a proposed yardstick
      readonly application: string;
      /** Calls that it asks for and that nobody made. */
      readonly missing: number;
      /** Critical cases that are lost by it alone, and were not repeated. */
      readonly unrepeated: number;
    }
  | BreakGlass;

/** An owner lets a pull request pass although its provider could not be reached: nothing was compared. */
export interface BreakGlass {
  readonly kind: 'break-glass';
  /** Login of the owner. */
  readonly by: string;
  /** When it ends: ISO 8601, UTC. */
  readonly until: string;
  /** Untrusted. */
  readonly because: string;
}
