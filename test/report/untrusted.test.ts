import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip, clipBlock, visibleLine, visibleLines } from '../../src/report/untrusted.ts';

describe('hidden characters', () => {
  test.each([
    ['an escape', '\u001b[31m', '⟨U+001B⟩[31m'],
    ['a bidi override', 'a\u202eb', 'a⟨U+202E⟩b'],
    ['a zero-width space', 'gpt\u200b-4', 'gpt⟨U+200B⟩-4'],
    ['a joiner between Latin letters', 'a\u200db', 'a⟨U+200D⟩b'],
    ['a tag', 'a\u{e0041}', 'a⟨U+E0041⟩'],
    ['a lone surrogate', 'a\ud800', 'a⟨U+D800⟩'],
    ['a line separator', 'a\u2028b', 'a⟨U+2028⟩b'],
    ['a filler', 'a\u3164', 'a⟨U+3164⟩'],
    ['a variation selector after a letter', 'a\ufe0f', 'a⟨U+FE0F⟩'],
    ['a carriage return', 'a\rb', 'a⟨U+000D⟩b'],
  ])('%s is shown by its code point', (_, hidden, shown) => {
    expect(visibleLine(hidden)).toBe(shown);
  });

  test.each(['👩‍🚀', '❤️', 'می‌خواهم', 'क्‍ष', 'Größe – «ja»', '日本語'])('%s is writing and stays', (writing) => {
    expect(visibleLine(writing)).toBe(writing);
  });

  test('line breaks stay in blocks and are shown on one line', () => {
    expect(visibleLines('a\r\nb\n\tc')).toBe('a\nb\n  c');
    expect(visibleLine('a\r\nb\n\tc')).toBe('a⏎b⏎  c');
  });

  test('nothing that looks like the marker is left', () => {
    for (const text of ['<!-- changeover -->', '<!--CHANGEOVER', '<!--\n changeover -->']) {
      expect(visibleLines(text)).not.toMatch(/<!--\s*changeover/i);
    }
    expect(visibleLines('<!-- another -->')).toBe('<!-- another -->');
  });
});

describe('clipping', () => {
  test('keeps to the length and never halves a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, max) => {
        const clipped = clip(text, max);
        expect(clipped.length).toBeLessThanOrEqual(max);
        expect(clipped).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  test('says how much of a block is missing', () => {
    expect(clipBlock('abcdef', 4)).toBe('abcd\n… 2 more characters');
    expect(clipBlock('abc', 4)).toBe('abc');
  });
});
