import { ChangeoverError } from '../../core/contracts/problem.ts';
import { clip } from '../../report/untrusted.ts';
import { type GitRepository, openGit } from '../../workspace/repository/git.ts';
import { WORK_TREE } from '../../workspace/repository/work-tree.ts';
import type { Sides } from './sides.ts';

/** The two sides as a user names them in a terminal. */
export interface LocalSides {
  /** Any folder of the repository. */
  readonly folder: string;
  /** A revision; absent: the merge base with origin's default branch. */
  readonly base?: string;
  /** A revision; absent: the work tree. */
  readonly head?: string;
}

/**
 * Opens the local repository at two sides, and says where its work tree is. The base that the user names is both the source
 * and the yardstick. Throws a ChangeoverError that says which revision cannot be found and what to write instead.
 */
export async function localSides(
  { folder, base, head }: LocalSides,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Sides & { readonly root: string }> {
  const opened = await openGit(folder, environment);
  if ('unavailable' in opened) throw new ChangeoverError(opened.unavailable);
  const { git } = opened;
  const target = head === undefined ? WORK_TREE : await commitOf(git, head, '--head');
  const source = base === undefined ? await defaultBase(git, target) : await commitOf(git, base, '--base');
  return { repository: git, base: source, source, target, root: git.root };
}

/** Characters of a revision that a message repeats. */
const MOST_SHOWN = 200;

async function commitOf(git: GitRepository, revision: string, option: string): Promise<string> {
  const sha = await git.resolve(revision);
  if (sha !== undefined) return sha;
  throw new ChangeoverError({
    code: 'usage',
    message: `${option} ${clip(revision, MOST_SHOWN)} names no commit here`,
    hint: git.shallow ? 'This clone is shallow: git fetch --unshallow' : 'git fetch, or name a branch, tag or SHA.',
  });
}

/** Where the head left origin's default branch; without a remote, the last commit, so that work in progress is compared. */
async function defaultBase(git: GitRepository, target: string): Promise<string> {
  const branch = await git.defaultBranch();
  const tip = branch === undefined ? undefined : await git.resolve(branch);
  const own = target === WORK_TREE ? await git.resolve('HEAD') : target;
  if (own === undefined) {
    throw new ChangeoverError({
      code: 'repository',
      message: 'this repository has no commit yet, so there is nothing to compare with',
      hint: 'Commit the state that is in production first.',
    });
  }
  if (tip !== undefined) return git.mergeBase(tip, own);
  if (target === WORK_TREE) return own;
  throw new ChangeoverError({
    code: 'usage',
    message: 'origin’s default branch is not known here, so the base is not either',
    hint: 'Name it: --base main',
  });
}
