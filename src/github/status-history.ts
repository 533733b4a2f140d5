import type { GithubClient } from './client.ts';
import { type ListedStatus, listStatuses } from './status.ts';

/**
 * The statuses of commits as one run lists them for what it asks about the past. Not for what is about to be written: whether a
 * newer run has announced itself has to be read anew each time (`readOrder`), or the check would be worth nothing.
 */
export interface StatusHistory {
  /**
   * Every status of a commit, of all names, the newest first. Throws a ChangeoverError when GitHub cannot say.
   *
   * @param holding ID of a status of the commit. What was listed before will do if that one is in it: GitHub counts IDs upwards
   *   and nobody can delete a status, so that it tells of all that came before that one. Absent: listed anew.
   */
  list(sha: string, holding?: number): Promise<readonly ListedStatus[]>;
}

export function statusHistory(client: GithubClient): StatusHistory {
  const listed = new Map<string, readonly ListedStatus[]>();
  return {
    async list(sha, holding) {
      const known = listed.get(sha);
      if (holding !== undefined && known?.some(({ id }) => id === holding)) return known;
      const statuses = await listStatuses(client, sha);
      listed.set(sha, statuses);
      return statuses;
    },
  };
}
