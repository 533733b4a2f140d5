import { describe, expect, it } from 'vitest';
import { disguisedLetters, invisibleCharacters } from '../../../src/core/change/invisible-text.ts';

describe('characters that no reviewer sees', () => {
  it.each([
    ['a zero-width space', 'a\u200bb', 'U+200B'],
    ['a direction mark', 'a\u202eb', 'U+202E'],
    ['an isolate', 'a\u2066b', 'U+2066'],
    ['a tag', 'a\u{e0041}b', 'U+E0041'],
    ['a variation selector that carries data', '😀\u{e0121}', 'U+E0121'],
    ['a variation selector after a letter', 'a\ufe0f', 'U+FE0F'],
    ['a filler that looks like a space', 'a\u3164b', 'U+3164'],
    ['a joiner between letters', 'a\u200db', 'U+200D'],
    ['a grapheme joiner', 'a\u034fb', 'U+034F'],
    ['an escape', 'a\u001b[31m', 'U+001B'],
    ['a carriage return that ends no line', 'a\rb', 'U+000D'],
    ['a line separator', 'a\u2028b', 'U+2028'],
    ['a blank of Braille', 'a\u2800b', 'U+2800'],
    ['half a surrogate pair', 'a\ud83d', 'U+D83D'],
  ])('are told by code point and line: %s', (_, text, point) => {
    expect(invisibleCharacters(`first\n${text}`)).toEqual([`${point} (line 2)`]);
  });

  it.each(['plain\n\ttext\r\n', '👩‍🚀 ❤️', 'می‌خواهم', 'क्‍ष', 'Größe – «ja»', '日本語'])('%j has none', (text) => {
    expect(invisibleCharacters(text)).toEqual([]);
  });
});

describe('letters that look like others', () => {
  it.each([
    ['Cyrillic', 'p\u0430ss', 'U+0430'],
    ['Greek', 'PASSW\u039fRD', 'U+039F'],
    ['Armenian', 'c\u0585de', 'U+0585'],
    ['full width', 'p\uff41ss', 'U+FF41'],
    ['mathematical', '\u{1d429}ass', 'U+1D429'],
  ])('are told by code point and line: %s', (_, word, point) => {
    expect(disguisedLetters(`first\nsay ${word} now`)).toEqual([`${point} (line 2)`]);
  });

  it.each(['Нажмите API-ключ', 'Δt and μm', 'Τιμή USD', 'naïve Größe', 'Tシャツ', 'a.б', 'ＡＢＣ'])(
    '%j has none',
    (text) => {
      expect(disguisedLetters(text)).toEqual([]);
    },
  );

  it('are told of at most five times', () => {
    expect(disguisedLetters('p\u0430 '.repeat(50))).toHaveLength(5);
  });
});
