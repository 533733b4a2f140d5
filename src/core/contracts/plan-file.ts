import type { AssessmentInput, MigrationSubject } from './assessment.ts';
import type { ProposedChange, UncoveredChange, WiringChange } from './change.ts';
import type { Variant } from './layer.ts';
import type { Problem } from './problem.ts';
import type { RecordedReply } from './recording.ts';
import type { Policy, Yardstick } from './yardstick.ts';

/** The two variants of one application that is called; an added one has no source. */
export interface PlannedSubject {
  /** A name that the yardstick has. */
  readonly application: string;
  readonly source?: Variant;
  readonly target: Variant;
}

/** Replies of one recording. */
export interface PlannedRecording {
  readonly provider: string;
  readonly replies: readonly RecordedReply[];
}

/**
 * `plan.json`: what one job read of both sides, so that another can call the models without a token of the repository. What
 * people have to approve is not in it: whoever publishes the verdict asks for that.
 */
export interface PlanFile {
  readonly schema: 'changeover/plan@1';
  /** Full SHAs. */
  readonly base: string;
  readonly source: string;
  readonly target: string;
  /** Whether the pull request was a draft: then a sample of every suite may be called. */
  readonly draft: boolean;
  /** Calls that are made at most; 0: there is nothing to evaluate. */
  readonly calls: number;
  readonly policy: Policy;
  /** Absent when nothing has to be measured. */
  readonly yardstick?: Yardstick;
  readonly recordings: readonly PlannedRecording[];
  readonly subjects: readonly PlannedSubject[];
  readonly judged: readonly MigrationSubject[];
  readonly wiring: readonly WiringChange[];
  readonly proposed: readonly ProposedChange[];
  readonly uncovered: readonly UncoveredChange[];
  readonly moved: AssessmentInput['moved'];
  readonly problems: readonly Problem[];
}
