import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FileRead } from '../../src/core/contracts/ports.ts';
import { findOwnComment } from '../../src/github/own-comment.ts';
import { readPullRequest } from '../../src/github/pull-request.ts';
import { githubRepository } from '../../src/github/repository.ts';
import { setStatus } from '../../src/github/status.ts';
import { type FakeGithub, startGithub } from '../support/github/github.ts';
import { openPullRequest, type PullRequestFixture, type PullRequestOptions } from '../support/github/pull-request.ts';
import { openClient } from './open-client.ts';

let github: FakeGithub;

beforeAll(async () => {
  github = await startGithub();
});

afterEach(() => {
  expect(github.violations).toEqual([]);
  expect(github.answerViolations).toEqual([]);
  github.faults.clear();
});

afterAll(async () => {
  await github.close();
});

async function scenario(options: PullRequestOptions) {
  const pull = await openPullRequest(github, options);
  const repository = githubRepository(openClient(github, pull));
  github.requests.length = 0;
  return { pull, repository };
}

function text(read: FileRead): string {
  return read.kind === 'file' ? new TextDecoder().decode(read.bytes) : read.kind;
}

function operations(): string[] {
  return github.requests.map(({ operation }) => operation);
}

const CONFIG = '.github/changeover.yml';

describe('reading files', () => {
  it('gives both sides as they were committed', async () => {
    const { pull, repository } = await scenario({
      base: { 'a.txt': 'one\n', 'd/ü b.txt': 'ü', 'bin.dat': new Uint8Array([0, 255, 10]) },
      head: { 'a.txt': 'two\n', 'd/ü b.txt': 'ü', 'bin.dat': new Uint8Array([0, 255, 11]) },
    });
    expect(text(await repository.read(pull.sourceSha, 'a.txt'))).toBe('one\n');
    expect(text(await repository.read(pull.headSha, 'a.txt'))).toBe('two\n');
    expect(text(await repository.read(pull.headSha, 'd/ü b.txt'))).toBe('ü');
    expect(await repository.read(pull.headSha, 'bin.dat')).toMatchObject({ bytes: new Uint8Array([0, 255, 11]) });
  });

  it('tells missing files, folders, links and submodules apart', async () => {
    const base = {
      'd/a.txt': 'x',
      link: { symlink: 'd' },
      'l.txt': { symlink: 'd/a.txt' },
      module: { submodule: '1'.repeat(40) },
    };
    const { pull, repository } = await scenario({ base, head: { ...base, 'b.txt': 'y' } });
    const read = (path: string) => repository.read(pull.sourceSha, path);
    expect(await read('nothing')).toEqual({ kind: 'missing' });
    expect(await read('d')).toEqual({ kind: 'directory' });
    expect(await read('d/a.txt/x')).toEqual({ kind: 'missing' });
    expect(await read('link/a.txt')).toEqual({ kind: 'symlink', at: 'link' });
    expect(await read('l.txt')).toEqual({ kind: 'symlink', at: 'l.txt' });
    expect(await read('module/x')).toEqual({ kind: 'submodule' });
  });

  it('asks GitHub nothing about an unsafe path', async () => {
    const { pull, repository } = await scenario({ base: { 'a.txt': 'x' }, head: { 'a.txt': 'y' } });
    for (const path of ['../a.txt', '/a.txt', '.git/config', 'a/../b', '']) {
      await expect(repository.read(pull.headSha, path)).rejects.toThrow('The path');
    }
    expect(operations()).toEqual([]);
  });

  it('says that a commit is not there', async () => {
    const { repository } = await scenario({ base: { 'a.txt': 'x' }, head: { 'a.txt': 'y' } });
    await expect(repository.read('f'.repeat(40), 'a.txt')).rejects.toThrow(/refused to list the files of f+: 404/);
  });

  it('goes folder by folder when the list of all files is truncated', async () => {
    const { pull, repository } = await scenario({ base: { 'd/e/a.txt': 'x', 'z.txt': 'z' }, head: { 'z.txt': 'y' } });
    const body = { sha: pull.sourceSha, url: github.url, tree: [], truncated: true };
    github.faults.add({ operation: 'git/get-tree', answer: 200, body });
    expect(text(await repository.read(pull.sourceSha, 'd/e/a.txt'))).toBe('x');
    expect(operations()).toEqual([...Array.from({ length: 4 }, () => 'git/get-tree'), 'git/get-blob']);
  });

  it('does not download what is too large', async () => {
    const { pull, repository } = await scenario({ base: { 'a.txt': 'x' }, head: { 'a.txt': 'y' } });
    const entry = { path: 'big.bin', mode: '100644', type: 'blob', sha: 'b'.repeat(40), size: 70_000_000 };
    const body = { sha: pull.sourceSha, url: github.url, tree: [entry], truncated: false };
    github.faults.add({ operation: 'git/get-tree', answer: 200, body });
    const read = await repository.read(pull.sourceSha, 'big.bin');
    expect(read).toEqual({ kind: 'too-large', size: 70_000_000, limit: 64 * 1024 * 1024 });
    expect(operations()).toEqual(['git/get-tree']);
  });

  it('refuses a blob that came incomplete', async () => {
    const { pull, repository } = await scenario({ base: { 'a.txt': 'x' }, head: { 'a.txt': 'y' } });
    const body = { content: 'eA==', encoding: 'base64', size: 2 };
    github.faults.add({ operation: 'git/get-blob', answer: 200, body });
    await expect(repository.read(pull.sourceSha, 'a.txt')).rejects.toThrow('1 of the 2 bytes');
  });

  it('reads a large blob whole', async () => {
    const { pull, repository } = await scenario({ base: { 'a.txt': 'x' }, head: { 'a.txt': 'y' } });
    const bytes = Buffer.alloc(12_000_000, 'a line of a large dataset\n');
    const body = { sha: 'b'.repeat(40), content: bytes.toString('base64'), encoding: 'base64', size: bytes.length };
    github.faults.add({ operation: 'git/get-blob', answer: 200, body });
    const read = await repository.read(pull.sourceSha, 'a.txt');
    expect(read.kind === 'file' && bytes.equals(read.bytes)).toBe(true);
  });

  it('asks for a file once, however often it is read at once', async () => {
    const { pull, repository } = await scenario({ base: { 'a.txt': 'x' }, head: { 'b.txt': 'y' } });
    await Promise.all(Array.from({ length: 5 }, () => repository.read(pull.sourceSha, 'a.txt')));
    expect(operations()).toEqual(['git/get-tree', 'git/get-blob']);
  });

  it('asks again after a failure', async () => {
    const { pull, repository } = await scenario({ base: { 'a.txt': 'x' }, head: { 'b.txt': 'y' } });
    github.faults.add({ operation: 'git/get-tree', answer: 404 });
    await expect(repository.read(pull.sourceSha, 'a.txt')).rejects.toThrow('404');
    expect(text(await repository.read(pull.sourceSha, 'a.txt'))).toBe('x');
  });
});

describe('what changed', () => {
  it('lists the changes and their lines from one comparison', async () => {
    const { pull, repository } = await scenario({
      base: { 'a.txt': 'one\nsame\n', 'gone.txt': 'g', 'old.md': 'moved\n' },
      head: { 'a.txt': 'two\nsame\n', 'new.md': 'moved\n', 'd/b.txt': 'b' },
    });
    const files = await repository.changedFiles(pull.sourceSha, pull.headSha);
    expect([...files].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'a.txt', status: 'modified' },
      { path: 'd/b.txt', status: 'added' },
      { path: 'gone.txt', status: 'removed' },
      { path: 'new.md', previousPath: 'old.md', status: 'renamed' },
    ]);
    const diffs = await Promise.all(files.map((file) => repository.diff(pull.sourceSha, pull.headSha, file)));
    expect(diffs[files.findIndex(({ path }) => path === 'a.txt')]).toEqual({
      removed: [{ line: 1, text: 'one' }],
      added: [{ line: 1, text: 'two' }],
    });
    // The trees tell that the moved file is the same: the comparison cannot, because it counts no lines of binary files.
    expect(operations()).toEqual(['repos/compare-commits-with-basehead', 'git/get-tree', 'git/get-tree']);
  });

  it('is complete beyond the 300 files that a comparison lists', async () => {
    const files = (word: string) =>
      Object.fromEntries(Array.from({ length: 340 }, (_, i) => [`d${i % 5}/${i}.txt`, `${word} ${i}\n`]));
    const same = { 'same/s.txt': 's' };
    const { pull, repository } = await scenario({
      base: { ...files('old'), ...same },
      head: { ...files('new'), ...same },
    });
    const changed = await repository.changedFiles(pull.sourceSha, pull.headSha);
    expect(changed).toHaveLength(340);
    expect(operations()).toEqual(['repos/compare-commits-with-basehead', 'git/get-tree', 'git/get-tree']);
    const last = { path: 'd4/339.txt', status: 'modified' } as const;
    expect(await repository.diff(pull.sourceSha, pull.headSha, last)).toEqual({
      removed: [{ line: 1, text: 'old 339' }],
      added: [{ line: 1, text: 'new 339' }],
    });
    expect(text(await repository.read(pull.headSha, 'd0/0.txt'))).toBe('new 0\n');
  });

  it('finds the lines itself when GitHub leaves the patch out', async () => {
    const long = Array.from({ length: 10_500 }, (_, i) => `line ${i}`).join('\n');
    const { pull, repository } = await scenario({ base: { 'a.txt': long }, head: { 'a.txt': `${long}\nlast` } });
    const diff = await repository.diff(pull.sourceSha, pull.headSha, { path: 'a.txt', status: 'modified' });
    expect(diff).toEqual({ removed: [], added: [{ line: 10_501, text: 'last' }] });
    expect(operations()).toContain('git/get-blob');
  });

  it('gives no lines for a binary file', async () => {
    const { pull, repository } = await scenario({
      base: { 'a.bin': new Uint8Array([0, 1]) },
      head: { 'a.bin': new Uint8Array([0, 2]) },
    });
    const file = { path: 'a.bin', status: 'modified' } as const;
    expect(await repository.diff(pull.sourceSha, pull.headSha, file)).toBeUndefined();
  });

  it('compares two commits neither of which is the merge base, by their trees', async () => {
    const base = { 'a.txt': 'one\n' };
    const { pull, repository } = await scenario({
      base,
      baseTip: { ...base, 'tip.txt': 't' },
      head: { ...base, 'head.txt': 'h' },
    });
    expect(await repository.changedFiles(pull.baseSha, pull.headSha)).toEqual([
      { path: 'head.txt', status: 'added' },
      { path: 'tip.txt', status: 'removed' },
    ]);
    const removed = { path: 'tip.txt', status: 'removed' } as const;
    expect(await repository.diff(pull.baseSha, pull.headSha, removed)).toEqual({
      removed: [{ line: 1, text: 't' }],
      added: [],
    });
  });
});

describe('the sides of a pull request', () => {
  const moved = { base: { 'a.txt': '1' }, baseTip: { 'a.txt': '2' }, head: { 'a.txt': '1', 'b.txt': 'b' } };

  it('are the merge base and the tip of the base branch now', async () => {
    const { pull, repository } = await scenario({ ...moved, baseBranch: 'release/1.x' });
    const sides = await repository.sidesOf('release/1.x', pull.headSha);
    expect(sides).toEqual({ tip: pull.baseSha, mergeBase: pull.sourceSha });
    expect(await repository.mergeBase(pull.baseSha, pull.headSha)).toBe(pull.sourceSha);
    await repository.changedFiles(pull.sourceSha, pull.headSha);
    expect(operations()).toHaveLength(1);
  });

  it('are found by the branch itself where a comparison does not take its full name', async () => {
    const { pull, repository } = await scenario(moved);
    github.faults.add({ operation: 'repos/compare-commits-with-basehead', answer: 404 });
    const sides = await repository.sidesOf('main', pull.headSha);
    expect(sides).toEqual({ tip: pull.baseSha, mergeBase: pull.sourceSha });
  });

  it('cannot be told for a branch that is gone', async () => {
    const { pull, repository } = await scenario(moved);
    await expect(repository.sidesOf('gone', pull.headSha)).rejects.toThrow(/compare refs\/heads\/gone .*404/);
  });
});

describe('the number of requests', () => {
  /** What a run does for a pull request that changes nothing relevant, in the order in which it does it. */
  async function runOf(pull: PullRequestFixture): Promise<string[]> {
    const client = openClient(github, pull);
    github.requests.length = 0;
    const { headSha, baseRef } = await readPullRequest(client, pull.number);
    const repository = githubRepository(client);
    const { tip, mergeBase } = await repository.sidesOf(baseRef, headSha);
    const configurations = [mergeBase, headSha, tip].map(async (commit) => text(await repository.read(commit, CONFIG)));
    await repository.changedFiles(mergeBase, headSha);
    const read = await Promise.all(configurations);
    await setStatus(client, { sha: headSha, context: 'changeover', state: 'success', description: 'Not evaluated' });
    await findOwnComment(client, pull.number, '<!-- changeover -->');
    return read;
  }

  it('is at most 8, even when the base has moved on and changed its configuration', async () => {
    const base = { [CONFIG]: 'version: 1 # old', 'src/a.ts': '1' };
    const pull = await openPullRequest(github, {
      base,
      baseTip: { ...base, [CONFIG]: 'version: 1 # new' },
      head: { ...base, 'src/a.ts': '2' },
    });
    expect(await runOf(pull)).toEqual(['version: 1 # old', 'version: 1 # old', 'version: 1 # new']);
    expect(github.requests.length).toBeLessThanOrEqual(8);
  });

  it('is 6 when the pull request is up to date', async () => {
    const base = { [CONFIG]: 'version: 1', 'src/a.ts': '1' };
    const pull = await openPullRequest(github, { base, head: { ...base, 'src/a.ts': '2' } });
    await runOf(pull);
    expect(github.requests.length).toBe(6);
  });

  it('never saves a request at the price of the truth', async () => {
    const base = { 'd/a.txt': '1', 'e.txt': 'e', f: 'file' };
    const head = { d: { symlink: 'e.txt' }, 'e.txt': 'e', 'f/g.txt': 'g', 'h.txt': 'h' };
    const pull = await openPullRequest(github, { base, head });
    const repository = githubRepository(openClient(github, pull));
    await repository.sidesOf('main', pull.headSha);
    expect(await repository.read(pull.headSha, 'd/a.txt')).toEqual({ kind: 'symlink', at: 'd' });
    expect(await repository.read(pull.headSha, 'd/new.txt')).toEqual({ kind: 'symlink', at: 'd' });
    expect(await repository.read(pull.headSha, 'f')).toEqual({ kind: 'directory' });
    expect(text(await repository.read(pull.headSha, 'h.txt'))).toBe('h');
    expect(text(await repository.read(pull.headSha, 'e.txt'))).toBe('e');
  });
});
