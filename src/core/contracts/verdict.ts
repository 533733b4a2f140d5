import type { LayerChange, ProposedChange, UncoveredChange, WiringChange } from './change.ts';
import type { Comparison } from './comparison.ts';
import type { Finding } from './finding.ts';
import type { Hold, HoldApproval } from './governance.ts';
import type { Place, Side } from './layer.ts';
import type { Problem } from './problem.ts';
import type { Reason } from './reason.ts';
import type { WaiverUse } from './waiver.ts';
import type { YardstickProposal } from './yardstick-change.ts';
/** From worst to best: the precedence within an application and over all of them. */
export const VERDICTS = ['invalid', 'fail', 'inconclusive', 'waived', 'pass', 'not-applicable'] as const;
export type VerdictName = (typeof VERDICTS)[number];

export interface CallCount {
  readonly planned: number;
  readonly made: number;
  readonly cached: number;
  readonly failed: number;
}

/** A critical case that the source passed and the target did not. */
export interface CriticalLoss {
  readonly caseId: string;
  /**
   * `confirmed`: the majority of two repetitions of both sides agreed. `not-confirmed`: they did not.
   * `recorded, not repeated`: the recording holds no repetition, so the loss stands.
   */
  readonly confirmation: 'confirmed' | 'not-confirmed' | 'recorded, not repeated' | 'not repeated';
}

/** How often an unchanged model would pass this gate, with what would mend it when that is rare. */
export interface GateReliability {
  /** 0 to 1. */
  readonly passRate: number;
  /** `observed`: from this run's discordance and spread. `assumed`: from the defaults, before any call. */
  readonly basis: 'observed' | 'assumed';
  /** The criterion that passes least often, with its own rate. */
  readonly weakest?: {
    readonly metric: string;
    readonly slice?: string;
    readonly threshold: number;
    readonly passRate: number;
  };
  /** Cases with which the gate would pass an unchanged model 9 times in 10; absent when no number found. */
  readonly casesFor90?: number;
}

/** How far a sequential evaluation had to go. */
export interface Stopping {
  /** Cases that the verdict rests on, and cases of the suite. */
  readonly cases: number;
  readonly of: number;
  /** Looks taken, the last included. */
  readonly looks: number;
  /** `decided`: every criterion was. `futile`: the rest of the suite would hardly have shown that the target holds its bounds. `all-cases`: all are done. */
  readonly why: 'decided' | 'futile' | 'all-cases';
  /** Calls that were planned and not needed. */
  readonly savedCalls: number;
}

/** How often one model answered to one side. */
export interface ServedReplies {
  readonly side: Side;
  /** As the service names it. Untrusted. */
  readonly servedModel: string;
  readonly replies: number;
  /** Of those, kept from earlier runs. */
  readonly kept: number;
}

/** A model ID to which several models answered. */
export interface ServedModels {
  /** As the variants name it. */
  readonly model: string;
  readonly provider: string;
  /** How many models answered. */
  readonly count: number;
  /** The most frequent first, the source's before the target's; of each side a few. */
  readonly replies: readonly ServedReplies[];
}

export interface Migration {
  readonly application: string;
  readonly kind: 'changed' | 'added' | 'removed' | 'proposed';
  readonly verdict: VerdictName;
  readonly reason: Reason;
  readonly changed: readonly LayerChange[];
  readonly source?: { readonly model: string; readonly provider: string };
  readonly target?: { readonly model: string; readonly provider: string };
  /** Cases in the suite; of a draft in its sample. */
  readonly cases: number;
  readonly trials: number;
  readonly calls: CallCount;
  /** US dollars of this migration's calls; absent when some price is not known. */
  readonly costUsd?: number;
  readonly findings: readonly Finding[];
  /** Every metric over the whole suite, then by slice. */
  readonly comparisons: readonly Comparison[];
  /** Cases that one side passes and the other does not: never netted. Sorted as in the suite. */
  readonly lost: readonly string[];
  readonly won: readonly string[];
  readonly same: number;
  readonly criticalLosses: readonly CriticalLoss[];
  /** Outputs in which `extract` found nothing, by side. */
  readonly unparsed: { readonly source: number; readonly target: number };
  /** Truncated, refused, guarded, retried, replayed and failed cells by side. */
  readonly counts: Readonly<Record<Side, CellCounts>>;
  /** Reused replies whose times are compared with nothing; absent: none. */
  readonly untimed?: number;
  /** Absent: one model answered to each ID, as far as the services say. */
  readonly served?: readonly ServedModels[];
  /** The migration is invalid for no other reason than that its provider could not be reached enough; absent: there is another. */
  readonly outage?: true;
  readonly reliability?: GateReliability;
  /** Only where a suite is evaluated sequentially. */
  readonly stopping?: Stopping;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** SHA-256 in hexadecimal of what both variants hold; absent where nothing is compared. */
  readonly variants?: string;
  /** Name of the evidence that a waiver has to be bound to (`evidenceDigest`); only where one could be given. */
  readonly evidence?: string;
  /** What became of every waiver that is meant for this application; absent where nobody was asked. */
  readonly waivers?: readonly WaiverUse[];
  /** Lost critical cases that a waiver excuses; absent: none. */
  readonly excused?: readonly string[];
}

export interface CellCounts {
  readonly planned: number;
  readonly replied: number;
  readonly rejected: number;
  readonly failed: number;
  readonly truncated: number;
  readonly refused: number;
  readonly guarded: number;
  readonly retried: number;
  readonly replayed: number;
  /** Failed cells by error kind. */
  readonly errors: Readonly<Record<string, number>>;
}

/** The commit status that follows from a verdict. */
export interface StatusDecision {
  readonly state: 'success' | 'failure' | 'error' | 'pending';
  /** At most 140 characters. */
  readonly description: string;
}

/** What follows from the yardstick that does not decide: of two, the base's and the one that the head proposes. */
export interface OtherVerdict
  extends Pick<Verdict, 'verdict' | 'reason' | 'mode' | 'onInconclusive' | 'onUncovered' | 'migrations'> {
  /** Of the proposed yardstick, whichever of the two this is about. */
  readonly digests: { readonly suite: string; readonly policy: string };
}

/** What a later attempt rests on, where earlier ones were shown something else. */
export interface Redraw {
  /** Replies that this run called for. */
  readonly fresh: number;
  /** Replies that were paid for by earlier runs, of whatever comparison. */
  readonly kept: number;
}

/** `verdict.json`. */
export interface Verdict {
  readonly schema: 'changeover/verdict@1';
  readonly verdict: VerdictName;
  readonly reason: Reason;
  readonly mode: 'enforce' | 'observe';
  readonly base: string;
  readonly head: string;
  /** The source variant's commit: the merge base. */
  readonly source: string;
  /** From 1; more when the same two variants were evaluated before under the same yardstick. */
  readonly attempt: number;
  /** Verdicts of the earlier attempts, the oldest first; absent when there were none. */
  readonly earlier?: readonly VerdictName[];
  /** Who tells of `earlier`: the commit's own statuses, which tell of more than the kept replies do. Absent: the kept replies. */
  readonly earlierFrom?: 'statuses';
  /** Evaluated before, and not by the replies of then; absent: by those, as far as they had come. */
  readonly redraw?: Redraw;
  /** A sample of every suite only was evaluated, because the pull request is a draft. */
  readonly scope?: 'draft';
  readonly migrations: readonly Migration[];
  readonly wiring: readonly WiringChange[];
  readonly proposed: readonly ProposedChange[];
  /** What of the yardstick is proposed, in its own terms; absent where nothing is. */
  readonly yardstickChanges?: YardstickProposal;
  readonly uncovered: readonly UncoveredChange[];
  readonly moved: readonly {
    readonly application: string;
    readonly layer: string;
    readonly from: Place;
    readonly to: Place;
  }[];
  readonly problems: readonly Problem[];
  /** Absent when nothing was called, or when some price is not known. */
  readonly costUsd?: number;
  /** Commit that the yardstick was read at, and digests of what it holds; absent when it could not be read. */
  readonly yardstickSha?: string;
  readonly digests?: { readonly suite: string; readonly policy: string };
  readonly onInconclusive: 'fail' | 'warn';
  readonly onUncovered: 'fail' | 'warn';
  readonly preview: boolean;
  /** What the proposed yardstick would say, without effect; absent where none is proposed that says anything else. */
  readonly underProposed?: OtherVerdict;
  /** The proposed yardstick is approved and decides: what the base's would have said. */
  readonly underBase?: OtherVerdict;
  /** What owners have to approve, and what they said of it; absent where nothing is to be approved, and in a terminal. */
  readonly hold?: Hold;
  readonly approval?: HoldApproval;
  /** SHA-256 in hexadecimal of `governance.json` in canonical form; absent where nobody was asked. */
  readonly governanceSha256?: string;
}
