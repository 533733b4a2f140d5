import type { ChangedFile, FileDiff, FileRead, Repository } from '../../core/contracts/ports.ts';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import { diffFileReads } from '../../core/repository/line-diff.ts';
import { readObject } from '../../core/repository/objects.ts';
import { GitCommand, type GitResult } from './git-command.ts';
import { GitObjects, isObjectId, missingCommit } from './git-objects.ts';
import { gitDoesNotStart, noRepository } from './no-repository.ts';
import { parseRawDiff } from './raw-diff.ts';
import { readWorkTree, untrackedFiles, WORK_TREE } from './work-tree.ts';

/** A local clone, read through git's own objects; nothing is checked out and nothing of the repository runs. */
export interface GitRepository extends Repository {
  /** Absolute path of the work tree's root. */
  readonly root: string;
  /** Whether history was cut off (`--depth`): merge bases cannot be trusted then. */
  readonly shallow: boolean;
  hasCommit(sha: string): Promise<boolean>;
  /** Full SHA of the commit that a branch, tag, SHA or revision names; `undefined` when it names none. */
  resolve(revision: string): Promise<string | undefined>;
  /** `origin`'s default branch as a revision (`origin/main`), as far as the clone knows it. */
  defaultBranch(): Promise<string | undefined>;
  /** Ends the git process behind this. */
  close(): void;
}

const DIFF = ['--raw', '-r', '-z', '-M', '--no-abbrev', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none'];

/**
 * Opens the clone that a directory belongs to. `unavailable` says why there is none: no repository, no git, or one that git
 * refuses because somebody else owns it.
 *
 * @param environment surroundings of git; only the search path, home and the like are used.
 */
export async function openGit(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly git: GitRepository } | { readonly unavailable: Problem }> {
  const probe = await new GitCommand(directory, environment).run(
    'rev-parse',
    '--is-shallow-repository',
    '--show-toplevel',
  );
  const answer = probe.stdout.toString('utf8');
  const [shallow, root] = [answer.slice(0, answer.indexOf('\n')), answer.slice(answer.indexOf('\n') + 1, -1)];
  if (probe.code === undefined) return { unavailable: gitDoesNotStart(probe.stderr) };
  if (probe.code !== 0 || root === '') return { unavailable: noRepository(probe.stderr) };
  return { git: new LocalGit(root, shallow === 'true', new GitCommand(root, environment)) };
}

class LocalGit implements GitRepository {
  readonly root: string;
  readonly shallow: boolean;
  readonly #git: GitCommand;
  readonly #objects: GitObjects;

  constructor(root: string, shallow: boolean, git: GitCommand) {
    this.root = root;
    this.shallow = shallow;
    this.#git = git;
    this.#objects = new GitObjects(git);
  }

  hasCommit(sha: string): Promise<boolean> {
    return this.#objects.hasCommit(sha);
  }

  async resolve(revision: string): Promise<string | undefined> {
    const result = await this.#git.run('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
    const sha = result.stdout.toString('utf8').trim();
    return result.code === 0 && isObjectId(sha) ? sha : undefined;
  }

  async defaultBranch(): Promise<string | undefined> {
    const head = await this.#git.run('symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD');
    if (head.code === 0) return head.stdout.toString('utf8').trim();
    for (const branch of ['origin/main', 'origin/master']) {
      if ((await this.resolve(`refs/remotes/${branch}`)) !== undefined) return branch;
    }
    return undefined;
  }

  async read(commit: string, path: string): Promise<FileRead> {
    if (commit === WORK_TREE) return await readWorkTree(this.#git, this.root, path);
    return await readObject(this.#objects, commit, path);
  }

  async mergeBase(a: string, b: string): Promise<string> {
    const [left, right] = [await this.#commit(a), await this.#commit(b)];
    if (left === right) return left;
    if (this.shallow) throw shallowHistory();
    const result = await this.#git.run('merge-base', left, right);
    const sha = result.stdout.toString('utf8').trim();
    if (result.code === 0 && isObjectId(sha)) return sha;
    const message = `Commits ${left} and ${right} have no common ancestor.`;
    throw new ChangeoverError({ code: 'repository', message, hint: 'Name two commits of one history.' });
  }

  async changedFiles(from: string, to: string): Promise<readonly ChangedFile[]> {
    const older = await this.#commit(from);
    if (to !== WORK_TREE) {
      const result = await this.#git.run('diff-tree', ...DIFF, older, await this.#commit(to));
      return parseRawDiff(succeeded(result, 'compare the two commits').stdout);
    }
    const result = await this.#git.run('diff', ...DIFF, older, '--');
    const tracked = parseRawDiff(succeeded(result, 'compare the work tree').stdout);
    const known = new Set(tracked.map(({ path }) => path));
    const untracked = (await untrackedFiles(this.#git)).filter((path) => !known.has(path));
    return [...tracked, ...untracked.map((path): ChangedFile => ({ path, status: 'added' }))];
  }

  async diff(from: string, to: string, file: ChangedFile): Promise<FileDiff | undefined> {
    const reads = [this.read(from, file.previousPath ?? file.path), this.read(to, file.path)] as const;
    return diffFileReads(...(await Promise.all(reads)));
  }

  close(): void {
    this.#objects.close();
  }

  /** The commit itself; for the work tree, the commit that it stands on. */
  async #commit(name: string): Promise<string> {
    const sha = name === WORK_TREE ? await this.resolve('HEAD') : name;
    if (sha === undefined || !(await this.hasCommit(sha))) throw missingCommit(name);
    return sha;
  }
}

function succeeded(result: GitResult, purpose: string): GitResult {
  if (result.code === 0) return result;
  throw new ChangeoverError({
    code: 'repository',
    message: `git could not ${purpose}: ${result.stderr.slice(0, 300)}`,
  });
}

function shallowHistory(): ChangeoverError {
  return new ChangeoverError({
    code: 'repository',
    message: 'This clone is shallow: its history is cut off, so the common ancestor cannot be told.',
    hint: 'Fetch the history with: git fetch --unshallow (actions/checkout: fetch-depth: 0).',
  });
}
