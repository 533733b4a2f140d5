import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Path → content; `null` removes the file. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

/** A real git repository in a scratch folder. Commits are made with a fixed author and date, so that SHAs repeat. */
export interface GitRepository {
  readonly folder: string;
  /** Writes the files and commits them on the current branch; returns the SHA. */
  commit(files: Files, message?: string): string;
  git(...words: string[]): string;
  write(files: Files): void;
  remove(): void;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Example',
  GIT_AUTHOR_EMAIL: 'example@example.com',
  GIT_COMMITTER_NAME: 'Example',
  GIT_COMMITTER_EMAIL: 'example@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

export function createGitRepository(): GitRepository {
  const folder = mkdtempSync(join(tmpdir(), 'changeover-git-'));
  const git = (...words: string[]) =>
    execFileSync('git', words, { cwd: folder, env: { ...process.env, ...IDENTITY }, encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  const write = (files: Files) => {
    for (const [path, content] of Object.entries(files)) {
      const full = join(folder, path);
      if (content === null) {
        rmSync(full);
        continue;
      }
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
  };
  return {
    folder,
    git,
    write,
    commit(files, message = 'change') {
      write(files);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
