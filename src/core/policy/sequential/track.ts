import type { AnalysisTable } from '../../comparison/analysis.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { SequentialPlan } from '../../stats/sequential-plan.ts';
import type { LookTaken } from '../../stats/sequential-test.ts';
import type { Circumstances } from '../judgement.ts';
import type { Question } from '../questions.ts';
import type { Timing } from './timing.ts';

/** One question on its way through the looks. Plain data. */
export interface Track {
  readonly question: Question;
  readonly timing: Timing;
  /** Cases of the whole suite or the slice. */
  readonly total: number;
  /** Only where the timing is `at-looks`. */
  readonly plan?: SequentialPlan;
  /** The looks taken at it, none of which decided. */
  readonly history: readonly LookTaken[];
  /** Cases of the whole suite or the slice that were drawn when it was last looked at. */
  readonly drawn: number;
  /** As of that look, the cases to come are unlikely to show that the bound is met. */
  readonly futile: boolean;
  /** The answer, which stands from the look on that took it. */
  readonly finding?: Finding;
}

/** What there is to see at a look. */
export interface View {
  /** Figures of the sample. */
  readonly analyses: AnalysisTable;
  readonly circumstances: Circumstances;
  readonly isLast: boolean;
}

/** Whether a migration cannot pass unless this question is answered. */
export function isBlocking({ question, timing }: Track): boolean {
  return question.criterion.enforce === 'block' && timing !== 'never';
}
