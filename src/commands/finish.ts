import type { GithubClient } from '../github/client.ts';
import { currentStatus, setStatus } from '../github/status.ts';

/** A status that a run left pending. */
export interface PendingStatus {
  readonly sha: string;
  readonly context: string;
}

/**
 * Ends a status that a killed run left pending, so that it neither blocks for ever nor is mistaken for work in progress. One
 * that is terminal already is left alone. Resolves with whether something had to be ended.
 */
export async function finish(client: GithubClient, { sha, context }: PendingStatus, runUrl?: string): Promise<boolean> {
  const status = await currentStatus(client, sha, context);
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
