import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileRead } from '../../../src/core/contracts/ports.ts';
import { type GitRepository, openGit } from '../../../src/workspace/repository/git.ts';
import { makeRepository, runGit, type TestRepository } from '../../support/git.ts';

async function open(
  root: string,
  environment: Record<string, string | undefined> = process.env,
): Promise<GitRepository> {
  const opened = await openGit(root, environment);
  if ('unavailable' in opened) throw new Error(opened.unavailable.message);
  return opened.git;
}

async function text(read: Promise<FileRead>): Promise<string> {
  const file = await read;
  return file.kind === 'file' ? new TextDecoder().decode(file.bytes) : file.kind;
}

const ODD_NAME = 'a b/ü "quoted"\n\ttab.txt';

describe('openGit', () => {
  it('says why there is no repository', async () => {
    const opened = await openGit(mkdtempSync(join(tmpdir(), 'empty-')), process.env);
    expect(opened).toMatchObject({
      unavailable: { code: 'repository', message: 'this folder is in no git repository' },
    });
  });

  it.each(['clone.git', 'clone/.git'])('says that %s has no work tree', async (name) => {
    const { root, git } = makeRepository();
    const folder = mkdtempSync(join(tmpdir(), 'clones-'));
    git(
      'clone',
      '--quiet',
      ...(name === 'clone.git' ? ['--bare', root] : [root]),
      join(folder, name.replace('/.git', '')),
    );
    expect(await openGit(join(folder, name), process.env)).toMatchObject({
      unavailable: {
        message: expect.stringContaining('has no work tree'),
        hint: expect.stringContaining('git worktree add'),
      },
    });
  });

  it('says what git cannot read', async () => {
    const { root, write } = makeRepository();
    write({ '.git/config': '[core\n' });
    expect(await openGit(root, process.env)).toMatchObject({
      unavailable: { message: expect.stringMatching(/^git cannot read .* bad config line 1/) },
    });
  });

  it('says when there is no git', async () => {
    const { root } = makeRepository();
    expect(await openGit(root, { PATH: root })).toMatchObject({
      unavailable: {
        message: expect.stringMatching(/^git does not start, .*ENOENT/),
        hint: 'Install git, or add its folder to PATH.',
      },
    });
  });

  it('finds the root from a folder below', async () => {
    const repository = makeRepository();
    repository.commit({ 'a/b.txt': 'x' });
    expect((await open(join(repository.root, 'a'))).root).toBe(repository.root);
  });
});

describe('reading a commit', () => {
  it('gives files as they were committed, whatever their names', async () => {
    const repository = makeRepository();
    const sha = repository.commit({ 'a.txt': 'one\n', [ODD_NAME]: 'odd', 'empty.txt': '' });
    repository.commit({ 'a.txt': 'two\n' });
    const git = await open(repository.root);
    expect(await text(git.read(sha, 'a.txt'))).toBe('one\n');
    expect(await text(git.read(sha, ODD_NAME))).toBe('odd');
    expect(await text(git.read(sha, 'empty.txt'))).toBe('');
    expect(await git.read(sha, 'a.txt')).toMatchObject({ blob: repository.git('rev-parse', `${sha}:a.txt`) });
  });

  it('tells missing files, folders, links and submodules apart', async () => {
    const repository = makeRepository();
    repository.write({ 'dir/a.txt': 'x', link: { symlink: 'dir' }, 'etc.txt': { symlink: '/etc/passwd' } });
    repository.git('add', '--all');
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`);
    repository.git('commit', '--quiet', '-m', 'c');
    const git = await open(repository.root);
    const sha = repository.git('rev-parse', 'HEAD');
    expect(await git.read(sha, 'nothing.txt')).toEqual({ kind: 'missing' });
    expect(await git.read(sha, 'dir/a.txt/below')).toEqual({ kind: 'missing' });
    expect(await git.read(sha, 'dir')).toEqual({ kind: 'directory' });
    expect(await git.read(sha, 'link/a.txt')).toEqual({ kind: 'symlink', at: 'link' });
    expect(await git.read(sha, 'etc.txt')).toEqual({ kind: 'symlink', at: 'etc.txt' });
    expect(await git.read(sha, 'module/x')).toEqual({ kind: 'submodule' });
    await expect(git.read(sha, '../outside')).rejects.toThrow('may leave the repository');
  });

  it('passes over a file that is too large and still reads the next', async () => {
    const repository = makeRepository();
    const size = 64 * 1024 * 1024 + 1;
    const sha = repository.commit({ 'big.bin': new Uint8Array(size), 'a.txt': 'x' });
    const git = await open(repository.root);
    const [big, small] = await Promise.all([git.read(sha, 'big.bin'), text(git.read(sha, 'a.txt'))]);
    expect(big).toEqual({ kind: 'too-large', size, limit: size - 1 });
    expect(small).toBe('x');
  });

  it('answers many readers at once, each with its own file', async () => {
    const repository = makeRepository();
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`d${i % 7}/f${i}.txt`, `${i}`.repeat(i * 50)]),
    );
    const sha = repository.commit(files);
    const git = await open(repository.root);
    const read = await Promise.all(Object.keys(files).map(async (path) => [path, await text(git.read(sha, path))]));
    expect(Object.fromEntries(read)).toEqual(files);
  });

  it('works again after it was closed', async () => {
    const repository = makeRepository();
    const sha = repository.commit({ 'a.txt': 'x' });
    const git = await open(repository.root);
    await git.read(sha, 'a.txt');
    git.close();
    expect(await text(git.read(sha, 'a.txt'))).toBe('x');
  });

  it('says that a commit is not there, and never takes a name for one', async () => {
    const repository = makeRepository();
    repository.commit({ 'a.txt': 'x' });
    const git = await open(repository.root);
    expect(await git.hasCommit('f'.repeat(40))).toBe(false);
    expect(await git.hasCommit('main')).toBe(false);
    await expect(git.read('f'.repeat(40), 'a.txt')).rejects.toThrow('is not in this clone');
    await expect(git.read('--help', 'a.txt')).rejects.toThrow('is not in this clone');
  });

  it('leaves nothing running that would keep the process alive', () => {
    const repository = makeRepository();
    const sha = repository.commit({ 'a.txt': 'x' });
    const build = mkdtempSync(join(tmpdir(), 'build-'));
    const tsc = join(process.cwd(), 'node_modules/.bin/tsc');
    const source = join(process.cwd(), 'src/workspace/repository/git.ts');
    const flags = ['--ignoreConfig', '--outDir', build, '--target', 'es2022', '--module', 'esnext', '--skipLibCheck'];
    const types = ['--moduleResolution', 'bundler', '--rewriteRelativeImportExtensions', '--types', 'node'];
    execFileSync(tsc, [source, ...flags, ...types, '--rootDir', join(process.cwd(), 'src')]);
    writeFileSync(join(build, 'package.json'), '{"type":"module"}');
    execFileSync('ln', ['-s', join(process.cwd(), 'node_modules'), join(build, 'node_modules')]);
    const script = `import { openGit } from '${build}/workspace/repository/git.js';
      const { git } = await openGit('${repository.root}', process.env);
      console.log((await git.read('${sha}', 'a.txt')).kind);`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 300_000 });
    expect(output.toString()).toBe('file\n');
  });
});

describe('what changed', () => {
  it('lists additions, edits, removals and renames, with names in full', async () => {
    const repository = makeRepository();
    const body = Array.from({ length: 20 }, (_, i) => `line ${i}`).join('\n');
    const from = repository.commit({ 'a.txt': 'one\n', 'gone.txt': 'x', 'old.txt': body, 'type.txt': 'f' });
    const to = repository.commit({
      'a.txt': 'two\n',
      'gone.txt': null,
      'old.txt': null,
      'new.txt': `${body}\nlast`,
      [ODD_NAME]: 'y',
      'type.txt': { symlink: 'a.txt' },
    });
    const git = await open(repository.root);
    const changes = await git.changedFiles(from, to);
    expect([...changes].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: ODD_NAME, status: 'added' },
      { path: 'a.txt', status: 'modified' },
      { path: 'gone.txt', status: 'removed' },
      { path: 'new.txt', previousPath: 'old.txt', status: 'renamed' },
      { path: 'type.txt', status: 'modified' },
    ]);
    const renamed = { path: 'new.txt', previousPath: 'old.txt', status: 'renamed' } as const;
    expect(await git.diff(from, to, renamed)).toEqual({ removed: [], added: [{ line: 21, text: 'last' }] });
  });

  it('finds more than 300 files', async () => {
    const repository = makeRepository();
    const files = (word: string) =>
      Object.fromEntries(Array.from({ length: 450 }, (_, i) => [`d/${i}.txt`, `${word}${i}`]));
    const from = repository.commit(files('old'));
    const to = repository.commit(files('new'));
    expect(await (await open(repository.root)).changedFiles(from, to)).toHaveLength(450);
  });

  it('tells the merge base of two branches', async () => {
    const repository = makeRepository();
    const fork = repository.commit({ 'a.txt': 'x' });
    repository.git('checkout', '--quiet', '-b', 'change');
    const head = repository.commit({ 'b.txt': 'y' });
    repository.git('checkout', '--quiet', 'main');
    const tip = repository.commit({ 'c.txt': 'z' });
    const git = await open(repository.root);
    expect(await git.mergeBase(tip, head)).toBe(fork);
    expect(await git.resolve('change')).toBe(head);
    expect(await git.resolve('--output=x')).toBeUndefined();
    expect(await git.resolve('no-such-branch')).toBeUndefined();
  });

  it('refuses two histories that have nothing in common', async () => {
    const repository = makeRepository();
    const a = repository.commit({ 'a.txt': 'x' });
    repository.git('checkout', '--quiet', '--orphan', 'other');
    const b = repository.commit({ 'a.txt': 'y' });
    await expect((await open(repository.root)).mergeBase(a, b)).rejects.toThrow('have no common ancestor');
  });
});

describe('a shallow clone', () => {
  it('reads what it has, and says what it has not', async () => {
    const origin = makeRepository();
    const older = origin.commit({ 'a.txt': 'one' });
    const newer = origin.commit({ 'a.txt': 'two' });
    const clone = mkdtempSync(join(tmpdir(), 'clone-'));
    runGit(clone, 'clone', '--quiet', '--depth', '1', `file://${origin.root}`, '.');
    const git = await open(clone);
    expect(git.shallow).toBe(true);
    expect(await text(git.read(newer, 'a.txt'))).toBe('two');
    await expect(git.mergeBase(older, newer)).rejects.toThrow(/not in this clone[\s\S]*--unshallow/);
    expect(await git.defaultBranch()).toBe('origin/main');
    expect(await git.resolve('origin/main')).toBe(newer);
  });

  it('does not trust a merge base of cut-off history', async () => {
    const origin = makeRepository();
    origin.commit({ 'a.txt': '0' });
    const older = origin.commit({ 'a.txt': 'one' });
    const newer = origin.commit({ 'a.txt': 'two' });
    const clone = mkdtempSync(join(tmpdir(), 'clone-'));
    runGit(clone, 'clone', '--quiet', '--depth', '2', `file://${origin.root}`, '.');
    await expect((await open(clone)).mergeBase(older, newer)).rejects.toThrow('This clone is shallow');
  });
});

/** A repository in which every way that git has of running a program is armed to leave a trace. */
function boobyTrapped(): { repository: TestRepository; trace: string; from: string; to: string } {
  const repository = makeRepository();
  const trace = join(mkdtempSync(join(tmpdir(), 'trace-')), 'ran');
  const program = join(repository.root, '.git', 'trap.sh');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${trace}'\ncat "$1" 2>/dev/null\n`);
  chmodSync(program, 0o755);
  const from = repository.commit({ '.gitattributes': '*.txt diff=trap\n', 'a.txt': 'one\n' });
  const to = repository.commit({ 'a.txt': 'two\n' });
  for (const hook of ['post-index-change', 'fsmonitor-watchman', 'post-checkout', 'reference-transaction']) {
    execFileSync('cp', [program, join(repository.root, '.git', 'hooks', hook)]);
  }
  for (const key of ['diff.external', 'diff.trap.textconv', 'diff.trap.command', 'core.fsmonitor', 'core.pager']) {
    repository.git('config', key, program);
  }
  return { repository, trace, from, to };
}

describe('a hostile clone', () => {
  it('runs nothing', async () => {
    const { repository, trace, from, to } = boobyTrapped();
    const git = await open(repository.root);
    repository.write({ 'a.txt': 'three\n', 'b.txt': 'new\n' });
    const [file] = await git.changedFiles(from, to);
    expect(file).toEqual({ path: 'a.txt', status: 'modified' });
    expect(await git.diff(from, to, { path: 'a.txt', status: 'modified' })).toMatchObject({ added: [{ text: 'two' }] });
    expect(await git.changedFiles(from, 'work tree')).toHaveLength(2);
    expect(await text(git.read('work tree', 'a.txt'))).toBe('three\n');
    await git.mergeBase(from, to);
    expect(existsSync(trace)).toBe(false);
    // The traps are sharp: a plain git call springs them.
    repository.git('diff');
    expect(existsSync(trace)).toBe(true);
  });

  it('does not see replaced objects', async () => {
    const repository = makeRepository();
    const from = repository.commit({ 'a.txt': 'one\n' });
    const to = repository.commit({ 'a.txt': 'two\n' });
    repository.git('replace', from, to);
    expect(repository.git('show', `${from}:a.txt`)).toBe('two');
    expect(await text((await open(repository.root)).read(from, 'a.txt'))).toBe('one\n');
  });

  it('is not led elsewhere by variables of the surroundings', async () => {
    const { repository, from } = boobyTrapped();
    const elsewhere = makeRepository();
    const environment = { ...process.env, GIT_DIR: join(elsewhere.root, '.git'), GIT_OBJECT_DIRECTORY: elsewhere.root };
    expect(await text((await open(repository.root, environment)).read(from, 'a.txt'))).toBe('one\n');
  });

  it('fetches nothing for a partial clone', async () => {
    const origin = makeRepository();
    const sha = origin.commit({ 'a.txt': 'one' });
    const tip = origin.commit({ 'a.txt': 'two' });
    origin.git('config', 'uploadpack.allowFilter', 'true');
    origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const clone = mkdtempSync(join(tmpdir(), 'clone-'));
    runGit(clone, 'clone', '--quiet', '--filter=blob:none', '--no-checkout', `file://${origin.root}`, '.');
    const git = await open(clone);
    expect(await git.hasCommit(sha)).toBe(true);
    await expect(git.read(tip, 'a.txt')).rejects.toThrow(/not in this clone|could not read object/);
  });
});

describe('the work tree', () => {
  it('gives tracked and untracked files as they lie there, but no ignored ones', async () => {
    const repository = makeRepository();
    repository.commit({ 'a.txt': 'one\n', '.gitignore': '.env\n', 'gone.txt': 'x' });
    repository.write({ 'a.txt': 'two\n', 'new/b.txt': 'b', '.env': 'SECRET=1', 'gone.txt': null });
    const git = await open(repository.root);
    expect(await text(git.read('work tree', 'a.txt'))).toBe('two\n');
    expect(await text(git.read('work tree', 'new/b.txt'))).toBe('b');
    expect(await text(git.read('work tree', '.env'))).toBe('missing');
    expect(await text(git.read('work tree', 'gone.txt'))).toBe('missing');
    expect(await text(git.read('work tree', 'new'))).toBe('directory');
  });

  it('lists what differs from a commit', async () => {
    const repository = makeRepository();
    const from = repository.commit({ 'a.txt': 'one\n', '.gitignore': 'ignored.txt\n', 'gone.txt': 'x' });
    repository.write({ 'a.txt': 'two\n', [ODD_NAME]: 'b', 'ignored.txt': 'i', 'gone.txt': null });
    repository.git('add', 'a.txt');
    const git = await open(repository.root);
    expect([...(await git.changedFiles(from, 'work tree'))].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: ODD_NAME, status: 'added' },
      { path: 'a.txt', status: 'modified' },
      { path: 'gone.txt', status: 'removed' },
    ]);
    expect(await git.mergeBase(from, 'work tree')).toBe(from);
    expect(await git.diff(from, 'work tree', { path: 'gone.txt', status: 'removed' })).toEqual({
      removed: [{ line: 1, text: 'x' }],
      added: [],
    });
  });

  it('follows no link and looks into no other repository', async () => {
    const repository = makeRepository();
    repository.commit({ 'a.txt': 'x' });
    repository.write({ 'etc.txt': { symlink: '/etc/passwd' }, out: { symlink: '/etc' }, 'inner/x.txt': 'x' });
    runGit(join(repository.root, 'inner'), 'init', '--quiet');
    const git = await open(repository.root);
    expect(await git.read('work tree', 'etc.txt')).toEqual({ kind: 'symlink', at: 'etc.txt' });
    expect(await git.read('work tree', 'out/passwd')).toEqual({ kind: 'symlink', at: 'out' });
    expect(await git.read('work tree', 'inner/x.txt')).toEqual({ kind: 'submodule' });
    await expect(git.read('work tree', '.git/config')).rejects.toThrow('leads into .git');
    await expect(git.read('work tree', '../x')).rejects.toThrow('may leave the repository');
  });

  it('refuses what is neither file nor folder', async () => {
    const repository = makeRepository();
    repository.commit({ 'a.txt': 'x' });
    execFileSync('mkfifo', [join(repository.root, 'pipe')]);
    await expect((await open(repository.root)).read('work tree', 'pipe')).rejects.toThrow(
      'neither a file nor a folder',
    );
  });

  it('does not take a path for a pattern', async () => {
    const repository = makeRepository();
    repository.commit({ '.gitignore': 'secret.txt\n' });
    repository.write({ 'secret.txt': 's', '*.txt': 'star' });
    const git = await open(repository.root);
    expect(await text(git.read('work tree', '*.txt'))).toBe('star');
    expect(await text(git.read('work tree', 'secret.txt'))).toBe('missing');
  });
});
