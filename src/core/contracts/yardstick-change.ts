import type { Json } from './json.ts';
import type { OwnerRole } from './people.ts';
import type { Problem } from './problem.ts';
import type { Criterion, CriterionKey, Price } from './yardstick.ts';

/**
 * What a change does to the gate. `looser`: it demands less. `stricter`: it demands more, and nothing less. `neutral`: it
 * changes no demand. `other`: that cannot be told from the two sides alone.
 */
export type Direction = 'looser' | 'stricter' | 'neutral' | 'other';

/** Cases that a change is about: how many, how many of them are critical, and the IDs of the first ones in suite order. */
export interface CaseList {
  readonly count: number;
  readonly critical: number;
  readonly ids: readonly string[];
}

/** Changes to cases that are told apart; `critical-…`: of the flag, on cases that both sides have. */
export type CaseChangeKind =
  | 'cases-removed'
  | 'cases-added'
  | 'expected-edited'
  | 'critical-removed'
  | 'critical-added';

/** A criterion: which metric's bound, and, within `any-of`, which alternative (`group.alternative` from 0). */
interface CriterionSpot {
  readonly application: string;
  readonly metric: string;
  readonly key: CriterionKey;
  readonly alternative?: string;
}

export const CRITERION_OPTIONS = ['enforce', 'evidence', 'slices', 'because'] as const;
export type CriterionOption = (typeof CRITERION_OPTIONS)[number];

type AcceptanceChange =
  | ({ readonly kind: 'bound'; readonly from: number; readonly to: number } & CriterionSpot)
  | ({ readonly kind: 'criterion-added' | 'criterion-removed'; readonly threshold: number } & CriterionSpot & {
        readonly enforce: Criterion['enforce'];
      })
  | ({
      readonly kind: 'criterion-option';
      readonly option: CriterionOption;
      readonly from?: Json;
      readonly to?: Json;
    } & CriterionSpot)
  /** A whole set of criteria of `any-of`, or (`group`) all the sets of which one must hold. */
  | {
      readonly kind: 'alternative-added' | 'alternative-removed';
      readonly application: string;
      readonly alternative: string;
      readonly metrics: readonly string[];
      readonly group: boolean;
    };

type SuiteChange =
  | { readonly kind: 'scorer-added' | 'scorer-removed'; readonly application: string; readonly scorer: string }
  | {
      readonly kind: 'scorer-changed';
      readonly application: string;
      readonly scorer: string;
      /** Keys that differ, as the configuration spells them. */
      readonly keys: readonly string[];
    }
  | {
      readonly kind: CaseChangeKind;
      readonly application: string;
      readonly cases: CaseList;
    }
  | {
      readonly kind: 'cases-edited';
      readonly application: string;
      readonly cases: CaseList;
      /** Fields that differ in some of them, `expected` and `critical` aside. */
      readonly fields: readonly string[];
    }
  /** Names of the scorers that say whether a case passes, and so whether a critical one is lost. */
  | {
      readonly kind: 'deciding-scorers';
      readonly application: string;
      readonly from: readonly string[];
      readonly to: readonly string[];
    }
  | { readonly kind: 'trials'; readonly application: string; readonly from: number; readonly to: number }
  | { readonly kind: 'stop'; readonly application: string; readonly from?: string; readonly to?: string }
  | { readonly kind: 'suite-file'; readonly application: string; readonly from: string; readonly to: string }
  /** The cases of one side could not be read: what changed in them cannot be said. */
  | { readonly kind: 'suite-unread'; readonly application: string; readonly side: 'base' | 'proposed' };

type SettingChange =
  | { readonly kind: 'application-added' | 'application-removed'; readonly application: string }
  | { readonly kind: 'price'; readonly model: string; readonly from?: Price; readonly to?: Price }
  | { readonly kind: 'policy'; readonly key: string; readonly from?: Json; readonly to?: Json }
  | { readonly kind: 'provider-added' | 'provider-removed'; readonly provider: string }
  | {
      readonly kind: 'provider';
      readonly provider: string;
      readonly key: string;
      readonly from?: string | number | boolean;
      readonly to?: string | number | boolean;
    }
  | {
      readonly kind: 'owners';
      /** Absent: the policy's. */
      readonly application?: string;
      /** Absent: of the list without roles. */
      readonly role?: OwnerRole;
      readonly added: readonly string[];
      readonly removed: readonly string[];
    };

/** One change to what measures, in its own terms; the words for each kind are the report's. */
export type YardstickChange = (AcceptanceChange | SuiteChange | SettingChange) & { readonly direction: Direction };

/** All that a pull request proposes to change in the yardstick. */
export interface YardstickDiff {
  readonly changes: readonly YardstickChange[];
  /** Some change demands less. */
  readonly looser: boolean;
  /** What some change does cannot be told: nobody should call the whole harmless. */
  readonly unclear: boolean;
}

/** What a pull request proposes, who has to agree before it takes effect, and what could not be read of it. */
export interface YardstickProposal extends YardstickDiff {
  /** Roles whose owners have to approve; empty when nothing that measures changes. */
  readonly roles: readonly OwnerRole[];
  /**
   * The base branch's yardstick is another one than where the pull request left it, so that the head's own would take back
   * what has been changed since: it cannot take effect before the branch is up to date.
   */
  readonly outdated?: true;
  /** Why parts of either side's yardstick could not be read. */
  readonly warnings: readonly Problem[];
}
