import type { CaseExcerpt } from '../../core/contracts/assessment.ts';
import type { SpendingLine } from '../../core/contracts/spending.ts';
import type { Trust } from '../../core/contracts/trust.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';

/** Everything that a report is made from. Plain data. */
export interface ReportInput {
  readonly verdict: Verdict;
  readonly yardstick?: Yardstick;
  /** What waivers of what blocks would look like in the file of waivers; absent where none could be given. */
  readonly waiverEntry?: string;
  /** Texts of the cases worth showing: the lost ones at least. Untrusted. */
  readonly excerpts: readonly CaseExcerpt[];
  /** What the run's own calls cost; absent when it made none, and when it is not known. */
  readonly spending?: readonly SpendingLine[];
  readonly links: ReportLinks;
  /** The command that runs the same evaluation in a terminal. */
  readonly reproduce: string;
  /** How much the commit status proves; absent where none is written, and where it was not asked. */
  readonly trust?: Trust;
}

export interface ReportLinks {
  /** `https://github.com/owner/repo`, without a final slash. */
  readonly repositoryUrl?: string;
  readonly evidenceUrl?: string;
  readonly runUrl?: string;
}
