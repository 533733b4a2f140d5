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
 * Address of a run that ended for lack of its provider, as the so many-th in a row: it leads to the same page. Whoever may
 * write a status may write this, too; all that it can cause is that the run is made again.
 */
export function markOutage(page: string, outages: number): string {
  return `${page.split('#', 1)[0]}#outage-${outages}`;
}

/** How many runs in a row ended for lack of the provider, by the newest one's address; 0 when it did not. */
export function outagesOfPage(targetUrl: string | undefined): number {
  const [, outages] = /#outage-(\d{1,3})$/.exec(targetUrl ?? '') ?? [];
  return Number(outages ?? 0);
}

/** Address of a run whose verdict rests on an exception: it leads to the same page, and says when the exception ends. */
export function markEnd(page: string, end: number): string {
  return `${page.split('#', 1)[0]}#until-${new Date(end).toISOString()}`;
}

/** When the exception behind a status ends, in milliseconds since the epoch, by its address; `undefined` when it rests on none. */
export function endOfPage(targetUrl: string | undefined): number | undefined {
  const [, end = ''] = /#until-(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)$/.exec(targetUrl ?? '') ?? [];
  const time = Date.parse(end);
  return Number.isNaN(time) ? undefined : time;
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
