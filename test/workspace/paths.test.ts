import { describe, expect, test } from 'vitest';
import { checkPath, normalisePath } from '../../src/workspace/paths.ts';

describe('paths of a configuration', () => {
  test.each([
    'evals/triage.jsonl',
    './prompts/triage.md',
    'a//b.txt',
    'a/../b.txt',
    'Prompts/Grüße – neu.md',
    '.github/changeover.yml',
    'a b/c.txt',
    '..hidden/x',
    'git~12/x',
    '.gitignore',
  ])('accepts %s', (path) => {
    expect(checkPath(path)).toBeUndefined();
  });

  test.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['/etc/passwd', 'is absolute'],
    ['C:/x.md', 'is absolute'],
    ['./C:/x.md', 'is absolute'],
    ['a/../C:/x.md', 'is absolute'],
    ['file:///etc/passwd', 'is absolute'],
    ['../other/x.md', 'leaves the repository'],
    ['a/../../x.md', 'leaves the repository'],
    ['..', 'leaves the repository'],
    ['a\\..\\..\\x', 'holds a backslash'],
    ['a\u0000.md', 'holds the invisible character U+0000'],
    ['a\u202E.md', 'holds the invisible character U+202E'],
    ['a\nb', 'holds the invisible character U+000A'],
    ['~/x.md', 'starts with ~'],
    ['.git/config', 'leads into .git'],
    ['a/.GIT/config', 'leads into .git'],
    ['.git./config', 'leads into .git'],
    ['.git /config', 'leads into .git'],
    ['GIT~1/config', 'leads into .git'],
    ['.git::$INDEX_ALLOCATION/config', 'leads into .git'],
    ['a/..', 'names a folder'],
    ['.', 'names a folder'],
    ['evals/', 'names a folder'],
    ['x'.repeat(1025), 'is longer than 1024 characters'],
  ])('refuses %j', (path, fault) => {
    expect(checkPath(path)).toMatchObject({ code: 'path', message: expect.stringContaining(fault) });
  });

  test('shows what cannot be seen, and shortens what is too long', () => {
    expect(checkPath('a\u200B.md')?.message).toBe('the path "aU+200B.md" holds the invisible character U+200B');
    expect(checkPath('x'.repeat(5000))?.message.length).toBeLessThan(200);
  });

  test('one file has one spelling', () => {
    expect(['./a/b', 'a//b', 'a/c/../b', 'a/./b'].map(normalisePath)).toEqual(['a/b', 'a/b', 'a/b', 'a/b']);
  });
});
