import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const IDENTITY = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'commit.gpgSign=false'];

/** Starts a git repository in a folder; each call of what it returns writes files by path and commits them. */
export function startRepository(folder) {
  const git = (...words) => execFileSync('git', [...IDENTITY, ...words], { cwd: folder });
  mkdirSync(folder, { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  return (files) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    git('add', '--all');
    git('commit', '--quiet', '--message', 'commit');
  };
}
