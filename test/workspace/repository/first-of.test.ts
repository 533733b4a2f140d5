import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Repository } from '../../../src/core/contracts/ports.ts';
import { firstOf } from '../../../src/workspace/repository/first-of.ts';
import { type GitRepository, openGit } from '../../../src/workspace/repository/git.ts';
import { makeRepository, runGit } from '../../support/git.ts';

async function open(root: string): Promise<GitRepository> {
  const opened = await openGit(root, process.env);
  if ('unavailable' in opened) throw new Error(opened.unavailable.message);
  return opened.git;
}

/** The complete repository as a remote that counts what it is asked. */
function counted(remote: Repository): { remote: Repository; asked: string[] } {
  const asked: string[] = [];
  const count = <A extends unknown[], T>(name: string, method: (...args: A) => Promise<T>) => {
    return (...args: A): Promise<T> => {
      asked.push(name);
      return method(...args);
    };
  };
  return {
    asked,
    remote: {
      read: count('read', (commit, path) => remote.read(commit, path)),
      mergeBase: count('mergeBase', (a, b) => remote.mergeBase(a, b)),
      changedFiles: count('changedFiles', (from, to) => remote.changedFiles(from, to)),
      diff: count('diff', (from, to, file) => remote.diff(from, to, file)),
    },
  };
}

async function scenario(...cloneFlags: string[]) {
  const origin = makeRepository();
  origin.git('config', 'uploadpack.allowFilter', 'true');
  origin.commit({ 'z.txt': 'z' });
  const older = origin.commit({ 'a.txt': 'one\n' });
  const newer = origin.commit({ 'a.txt': 'two\n' });
  const clone = mkdtempSync(join(tmpdir(), 'clone-'));
  runGit(clone, 'clone', '--quiet', ...cloneFlags, `file://${origin.root}`, '.');
  const { remote, asked } = counted(await open(origin.root));
  return { repository: firstOf(await open(clone), remote), asked, older, newer };
}

async function askEverything(repository: Repository, older: string, newer: string): Promise<unknown[]> {
  const [file] = await repository.changedFiles(older, newer);
  return [
    (await repository.read(older, 'a.txt')).kind,
    (await repository.read(newer, 'a.txt')).kind,
    await repository.mergeBase(older, newer),
    file,
    file && (await repository.diff(older, newer, file)),
  ];
}

describe('firstOf', () => {
  const answers = (older: string) => [
    'file',
    'file',
    older,
    { path: 'a.txt', status: 'modified' },
    { removed: [{ line: 1, text: 'one' }], added: [{ line: 1, text: 'two' }] },
  ];

  it('asks nobody else when the clone is complete', async () => {
    const { repository, asked, older, newer } = await scenario();
    expect(await askEverything(repository, older, newer)).toEqual(answers(older));
    expect(asked).toEqual([]);
  });

  it('asks for what a shallow clone lacks', async () => {
    const { repository, asked, older, newer } = await scenario('--depth', '1');
    expect(await askEverything(repository, older, newer)).toEqual(answers(older));
    expect(asked).toEqual(['changedFiles', 'read', 'mergeBase', 'diff']);
  });

  it('asks for a merge base that cut-off history cannot tell', async () => {
    const { repository, asked, older, newer } = await scenario('--depth', '2');
    expect(await askEverything(repository, older, newer)).toEqual(answers(older));
    expect(asked).toEqual(['mergeBase']);
  });

  it('asks for the objects that a partial clone left out', async () => {
    const { repository, asked, older, newer } = await scenario('--filter=blob:none', '--no-checkout');
    expect(await askEverything(repository, older, newer)).toEqual(answers(older));
    expect(asked).toContain('read');
    expect(asked).toContain('diff');
  });

  it('does not take a refused path for a gap of the clone', async () => {
    const { repository, asked, newer } = await scenario();
    await expect(repository.read(newer, '../x')).rejects.toThrow('may leave the repository');
    expect(asked).toEqual([]);
  });
});
