import { describe, expect, it } from 'vitest';
import { pathSegments } from '../../../src/core/repository/path-segments.ts';

describe('pathSegments', () => {
  it('takes any name that a repository may hold', () => {
    expect(pathSegments('a b/ü\n\t/..x/.github/.gitignore')).toEqual(['a b', 'ü\n\t', '..x', '.github', '.gitignore']);
  });

  it.each([
    ['', 'is empty'],
    ['/etc/passwd', 'is absolute'],
    ['C:/x', 'is absolute'],
    ['a/../../b', 'may leave the repository'],
    ['a//b', 'is not in its shortest form'],
    ['./a', 'is not in its shortest form'],
    ['a/', 'is not in its shortest form'],
    ['.git/config', 'leads into .git'],
    ['a/.GIT. /config', 'leads into .git'],
    ['.g\u200cit/config', 'leads into .git'],
    ['GIT~1/config', 'leads into .git'],
    ['a\0b', 'holds a null character'],
  ])('refuses %j: it %s', (path, reason) => {
    expect(() => pathSegments(path)).toThrow(reason);
  });
});
