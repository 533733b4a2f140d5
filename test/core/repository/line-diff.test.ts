import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileDiff, FileRead } from '../../../src/core/contracts/ports.ts';
import { diffFileReads, diffLines } from '../../../src/core/repository/line-diff.ts';

function file(text: string | Uint8Array): FileRead {
  return { kind: 'file', bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text, blob: 'b' };
}

/** Takes the removed lines out and puts the added ones in: what a true difference leads to. */
function apply(older: string[], diff: FileDiff): string[] {
  const gone = new Set(diff.removed.map(({ line }) => line));
  const result = older.filter((_, index) => !gone.has(index + 1));
  for (const { line, text } of diff.added) result.splice(line - 1, 0, text);
  return result;
}

describe('diffLines', () => {
  it('numbers removed lines on the older side and added ones on the newer', () => {
    expect(diffLines('a\nb\nc\nd\n', 'a\nx\ny\nc\n')).toEqual({
      removed: [
        { line: 2, text: 'b' },
        { line: 4, text: 'd' },
      ],
      added: [
        { line: 2, text: 'x' },
        { line: 3, text: 'y' },
      ],
    });
  });

  it('sees no difference in line ends alone', () => {
    expect(diffLines('a\r\nb\r\n', 'a\nb')).toEqual({ removed: [], added: [] });
  });

  it('handles empty texts', () => {
    expect(diffLines('', 'a\n')).toEqual({ removed: [], added: [{ line: 1, text: 'a' }] });
    expect(diffLines('', '')).toEqual({ removed: [], added: [] });
  });

  it('stays true where the shortest difference would be too dear', () => {
    const older = ['same', ...Array.from({ length: 6000 }, (_, i) => `old ${i}`), 'end'];
    const newer = ['same', ...Array.from({ length: 6000 }, (_, i) => `new ${i}`), 'end'];
    const diff = diffLines(older.join('\n'), newer.join('\n'));
    expect([diff.removed.length, diff.removed[0]?.line, diff.added.at(-1)?.line]).toEqual([6000, 2, 6001]);
  });

  it('always leads from the older text to the newer', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ' '), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (older, newer) => {
        expect(apply(older, diffLines(older.join('\n'), newer.join('\n')))).toEqual(
          newer.join('\n') === '' ? [] : newer,
        );
      }),
    );
  });
});

describe('diffFileReads', () => {
  it('takes a missing side for an empty text', () => {
    expect(diffFileReads({ kind: 'missing' }, file('a'))?.added).toEqual([{ line: 1, text: 'a' }]);
    expect(diffFileReads(file('a'), { kind: 'symlink', at: 'x' })?.removed).toEqual([{ line: 1, text: 'a' }]);
  });

  it('gives nothing for binary, large or absent content', () => {
    expect(diffFileReads(file(new Uint8Array([1, 0, 2])), file('a'))).toBeUndefined();
    expect(diffFileReads(file('x'.repeat(4 * 1024 * 1024 + 1)), file('a'))).toBeUndefined();
    expect(diffFileReads({ kind: 'too-large', size: 9, limit: 1 }, file('a'))).toBeUndefined();
    expect(diffFileReads({ kind: 'missing' }, { kind: 'submodule' })).toBeUndefined();
  });
});
