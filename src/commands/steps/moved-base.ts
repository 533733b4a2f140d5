import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { GithubClient } from '../../github/client.ts';
import { githubRepository } from '../../github/repository.ts';
import { isOutdated } from './outdated-yardstick.ts';
import { readConfigurations } from './read-configurations.ts';

/**
 * Whether a base branch measures otherwise now than at one of its commits, or no longer has a configuration that can be read.
 * Asked once for each branch and commit. Rejects with a ChangeoverError where GitHub does not say.
 *
 * @param config path of the configuration in the repository.
 */
export function movedBase(client: GithubClient, config: string): (branch: string, since: string) => Promise<boolean> {
  const repository = githubRepository(client);
  const known = new Map<string, Promise<boolean>>();
  const ask = async (branch: string, since: string): Promise<boolean> => {
    const { tip } = await repository.sidesOf(branch, since);
    if (tip === since) return false;
    // Approved as the first configuration: there was nothing at the base to be measured by, and there is nothing yet.
    const found = await Promise.all([tip, since].map((commit) => repository.read(commit, config)));
    if (found.every(({ kind }) => kind === 'missing')) return false;
    const sides = { repository, base: tip, source: since, target: since };
    try {
      return await isOutdated(sides, await readConfigurations(sides, config, { allowPreview: false }));
    } catch (error) {
      if (isAboutConfiguration(error)) return true;
      throw error;
    }
  };
  return (branch, since) => {
    const key = `${since} ${branch}`;
    const answer = known.get(key) ?? ask(branch, since);
    known.set(key, answer);
    return answer;
  };
}

function isAboutConfiguration(error: unknown): boolean {
  return error instanceof ChangeoverError && error.problems.every(({ code }) => code !== 'github');
}
