import type { Repository } from '../../core/contracts/ports.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { GitRepository } from './git.ts';

/**
 * A repository that takes what it can from the local clone and asks the remote one for the rest: commits that the clone lacks,
 * objects that a partial clone left out, and merge bases that a shallow clone cannot tell.
 */
export function firstOf(local: GitRepository, remote: Repository): Repository {
  const choose = async <T>(commits: readonly string[], ask: (from: Repository) => Promise<T>): Promise<T> => {
    const known = await Promise.all(commits.map((commit) => local.hasCommit(commit)));
    if (known.includes(false)) return await ask(remote);
    try {
      return await ask(local);
    } catch (error) {
      if (isMissingObject(error)) return await ask(remote);
      throw error;
    }
  };
  return {
    read: (commit, path) => choose([commit], (from) => from.read(commit, path)),
    mergeBase: (a, b) => choose([a, b], (from) => from.mergeBase(a, b)),
    changedFiles: (from, to) => choose([from, to], (repository) => repository.changedFiles(from, to)),
    diff: (from, to, file) => choose([from, to], (repository) => repository.diff(from, to, file)),
  };
}

function isMissingObject(error: unknown): boolean {
  return error instanceof ChangeoverError && error.problems.every(({ code }) => code === 'repository');
}
