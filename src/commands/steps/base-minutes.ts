import type { GithubClient } from '../../github/client.ts';
import { githubRepository } from '../../github/repository.ts';
import { parseConfiguration } from '../../workspace/configuration/parse.ts';

/**
 * Reads `policy.max-minutes` at a commit of a base branch, once a commit; `undefined` where there is none, or no
 * configuration that could be read: the run that it would have bounded has said so itself.
 */
export function baseMinutes(client: GithubClient, config: string): (sha: string) => Promise<number | undefined> {
  const repository = githubRepository(client);
  const known = new Map<string, Promise<number | undefined>>();
  const minutesAt = async (sha: string): Promise<number | undefined> => {
    const found = await repository.read(sha, config);
    return found.kind === 'file' ? minutesIn(found.bytes, config) : undefined;
  };
  return (sha) => {
    const minutes = known.get(sha) ?? minutesAt(sha);
    known.set(sha, minutes);
    return minutes;
  };
}

function minutesIn(bytes: Uint8Array, config: string): number | undefined {
  try {
    return parseConfiguration(new TextDecoder('utf-8', { fatal: true }).decode(bytes), config).policy.maxMinutes;
  } catch {
    return undefined;
  }
}
