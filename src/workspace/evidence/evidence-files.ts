import type { Governance } from '../../core/contracts/governance.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';

/** Names of the files that let anyone recompute a verdict. */
export const VERDICT_FILE = 'verdict.json';
export const YARDSTICK_FILE = 'yardstick.json';
/** What a pull request proposes to measure with, where its verdict was looked at by that, too. */
export const PROPOSED_YARDSTICK_FILE = 'proposed-yardstick.json';
/** What people said, and what GitHub answered about them. */
export const GOVERNANCE_FILE = 'governance.json';
export const OBSERVATIONS_FILE = 'observations.jsonl';
export const COMMENT_FILE = 'comment.md';
/** What the comment shows that follows from no measurement. */
export const REPORT_CONTEXT_FILE = 'report-context.json';
/** The verdict as a statement about the head commit, for the tools of supply chains. */
export const STATEMENT_FILE = 'statement.intoto.json';
export const MANIFEST_FILE = 'manifest.json';

/** Every file that a run may leave, in the order in which a new run removes an older one's: what vouches for others first. */
export const EVIDENCE_FILES: readonly string[] = [
  MANIFEST_FILE,
  STATEMENT_FILE,
  VERDICT_FILE,
  YARDSTICK_FILE,
  PROPOSED_YARDSTICK_FILE,
  GOVERNANCE_FILE,
  OBSERVATIONS_FILE,
  COMMENT_FILE,
  REPORT_CONTEXT_FILE,
  'report.html',
  'junit.xml',
];

/** What is written when a run has ended; the observations were written as they came. */
export interface Evidence {
  readonly verdict: Verdict;
  /** Absent when it could not be read. */
  readonly yardstick?: Yardstick;
  /** Absent where the pull request proposes none that says anything else. */
  readonly proposedYardstick?: Yardstick;
  /** Absent where nobody was asked. */
  readonly governance?: Governance;
  /** The comment, as it is published. */
  readonly comment: string;
  /** Further files by name (`junit.xml`, `report.html` …). */
  readonly documents?: Readonly<Record<string, string>>;
  /** Whether this run kept a journal; when not, an older run's is removed. */
  readonly observed: boolean;
}

/** A plain file name: what evidence names must never lead anywhere else. */
export function isPlainName(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,99}$/i.test(name);
}
