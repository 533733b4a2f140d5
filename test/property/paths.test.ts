import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChangeoverError } from '../../src/core/contracts/problem.ts';
import { pathSegments } from '../../src/core/repository/path-segments.ts';
import { checkPath, normalisePath } from '../../src/workspace/paths.ts';
import { type GitRepository, openGit } from '../../src/workspace/repository/git.ts';
import { WORK_TREE } from '../../src/workspace/repository/work-tree.ts';
import { makeRepository, type TestRepository } from '../support/git.ts';
import { property, textOf } from './property.ts';

const PIECES = [
  ...[
    '/',
    '//',
    '.',
    '..',
    '../',
    './',
    '/..',
    '\\',
    '..\\',
    '~',
    '~/',
    'C:',
    'C:/',
    'file:///',
    '//host/',
    '\0',
    '%2e%2e%2f',
    ' ',
  ],
  ...[
    '.git',
    '.GIT',
    '.git.',
    'git~1',
    '.git::$INDEX_ALLOCATION',
    'config',
    'HEAD',
    'inside.md',
    'folder/',
    'out',
    'link',
    'deep/link',
  ],
  ...[
    'link/secret.md',
    'folder/out/secret.md',
    '../repository-of-others/secret.md',
    'etc/passwd',
    '\u202e',
    '\u200b',
    '\u2024\u2024/',
    '\uff0e\uff0e/',
  ],
];
const hostilePath = textOf(PIECES, 8);

describe('a path of a configuration', () => {
  property('that is accepted stays inside, on every kind of machine', 3000, hostilePath, (written) => {
    if (checkPath(written) !== undefined) return;
    const normal = normalisePath(written);
    for (const flavour of [path.posix, path.win32]) {
      const root = flavour === path.win32 ? 'C:\\work\\repository' : '/work/repository';
      const found = flavour.resolve(root, normal);
      expect(found.startsWith(root + flavour.sep)).toBe(true);
    }
    expect(normal.toLowerCase().split('/')).not.toContain('.git');
    expect(normal).not.toMatch(/[\p{Cc}\p{Cf}\\]/u);
    expect(pathSegments(normal).join('/')).toBe(normal);
  });
});

describe('a repository’s files', () => {
  const SECRET = 'belongs to somebody else';
  let parent = '';
  let repository: TestRepository;
  let git: GitRepository;
  let head = '';

  beforeAll(async () => {
    repository = makeRepository();
    parent = mkdtempSync(path.join(tmpdir(), 'repository-of-others-'));
    writeFileSync(path.join(parent, 'secret.md'), SECRET);
    const links = {
      link: { symlink: parent },
      'folder/out': { symlink: parent },
      'deep/link': { symlink: '/etc/passwd' },
    };
    head = repository.commit({ 'inside.md': 'inside', 'folder/inside.md': 'inside', ...links });
    // A folder of which only the name begins like the repository's.
    mkdirSync(`${repository.root}-beside`);
    writeFileSync(`${repository.root}-beside/secret.md`, SECRET);
    symlinkSync(`${repository.root}-beside`, path.join(repository.root, 'beside'));
    const opened = await openGit(repository.root, process.env);
    if (!('git' in opened)) throw new Error(opened.unavailable.message);
    git = opened.git;
  });

  afterAll(() => {
    git.close();
    for (const folder of [repository.root, `${repository.root}-beside`, parent]) rmSync(folder, { recursive: true });
  });

  /** What is read at a path, as text; nothing when the path is refused or is no file. */
  async function textAt(commit: string, written: string): Promise<string | undefined> {
    try {
      const found = await git.read(commit, written);
      return found.kind === 'file' ? new TextDecoder().decode(found.bytes) : undefined;
    } catch (error) {
      expect(error).toBeInstanceOf(ChangeoverError);
      return undefined;
    }
  }

  const named = () => {
    const base = path.basename(repository.root);
    return [
      `../${base}-beside/secret.md`,
      `${repository.root}-beside/secret.md`,
      'beside/secret.md',
      `${parent}/secret.md`,
    ];
  };

  test('are read', async () => {
    for (const commit of [head, WORK_TREE]) expect(await textAt(commit, 'folder/inside.md')).toBe('inside');
  });

  property('are all that is read at a commit', 300, hostilePath, async (written) => {
    for (const one of [written, ...named()]) expect([undefined, 'inside']).toContain(await textAt(head, one));
  });

  property('are all that is read in the work tree', 60, hostilePath, async (written) => {
    for (const one of [written, ...named()]) expect([undefined, 'inside']).toContain(await textAt(WORK_TREE, one));
  });
});
