import { mkdtempSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Folders, openFolders } from '../../../src/workspace/repository/folders.ts';

async function folder(files: Record<string, string>): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'folder-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
}

async function open(base: Record<string, string>, head: Record<string, string>): Promise<Folders> {
  return await openFolders({ base: await folder(base), head: await folder(head) });
}

describe('openFolders', () => {
  it('reads both sides as commits of one history', async () => {
    const { repository, base, head } = await open({ 'a/x.txt': 'one\n' }, { 'a/x.txt': 'two\n', 'b.txt': 'b' });
    expect(base).toMatch(/^[0-9a-f]{40}$/);
    expect(await repository.mergeBase(head, base)).toBe(base);
    const read = await repository.read(head, 'a/x.txt');
    expect(read.kind === 'file' && new TextDecoder().decode(read.bytes)).toBe('two\n');
    expect(await repository.read(base, 'b.txt')).toEqual({ kind: 'missing' });
    expect(await repository.changedFiles(base, head)).toEqual([
      { path: 'a/x.txt', status: 'modified' },
      { path: 'b.txt', status: 'added' },
    ]);
    expect(await repository.diff(base, head, { path: 'a/x.txt', status: 'modified' })).toEqual({
      removed: [{ line: 1, text: 'one' }],
      added: [{ line: 1, text: 'two' }],
    });
  });

  it('gives the same commits for the same contents', async () => {
    const first = await open({ 'a.txt': 'one' }, { 'a.txt': 'two' });
    const second = await open({ 'a.txt': 'one' }, { 'a.txt': 'two' });
    expect([second.base, second.head]).toEqual([first.base, first.head]);
    expect(first.base).not.toBe(first.head);
  });

  it('pairs an unchanged file under a new path as a rename, each old path once', async () => {
    const { repository, base, head } = await open(
      { 'old/p.md': 'text', 'old/q.md': 'text', 'same.md': 'text' },
      { 'new/q.md': 'text', 'new/z.md': 'text', 'same.md': 'text', 'new/copy.md': 'text' },
    );
    expect(await repository.changedFiles(base, head)).toEqual([
      { path: 'new/copy.md', previousPath: 'old/p.md', status: 'renamed' },
      { path: 'new/q.md', previousPath: 'old/q.md', status: 'renamed' },
      { path: 'new/z.md', status: 'added' },
    ]);
  });

  it('sees a file that became a folder', async () => {
    const { repository, base, head } = await open({ a: 'file' }, { 'a/b': 'below' });
    expect(await repository.changedFiles(base, head)).toEqual([
      { path: 'a', status: 'removed' },
      { path: 'a/b', status: 'added' },
    ]);
  });

  it('tells a symbolic link and refuses unknown commits', async () => {
    const root = await folder({ 'a.txt': 'x' });
    await symlink('/etc', join(root, 'link'));
    const { repository, head } = await openFolders({ base: root, head: root });
    expect(await repository.read(head, 'link/passwd')).toEqual({ kind: 'symlink', at: 'link' });
    await expect(repository.read('f'.repeat(40), 'a.txt')).rejects.toThrow('No folder stands for commit');
  });
});
