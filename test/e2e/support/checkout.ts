import { execFileSync } from 'node:child_process';
import type { FakeGithub } from '../../support/github/github.ts';
import type { Files, PullRequestFixture } from '../../support/github/pull-request.ts';

/** A commit of the stand-in with all its files, to be made anew in a local repository. */
export interface CheckedOut {
  readonly sha: string;
  readonly files: Files;
}

interface Commit {
  readonly message: string;
  readonly committer: { readonly name: string; readonly email: string; readonly date: string };
  readonly parents: readonly { readonly sha: string }[];
}

/**
 * Makes a folder what `actions/checkout` with `fetch-depth: 0` makes it: a repository that holds these commits, parents first,
 * under the very SHAs that GitHub knows, with the last one checked out.
 */
export async function checkOut(
  github: FakeGithub,
  pull: PullRequestFixture,
  folder: string,
  commits: readonly CheckedOut[],
): Promise<void> {
  git(folder, ['init', '--quiet', '--initial-branch=main']);
  const known = new Map<string, number>();
  const stream: Buffer[] = [];
  for (const { sha, files } of commits) {
    const path = `/repos/${pull.repository}/git/commits/${sha}`;
    const commit = await github.upstream.json<Commit>('GET', path, github.ownerToken);
    const mark = known.size + 1;
    known.set(sha, mark);
    stream.push(importOf(commit, mark, files, known));
  }
  git(folder, ['fast-import', '--quiet', '--force'], Buffer.concat(stream));
  const head = commits.at(-1)?.sha ?? '';
  for (const { sha } of commits) git(folder, ['cat-file', '-e', `${sha}^{commit}`]);
  git(folder, ['checkout', '--quiet', '--detach', head]);
}

function importOf(commit: Commit, mark: number, files: Files, known: ReadonlyMap<string, number>): Buffer {
  const { name, email, date } = commit.committer;
  const who = `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
  const [parent] = commit.parents.flatMap(({ sha }) => known.get(sha) ?? []);
  const lines = [
    'commit refs/heads/imported',
    `mark :${mark}`,
    `author ${who}`,
    `committer ${who}`,
    data(`${commit.message}\n`),
    parent === undefined ? undefined : `from :${parent}`,
    'deleteall',
    ...Object.entries(files).map(([path, content]) => {
      if (typeof content !== 'string') throw new Error(`${path}: only text is imported`);
      return `M 100644 inline ${JSON.stringify(path)}\n${data(content)}`;
    }),
  ];
  return Buffer.from(`${lines.filter((line) => line !== undefined).join('\n')}\n`);
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

function git(cwd: string, words: readonly string[], input?: Buffer): void {
  const env = { PATH: process.env['PATH'], HOME: cwd, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  execFileSync('git', words, { cwd, env, ...(input === undefined ? {} : { input }), stdio: ['pipe', 'pipe', 'pipe'] });
}
