import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../src/core/repository/patch.ts';

describe('parsePatch', () => {
  it('numbers the changed lines over several hunks', () => {
    const patch = '@@ -1,3 +1,3 @@ context\n a\n-b\n+B\n c\n@@ -10 +10,2 @@\n-x\n+y\n+z\n\\ No newline at end of file';
    expect(parsePatch(patch)).toEqual({
      removed: [
        { line: 2, text: 'b' },
        { line: 10, text: 'x' },
      ],
      added: [
        { line: 2, text: 'B' },
        { line: 10, text: 'y' },
        { line: 11, text: 'z' },
      ],
    });
  });

  it('reads a new and an emptied file', () => {
    expect(parsePatch('@@ -0,0 +1 @@\n+a')).toEqual({ removed: [], added: [{ line: 1, text: 'a' }] });
    expect(parsePatch('@@ -1,1 +0,0 @@\n-a')).toEqual({ removed: [{ line: 1, text: 'a' }], added: [] });
    expect(parsePatch('')).toEqual({ removed: [], added: [] });
  });

  it('is not fooled by content that looks like a header', () => {
    const patch = '@@ -1,2 +1,2 @@\n-@@ -9,9 +9,9 @@\n+@@ -8,8 +8,8 @@\n same';
    expect(parsePatch(patch)?.removed).toEqual([{ line: 1, text: '@@ -9,9 +9,9 @@' }]);
  });

  it.each([
    ['a patch that was cut off', '@@ -1,3 +1,3 @@\n a\n-b'],
    ['more lines than the header says', '@@ -1,1 +1,1 @@\n-a\n-b\n+c'],
    ['text that is no patch', 'Binary files differ'],
  ])('refuses %s', (_, patch) => {
    expect(parsePatch(patch)).toBeUndefined();
  });

  it('agrees with the patches of another program', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '+c', '-d', ''), { maxLength: 15 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (older, newer) => {
        const patch = createTwoFilesPatch('a', 'b', older, newer, '', '', { context: 3 });
        const hunks = patch.slice(Math.max(patch.indexOf('@@ '), 0));
        if (!hunks.startsWith('@@ ')) return;
        const diff = parsePatch(hunks);
        const olderLines = older.split('\n');
        expect(diff?.removed.every(({ line, text: removed }) => olderLines[line - 1] === removed)).toBe(true);
        expect((diff?.added.length ?? 0) + (diff?.removed.length ?? 0)).toBeGreaterThan(0);
      }),
    );
  });
});
