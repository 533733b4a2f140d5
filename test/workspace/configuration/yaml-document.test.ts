import { describe, expect, test } from 'vitest';
import { readYaml } from '../../../src/workspace/configuration/yaml-document.ts';
import { problemsOf } from '../problems-of.ts';

const LIMITS = { characters: 100_000, values: 1000 };
const read = (text: string, limits = LIMITS) => readYaml(text, 'c.yml', limits, 'config-syntax');
const problems = (text: string, limits = LIMITS) => problemsOf(() => read(text, limits));

describe('a YAML document as data', () => {
  test('keeps values and the places of keys and values', () => {
    const document = read('a: 1\nlist:\n  - x\n  - key: [true, null, 1.5, "s"]\n');
    expect(document.data).toEqual({ a: 1, list: ['x', { key: [true, null, 1.5, 's'] }] });
    expect(document.placeOf(['list', 1, 'key'], 'key')).toEqual({ file: 'c.yml', line: 4, column: 5 });
    expect(document.placeOf(['list', 1, 'key', 3])).toEqual({ file: 'c.yml', line: 4, column: 28 });
  });

  test('says of what is not there where its parent is', () => {
    const { placeOf } = read('a:\n  b: 1\n');
    expect(placeOf(['a', 'missing'])).toEqual({ file: 'c.yml', line: 1, column: 1 });
    expect(placeOf(['no', 'such', 'path'])).toEqual({ file: 'c.yml', line: 1, column: 1 });
  });

  test('has no prototype that a key could meet', () => {
    const data = read('constructor: 1\ntoString: {valueOf: 2}\n').data as Record<string, unknown>;
    expect(Object.getPrototypeOf(data)).toBeNull();
    expect(Object.entries(data)).toEqual([
      ['constructor', 1],
      ['toString', { valueOf: 2 }],
    ]);
    expect(({} as Record<string, unknown>)['valueOf']).toBe(Object.prototype.valueOf);
  });

  test('expands a few aliases', () => {
    expect(read('a: &x [1, 2]\nb: *x\n').data).toEqual({ a: [1, 2], b: [1, 2] });
  });

  test('reads yes and no as text, as YAML 1.2 has it', () => {
    expect(read('a: yes\nb: no\nc: 0o17').data).toEqual({ a: 'yes', b: 'no', c: 15 });
  });

  test.each([
    ['a: 1\nb: 2\na: 3\n', 'the key "a" is written twice; first on line 1', 3],
    ['a: {b: 1, b: 2}', 'the key "b" is written twice; first on line 1', 1],
    ['x: &x {a: 1}\ny:\n  <<: *x\n', 'merge keys (<<) are not read', 3],
    ['a:\n  __proto__: {polluted: true}\n', 'the key "__proto__" is not allowed', 2],
    ['a: .nan', '.nan is not a finite number', 1],
    ['a: -.inf', '-.inf is not a finite number', 1],
    ['a: 12345678901234567890', '12345678901234567890 is too large to be held exactly', 1],
    ['a: !python/object:os.system x', 'not plain YAML: unresolved tag: !python/object:os.system', 1],
    ['a: !!binary aGk=', 'not plain YAML: unresolved tag', 1],
    ['a: *nothing', 'the alias *nothing names no anchor before it', 1],
    ['a: &a [*a]', 'the alias *a contains itself', 1],
    ['a: [1', 'not valid YAML: flow sequence', 1],
    ['a: 1\n---\nb: 2\n', 'not valid YAML: source contains multiple documents', 2],
    ['%YAML 1.1\n---\na: yes\n', 'only YAML 1.2 is read', 1],
    ['? [a]\n: b\n', 'not valid YAML: with stringKeys, all keys must be strings', 1],
    ['a: 1\n\tb: 2\n', 'not valid YAML: tabs are not allowed as indentation', 2],
  ])('refuses %j', (text, message, line) => {
    const [first] = problems(text);
    expect(first).toMatchObject({ code: 'config-syntax', place: { file: 'c.yml', line } });
    expect(first?.message).toContain(message);
  });

  test('refuses an empty file and one that is too long', () => {
    expect(problems('  \n')[0]?.message).toBe('the file is empty');
    expect(problems('a: 1', { characters: 3, values: 10 })[0]?.message).toBe(
      'the file has 4 characters, more than the 3 allowed',
    );
  });

  test('refuses alias bombs, by their number and by what they expand to', () => {
    const many = `a: &a x\nb: [${Array(51).fill('*a').join(', ')}]`;
    expect(problems(many)[0]?.message).toBe('the document uses more than 50 aliases');
    const wide = ['a0: &a0 [x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 6; level += 1) {
      const all = Array(8)
        .fill(`*a${level - 1}`)
        .join(', ');
      wide.push(`a${level}: &a${level} [${all}]`);
    }
    expect(problems(wide.join('\n')).map(({ message }) => message)).toEqual([
      expect.stringMatching(/more than (1000 values, aliases expanded|50 aliases)/),
    ]);
  });

  test.each([
    ['brackets', '['.repeat(90_000)],
    ['braces', '{a: '.repeat(20_000)],
    ['dashes', '- '.repeat(40_000)],
    ['question marks', '? '.repeat(40_000)],
    ['indentation', Array.from({ length: 400 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
    [
      'dashes line after line',
      Array.from({ length: 9 }, (_, line) => `${' '.repeat(80 * line)}${'- '.repeat(40)}`).join('\n'),
    ],
  ])('refuses %s that nest without end, before the parser sees them', (_, text) => {
    expect(problems(text)[0]?.message).toBe('the file nests too deeply to be read safely');
  });

  test('reads brackets and indentation as people write them', () => {
    const text = `a: "${'{{name}} [x] '.repeat(500)}"\nb: |\n${' '.repeat(100)}deep\n  shallow\n`.replace(
      'b: |',
      'b: |2',
    );
    expect(Object.keys(read(text).data as object)).toEqual(['a', 'b']);
  });

  test('refuses what nests deeper than anything here means', () => {
    expect(problems(`a: ${'['.repeat(70)}${']'.repeat(70)}`)[0]?.message).toBe(
      'the document holds more than 64 levels',
    );
  });

  test('reads many keys in time that grows with their number', () => {
    const keys = 20_000;
    const text = Array.from({ length: keys }, (_, index) => `k${index}: ${index}`).join('\n');
    const { data } = read(text, { characters: 1_000_000, values: 100_000 });
    expect(Object.keys(data as object)).toHaveLength(keys);
  });

  test('counts what it does not list', () => {
    const listed = problems(Array(60).fill('a: 1').join('\n'));
    expect(listed).toHaveLength(21);
    expect(listed.at(-1)?.message).toBe('and 39 more problems like these');
  });
});
