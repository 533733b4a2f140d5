import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import wrapAnsi from 'wrap-ansi';
import { columnsOf, foldLine, linesOf } from '../../src/report/terminal-width.ts';

const TEXTS = [
  '',
  'accuracy',
  '−2.4 points',
  '≥ 0.70',
  ' led and followed by spaces ',
  'two\nlines',
  'naïve café',
  '判定',
  '👩‍👩‍👧 family',
  'e\u0301',
  '\u001b[31mred\u001b[39m',
  'a longer sentence that has to be broken more than once to fit',
  'two  spaces, and one at the end ',
  '    an indented line that is too long for some of the widths',
  'averylongwordthatisbrokenwhereitmustbe and words',
  'Source · accuracy 0 % “no” is not “yes”, ×1.02 ± 0.3 – format │ ─── ┼ ▸ • …',
  '✅ pass ❌ fail ✅✅✅ ❌❌❌ pass',
  'one paragraph\n\nand another one after an empty line',
  'plain at first\n\u001b[1mbold\u001b[22m then, and plain again after that',
];

describe.each(TEXTS)('%j', (text) => {
  test('is as wide as `string-width` says', () => {
    expect(columnsOf(text)).toBe(stringWidth(text));
  });

  test.each([1, 6, 12, 80])('is wrapped to %d columns as `wrap-ansi` does', (columns) => {
    expect(linesOf(text, columns).join('\n')).toBe(wrapAnsi(text, columns, { hard: true }));
  });

  test.each([1, 6, 12, 80])(
    'is folded at %d columns as `wrap-ansi` folds it, but for the space where it was broken',
    (columns) => {
      const pieces = wrapAnsi(text, columns, { hard: true, trim: false }).split('\n');
      expect(foldLine(text, columns)).toEqual(pieces.map((piece, index) => (index === 0 ? piece : piece.trimStart())));
    },
  );
});

const ONE_COLUMN = [
  [0x20, 0x7e],
  [0xb1, 0xb1],
  [0xb7, 0xb7],
  [0xd7, 0xd7],
  [0x2010, 0x2027],
  [0x2200, 0x22ff],
  [0x2500, 0x257f],
  [0x25b8, 0x25b8],
] as const;

test.each(ONE_COLUMN)('every character from %i to %i takes one column', (first, last) => {
  for (let code = first; code <= last; code += 1) {
    const text = String.fromCodePoint(code).repeat(3);
    expect([columnsOf(text), stringWidth(text), wrapAnsi(text, 2, { hard: true, trim: false })], `${code}`).toEqual([
      3,
      3,
      `${text.slice(0, 2)}\n${text[0]}`,
    ]);
  }
});

test.each(['✅', '❌'])('%s takes two', (mark) => {
  expect([columnsOf(mark), stringWidth(mark), columnsOf(mark.repeat(3)), stringWidth(mark.repeat(3))]).toEqual([
    2, 2, 6, 6,
  ]);
});
