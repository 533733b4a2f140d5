import type { VerdictName } from '../core/contracts/verdict.ts';
import type { GithubClient } from './client.ts';
import { type EvaluatedHead, ownStatuses } from './head-history.ts';
import { samePage, verdictOfPage } from './run-page.ts';
import { type StatusHistory, statusHistory } from './status-history.ts';

/** Which attempts are asked for. */
interface Attempts {
  /** `comparisonDigest` of what is evaluated. */
  readonly comparison: string;
  /** ID of this run's first status: what was written later is no earlier attempt. Absent: all of them are. */
  readonly before?: number | undefined;
  /** What this run has listed since its first status tells it, too. Absent: listed anew. */
  readonly history?: StatusHistory;
}

/**
 * Verdicts that earlier runs gave a comparison on this commit, the oldest first, as their commit statuses tell: whoever may
 * write can delete caches, artifacts, comments and runs, and nobody a status. Those of other comparisons, of other pull
 * requests with the same head and of other accounts are passed over, and so is what decided nothing. Throws a ChangeoverError
 * when GitHub cannot say.
 */
export async function reportedVerdicts(
  client: GithubClient,
  head: EvaluatedHead,
  { comparison, before, history = statusHistory(client) }: Attempts,
): Promise<readonly VerdictName[]> {
  const statuses = await ownStatuses(client, head, await history.list(head.headSha, before));
  return (
    statuses
      .filter(({ id }) => before === undefined || id < before)
      .filter(({ state }) => state === 'success' || state === 'failure')
      .flatMap(({ targetUrl }) => {
        const verdict = verdictOfPage(targetUrl, comparison);
        return verdict === undefined ? [] : [{ targetUrl, verdict }];
      })
      // A run may have to say its word again after another's: that is one attempt.
      .filter(({ targetUrl }, index, all) => all.findIndex((one) => samePage(one.targetUrl, targetUrl)) === index)
      .map(({ verdict }) => verdict)
      .toReversed()
  );
}
