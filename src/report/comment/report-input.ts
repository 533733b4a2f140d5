import type { CaseExcerpt } from '../../core/contracts/assessment.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';

/** Everything that a report is made from. Plain data. */
export interface ReportInput {
  readonly verdict: Verdict;
  readonly yardstick?: Yardstick;
  /** Texts of the cases worth showing: the lost ones at least. Untrusted. */
  readonly excerpts: readonly CaseExcerpt[];
  readonly links: ReportLinks;
  /** The command that runs the same evaluation in a terminal. */
  readonly reproduce: string;
}

export interface ReportLinks {
  /** `https://github.com/owner/repo`, without a final slash. */
  readonly repositoryUrl?: string;
  readonly evidenceUrl?: string;
  readonly runUrl?: string;
}
