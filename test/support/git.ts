import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a path of a work tree holds; `null` removes it. */
export type WorkTreeFiles = Readonly<Record<string, string | Uint8Array | { readonly symlink: string } | null>>;

/** A real git repository in a scratch folder. */
export interface TestRepository {
  readonly root: string;
  /** Runs git in it and gives back its trimmed output. */
  git(...args: readonly string[]): string;
  write(files: WorkTreeFiles): void;
  /** Writes the files, commits everything, and gives back the full SHA. */
  commit(files: WorkTreeFiles): string;
}

const IDENTITY = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];

/** Runs git in a folder, apart from the settings of the machine. */
export function runGit(cwd: string, ...args: readonly string[]): string {
  const env = { PATH: process.env['PATH'], HOME: cwd, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return execFileSync('git', [...IDENTITY, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** Makes an empty repository with the branch `main`. */
export function makeRepository(): TestRepository {
  const root = mkdtempSync(join(tmpdir(), 'repository-'));
  runGit(root, 'init', '--quiet', '--initial-branch=main');
  const write = (files: WorkTreeFiles): void => {
    for (const [path, content] of Object.entries(files)) writeEntry(join(root, path), content);
  };
  return {
    root,
    git: (...args) => runGit(root, ...args),
    write,
    commit(files) {
      write(files);
      runGit(root, 'add', '--all');
      runGit(root, 'commit', '--quiet', '--allow-empty', '--message', 'commit');
      return runGit(root, 'rev-parse', 'HEAD');
    },
  };
}

function writeEntry(path: string, content: WorkTreeFiles[string]): void {
  rmSync(path, { recursive: true, force: true });
  if (content === null || content === undefined) return;
  mkdirSync(dirname(path), { recursive: true });
  if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content);
  else symlinkSync(content.symlink, path);
}
