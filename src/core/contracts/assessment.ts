import type { LayerChange } from './change.ts';
import type { Governance, Hold } from './governance.ts';
import type { Json } from './json.ts';
import type { Problem } from './problem.ts';
import type { Score, ScoredCells } from './score.ts';
import type { Verdict } from './verdict.ts';
import type { Policy, Yardstick } from './yardstick.ts';

/** One application to be judged: what changed, and what stood in the way of measuring it. */
export interface MigrationSubject {
  readonly application: string;
  readonly kind: 'changed' | 'added' | 'removed' | 'proposed';
  readonly changed: readonly LayerChange[];
  readonly source?: { readonly model: string; readonly provider: string };
  readonly target?: { readonly model: string; readonly provider: string };
  /** Any of these makes the migration invalid. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** SHA-256 in hexadecimal of what both variants hold (`variantsDigest`); absent where nothing is compared. */
  readonly variants?: string;
}

/** The yardstick that the head proposes, and what was observed as far as it tells something by it. */
export interface ProposedMeasurement {
  readonly yardstick: Yardstick;
  readonly subjects: readonly MigrationSubject[];
  readonly cells: ScoredCells;
}

/** What a verdict carries on as it came in: which attempt at what it is, and what changes beside what is judged. */
type CarriedOn = Pick<
  Verdict,
  | 'base'
  | 'head'
  | 'source'
  | 'attempt'
  | 'earlier'
  | 'earlierFrom'
  | 'scope'
  | 'wiring'
  | 'proposed'
  | 'yardstickChanges'
  | 'uncovered'
  | 'moved'
>;

/**
 * All that a verdict follows from. Plain data: the same input, read back from evidence, gives the same verdict.
 */
export interface AssessmentInput extends CarriedOn {
  /** What the base's policy makes of a verdict; absent when no configuration could be read, and then `problems` says why. */
  readonly policy?: Pick<Policy, 'mode' | 'onInconclusive' | 'onUncovered'>;
  /** Absent when it could not be read, and when nothing has to be measured: suites are read only when they are needed. */
  readonly yardstick?: Yardstick;
  readonly subjects: readonly MigrationSubject[];
  /** Only with a migration, and where the proposal would judge it otherwise. */
  readonly proposal?: ProposedMeasurement;
  /** Problems of no single application; any of them makes the verdict invalid. */
  readonly problems: readonly Problem[];
  /** What owners have to approve. Absent where nothing is to be, and in a terminal, where nobody can. */
  readonly hold?: Hold;
  /** What people said; absent where it was not asked for, and then nothing is excused or approved. */
  readonly governance?: Governance;
  /** All cells that were observed, of all applications, confirmations included. */
  readonly cells: ScoredCells;
}

/** One case as the comment shows it side by side. Texts are untrusted. */
export interface CaseExcerpt {
  readonly application: string;
  readonly caseId: string;
  readonly slices: readonly string[];
  readonly critical: boolean;
  readonly input: string;
  readonly expected?: Json;
  readonly source?: ExcerptSide;
  readonly target?: ExcerptSide;
}

export interface ExcerptSide {
  readonly output?: string;
  readonly stopReason?: string;
  readonly error?: string;
  readonly scores: Readonly<Record<string, Score>>;
}
