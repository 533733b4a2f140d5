import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import wrapAnsi from 'wrap-ansi';
import { columnsOf, linesOf } from '../../src/report/terminal-width.ts';

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
];

describe.each(TEXTS)('%j', (text) => {
  test('is as wide as `string-width` says', () => {
    expect(columnsOf(text)).toBe(stringWidth(text));
  });

  test.each([1, 6, 12, 80])('is wrapped to %d columns as `wrap-ansi` does', (columns) => {
    expect(linesOf(text, columns).join('\n')).toBe(wrapAnsi(text, columns, { hard: true }));
  });
});

test('every mathematical operator takes one column', () => {
  for (let code = 0x2200; code <= 0x22ff; code += 1) expect(stringWidth(String.fromCodePoint(code))).toBe(1);
});
