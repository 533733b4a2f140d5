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

/** Whether two statuses link to the same run, attempt and pull request; what stands behind `#` says something about a status. */
export function samePage(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.split('#', 1)[0] === b.split('#', 1)[0];
}
