import type { GithubClient } from '../../github/client.ts';
import { type GithubRepository, githubRepository } from '../../github/repository.ts';
import { firstOf } from '../../workspace/repository/first-of.ts';
import { openGit } from '../../workspace/repository/git.ts';
import type { Sides } from './sides.ts';
import type { SubjectCommit } from './subject-commit.ts';

/** Where a checkout may be, and what git takes from its surroundings. */
export interface Checkout {
  readonly workspace: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Both sides of a pull request or merge group: the tip of the base branch right now, where the head left it, and the head.
 * Read from git objects where the checkout has them, else through the API; never by checking anything out.
 */
export async function remoteSides(client: GithubClient, subject: SubjectCommit, checkout: Checkout): Promise<Sides> {
  const remote = githubRepository(client);
  const [{ tip, mergeBase }, opened] = await Promise.all([
    commitsOf(remote, subject),
    openGit(checkout.workspace, checkout.environment),
  ]);
  const repository = 'git' in opened ? firstOf(opened.git, remote) : remote;
  return { repository, base: tip, source: mergeBase, target: subject.headSha };
}

async function commitsOf(remote: GithubRepository, { base, headSha }: SubjectCommit) {
  if ('branch' in base) return await remote.sidesOf(base.branch, headSha);
  return { tip: base.sha, mergeBase: await remote.mergeBase(base.sha, headSha) };
}
