import type { GithubClient } from '../github/client.ts';
import { currentStatus, setStatus } from '../github/status.ts';

/** A status that a run left pending. */
export interface PendingStatus {
  readonly sha: string;
  readonly context: string;
}

/**
 * Ends a status that a killed run left pending, so that it neither blocks for ever nor is mistaken for work in progress. One
 * that is terminal already is left alone; where GitHub does not say how it stands, it is taken for pending, which errs on the
 * closed side. Resolves with whether something had to be ended. Throws a ChangeoverError when it cannot be written.
 */
export async function finish(client: GithubClient, { sha, context }: PendingStatus, runUrl?: string): Promise<boolean> {
  const status = await currentStatus(client, sha, context).catch(() => undefined);
  if (status !== undefined && status.state !== 'pending') return false;
  await setStatus(client, {
    sha,
    context,
    state: 'error',
    description: 'Invalid: the run ended before it had a verdict. Run the job again.',
    ...(runUrl === undefined ? {} : { targetUrl: runUrl }),
  });
  return true;
}
