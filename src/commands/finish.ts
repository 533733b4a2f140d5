import type { GithubClient } from '../github/client.ts';
import { type RunOrder, readOrder } from '../github/run-order.ts';
import { setStatus } from '../github/status.ts';
import { leaveToNewer } from './steps/newer-run.ts';

/** A status that a run left pending. */
export interface PendingStatus {
  readonly sha: string;
  readonly context: string;
  /** Address of the run's page, as its statuses link to it. */
  readonly page?: string;
}

/**
 * Ends a status that a killed run left pending, so that it neither blocks for ever nor is mistaken for work in progress. One
 * that is terminal already, or a newer run's, is left alone; where GitHub does not say how it stands, it is taken for pending,
 * which errs on the closed side. Resolves with whether something had to be ended. Throws a ChangeoverError when it cannot be
 * written.
 */
export async function finish(client: GithubClient, { sha, context, page }: PendingStatus): Promise<boolean> {
  const status = { headSha: sha, context };
  const order = await readOrder(client, status, { page }).catch(() => undefined);
  if (order !== undefined && !isLeftPending(order)) return false;
  if (order?.kind === 'overtaken') {
    await leaveToNewer(client, status, order);
    return false;
  }
  await setStatus(client, {
    sha,
    context,
    state: 'error',
    description: 'Invalid: the run ended before it had a verdict. Run the job again.',
    ...(page === undefined ? {} : { targetUrl: page }),
  });
  return true;
}

/** Where this run has written nothing, it is at most a status that nobody has written. */
function isLeftPending({ own, newest }: RunOrder): boolean {
  return own === undefined ? newest === undefined : own.state === 'pending';
}
