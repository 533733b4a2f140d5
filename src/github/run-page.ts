import { VERDICTS, type VerdictName } from '../core/contracts/verdict.ts';

/**
 * Address of a run as a commit status links to it: it names the pull request that the run is for, as GitHub's own links do.
 * A commit may be the head of several pull requests, and its statuses are the same for all.
 */
export function pageOfRun(runUrl: string | undefined, pullRequest: number | undefined): string | undefined {
  return runUrl === undefined || pullRequest === undefined ? runUrl : `${runUrl}?pr=${pullRequest}`;
}

/** The pull request that the run behind a commit status was for; `undefined` when its link does not say. */
export function pullRequestOfPage(targetUrl: string | undefined): number | undefined {
  const [, number] = /[?&]pr=(\d{1,10})(?:[&#]|$)/.exec(targetUrl ?? '') ?? [];
  return number === undefined ? undefined : Number(number);
}

/**
 * What a status says of its run beside state and description, behind the `#` of the address, which leads to the same page.
 * Whoever may write a status may write this, too: it proves no more than the status.
 */
export interface PageMarks {
  /** The run ended for lack of its provider, as the so many-th in a row. */
  readonly outages?: number;
  /** When the exception ends on which the verdict rests: milliseconds since the epoch. */
  readonly end?: number;
  /** Commit of the base branch whose yardstick green was given by, in full. */
  readonly base?: string;
  /** What was evaluated, and what came of it. */
  readonly attempt?: PageAttempt;
  /** What could be waived in its result, as `printSeen` prints it; the empty string says nothing. */
  readonly seen?: string;
}

/** An evaluation that came to a verdict. */
interface PageAttempt {
  /** SHA-256 in hexadecimal of what was compared with what, and how; its beginning is what an address holds of it. */
  readonly comparison: string;
  readonly verdict: VerdictName;
}

/** Enough that two comparisons of one commit are not mistaken for one another by chance. */
const COMPARISON_DIGITS = 8;
const ATTEMPT = /^tried-([\da-f]{8})-([a-z]{4,12})$/;

/** GitHub documents no longest address; this is short of every limit that columns of text commonly have. */
const LONGEST_ADDRESS = 255;

/** Address of a run with marks, in place of those that it has. */
export function markPage(page: string, { outages, end, base, attempt, seen }: PageMarks): string {
  const marks = [
    ...(outages === undefined ? [] : [`outage-${outages}`]),
    ...(end === undefined ? [] : [`until-${new Date(end).toISOString()}`]),
    ...(base === undefined ? [] : [`base-${base}`]),
    ...(attempt === undefined ? [] : [attemptMark(attempt)]),
    ...(seen ? [`seen-${seen}`] : []),
  ];
  const [bare = ''] = page.split('#', 1);
  return marks.length === 0 ? bare : `${bare}#${marks.join('&')}`;
}

/** Characters that `seen` may have beside other marks. */
export function roomForSeen(page: string, marks: Omit<PageMarks, 'seen'>): number {
  return LONGEST_ADDRESS - markPage(page, { ...marks, seen: ' ' }).length + 1;
}

/** How many runs in a row ended for lack of the provider, by the newest one's address; 0 when it did not. */
export function outagesOfPage(targetUrl: string | undefined): number {
  const [, outages] = /^outage-(\d{1,3})$/.exec(markOf(targetUrl, 'outage')) ?? [];
  return Number(outages ?? 0);
}

/** When the exception behind a status ends, in milliseconds since the epoch, by its address; `undefined` when it rests on none. */
export function endOfPage(targetUrl: string | undefined): number | undefined {
  const [, end = ''] = /^until-(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)$/.exec(markOf(targetUrl, 'until')) ?? [];
  const time = Date.parse(end);
  return Number.isNaN(time) ? undefined : time;
}

/** Commit of the base branch whose yardstick green was given by, by the address in its status. */
export function baseOfPage(targetUrl: string | undefined): string | undefined {
  return /^base-([\da-f]{40})$/.exec(markOf(targetUrl, 'base'))?.[1];
}

/** What came of an evaluation of this very comparison, by the address in its status; `undefined` when it was of none or another. */
export function verdictOfPage(targetUrl: string | undefined, comparison: string): VerdictName | undefined {
  const [, begin, name] = ATTEMPT.exec(markOf(targetUrl, 'tried')) ?? [];
  return begin === comparison.slice(0, COMPARISON_DIGITS) ? VERDICTS.find((verdict) => verdict === name) : undefined;
}

function attemptMark({ comparison, verdict }: PageAttempt): string {
  return `tried-${comparison.slice(0, COMPARISON_DIGITS)}-${verdict}`;
}

/** What could be waived in the result behind a status, by its address. */
export function seenOfPage(targetUrl: string | undefined): string | undefined {
  return markOf(targetUrl, 'seen').slice('seen-'.length) || undefined;
}

function markOf(targetUrl: string | undefined, name: string): string {
  const [, marks = ''] = (targetUrl ?? '').slice(0, LONGEST_ADDRESS * 2).split('#', 2);
  return marks.split('&').find((mark) => mark.startsWith(`${name}-`)) ?? '';
}

/** Whether an address is that of a run of a repository, `https://github.com/owner/repo`. */
export function isPageOfRun(address: string | undefined, repository: string | undefined): boolean {
  if (address === undefined || !repository || !address.startsWith(`${repository}/`)) return false;
  return /^\/actions\/runs\/\d+(\/attempts\/\d+)?([?#]|$)/.test(address.slice(repository.length));
}

/** Whether two statuses link to the same run, attempt and pull request; what stands behind `#` says something about a status. */
export function samePage(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.split('#', 1)[0] === b.split('#', 1)[0];
}
