import type { Problem } from '../../core/contracts/problem.ts';
import type { GithubClient } from '../../github/client.ts';
import type { RunOrder, StatusPlace } from '../../github/run-order.ts';
import { samePage } from '../../github/run-page.ts';
import { setStatus } from '../../github/status.ts';

/**
 * Leaves a status to the newer run that writes it. Where an update of this run came just after that one's last word, the word
 * is said again, because nobody else would: a status must not stay pending.
 */
export async function leaveToNewer(
  client: GithubClient,
  { headSha, context }: StatusPlace,
  { by, own, newest }: RunOrder,
): Promise<void> {
  if (by === undefined || by.state === 'pending' || own === undefined) return;
  if (newest?.state !== 'pending' || !samePage(newest.targetUrl, own.targetUrl)) return;
  const { state, description, targetUrl } = by;
  await setStatus(client, {
    sha: headSha,
    context,
    state,
    description,
    ...(targetUrl === undefined ? {} : { targetUrl }),
  });
}

/** What a run says that leaves the status alone. */
export function leftToNewer({ context }: StatusPlace): Problem {
  return {
    code: 'github',
    message: `Another run has written the commit status ${context} since this one began, so this one leaves it as it is.`,
    hint: 'The newest run decides. Start one again when none is on its way; give the workflow a concurrency group.',
  };
}
