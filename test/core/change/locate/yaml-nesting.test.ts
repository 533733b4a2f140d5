import { describe, expect, it } from 'vitest';
import { locateAt } from '../../../../src/core/change/locate/document-path.ts';
import { nestsWithoutEnd } from '../../../../src/core/change/locate/yaml-nesting.ts';
import { found, problem } from './expect.ts';

const staircase = (levels: number, step: string) =>
  Array.from({ length: levels }, (_, level) => `${' '.repeat(level * step.length)}${step}`).join('\n');

describe('text that nests without end', () => {
  it.each([
    ['brackets', '['.repeat(101)],
    ['brackets on many lines', '[\n'.repeat(101)],
    ['braces', '{a: '.repeat(101)],
    ['dashes', `${'- '.repeat(101)}x`],
    ['dashes with tabs', `${'-\t'.repeat(101)}x`],
    ['question marks', `${'? '.repeat(101)}x`],
    [
      'explicit values',
      Array.from({ length: 101 }, (_, level) => `${' '.repeat(level)}? a\n${' '.repeat(level)}: b`).join('\n'),
    ],
    ['indented keys', staircase(101, 'a:')],
    ['indented dashes', staircase(101, '-')],
    ['indented keys, carriage returns', staircase(101, 'a:').replaceAll('\n', '\r')],
    ['keys and dashes in turn', staircase(60, '- - a:')],
  ])('%s', (_, text) => {
    expect(nestsWithoutEnd(text)).toBe(true);
    expect(problem(locateAt(text, 'app/settings.yml', 'a'))).toEqual({
      code: 'layer-invalid',
      message: 'app/settings.yml nests too deeply to be read safely',
      place: { file: 'app/settings.yml' },
      hint: 'Mend the file, or name another place of the value.',
    });
  });

  it.each([
    ['many brackets that close', '[]{}'.repeat(10_000)],
    ['a long list', '- x\n'.repeat(10_000)],
    ['a long list of lists', '- - x\n  - y\n'.repeat(10_000)],
    ['text far to the right', `a: |\n${`${' '.repeat(400)}deep\n  shallow\n`.repeat(200)}`],
    ['a rule of dashes', `# ${'- '.repeat(500)}`],
  ])('is not: %s', (_, text) => {
    expect(nestsWithoutEnd(text)).toBe(false);
  });

  it('reads a value beside text with deep indentation', () => {
    const text = `prompt: |2\n${' '.repeat(300)}right\n  left\nmodel: gpt-4o\n`;
    expect(found(locateAt(text, 'app.yml', 'model')).value).toBe('gpt-4o');
  });

  it('refuses hostile JSON the same way', () => {
    const text = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    expect(problem(locateAt(text, 'app.json', 'a')).message).toBe('app.json nests too deeply to be read safely');
  });

  it('takes time that grows with the text', () => {
    expect(nestsWithoutEnd(`${'- '.repeat(99)}x\n`.repeat(20_000))).toBe(false);
  });
});
