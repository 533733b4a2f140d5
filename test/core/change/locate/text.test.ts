import { describe, expect, it } from 'vitest';
import { locateEnv } from '../../../../src/core/change/locate/dotenv.ts';
import { decodeLayer, layerText, MAX_LAYER_BYTES } from '../../../../src/core/change/locate/layer-text.ts';
import { locate } from '../../../../src/core/change/locate/locate.ts';
import { isProblem } from '../../../../src/core/change/locate/located.ts';
import { locateMatch } from '../../../../src/core/change/locate/pattern-match.ts';
import { found, problem } from './expect.ts';

describe('a layer file as text', () => {
  it('drops the byte order mark and keeps line ends apart from their kind', () => {
    expect(decodeLayer(Buffer.from('\ufeffOne\r\nTwo\n'), 'p.md')).toEqual({ text: 'One\nTwo\n' });
    expect(layerText('One\r\nTwo\n')).toBe('One\nTwo');
    expect(layerText('One\n\n')).toBe('One\n');
  });

  it.each([
    [Buffer.from([0x61, 0xff]), 'is not UTF-8 text'],
    [Buffer.from('a\0b'), 'NUL character'],
    [Buffer.alloc(MAX_LAYER_BYTES + 1, 97), 'at most 1048576'],
  ])('refuses bytes that are no layer', (bytes, why) => {
    const result = decodeLayer(bytes, 'p.md');
    expect(isProblem(result) && result.message).toContain(why);
  });

  it.each(['\r', '\u0085', '\u2028', '\u2029'])('refuses to look into text with the line break %j', (end) => {
    const place = { file: '.github/changeover.yml' };
    const text = `# was${end}A=1\nB=2\n`;
    const refused = problem(locate(text, { kind: 'env', file: '.env', env: 'B', place }, 'text'));
    expect(refused).toMatchObject({ code: 'layer-invalid', place: { file: '.env', line: 1 } });
    expect(refused.message).toContain('a line break for some programs and none for others');
    expect(found(locate(text, { kind: 'file', file: 'p.md', place }, 'text')).value).toBe(text);
    const json = JSON.stringify({ a: `x${end}y` });
    expect(found(locate(json, { kind: 'at', file: 'a.json', at: 'a', place }, 'text')).value).toBe(`x${end}y`);
  });

  it('locates a whole file with its lines', () => {
    const place = { file: '.github/changeover.yml' };
    expect(found(locate('One\nTwo\n', { kind: 'file', file: 'p.md', place }, 'text'))).toMatchObject({
      line: 1,
      endLine: 2,
    });
    expect(found(locate('a: 1\n', { kind: 'file', file: 'p.yml', place }, 'document')).value).toEqual({ a: 1 });
  });
});

describe('dotenv', () => {
  const ENV = [
    '# MODEL=old',
    'export MODEL=gpt-4o # current',
    'EMPTY=',
    'QUOTED="a \\"b\\"\\nc" # x',
    "SINGLE='a # b'",
    'LONG="one',
    'MODEL=inside',
    'two"',
    'HASH=a#b',
    'SPACED = gpt-4o  ',
    "OPEN='never",
  ].join('\n');

  it.each([
    ['MODEL', 'gpt-4o', 2, 14, 2],
    ['EMPTY', '', 3, 7, 3],
    ['QUOTED', 'a "b"\nc', 4, 8, 4],
    ['SINGLE', 'a # b', 5, 8, 5],
    ['LONG', 'one\nMODEL=inside\ntwo', 6, 6, 8],
    ['HASH', 'a#b', 9, 6, 9],
    ['SPACED', 'gpt-4o', 10, 10, 10],
    ['OPEN', "'never", 11, 6, 11],
  ])('%s', (name, value, line, column, endLine) => {
    expect(found(locateEnv(ENV, '.env', name))).toEqual({ value, line, column, endLine });
  });

  it('refuses two values and names the nearest', () => {
    expect(problem(locateEnv('A=1\nA=2', '.env', 'A')).message).toBe('.env gives A two values (lines 1 and 2)');
    expect(found(locateEnv('A=1\nA=1', '.env', 'A')).line).toBe(2);
    expect(problem(locateEnv(ENV, '.env', 'MODL'))).toMatchObject({
      code: 'layer-missing',
      message: '.env has no line that sets MODL',
      hint: 'The nearest name there is MODEL.',
    });
  });
});

describe('match', () => {
  const TEXT = 'x\nmodel("gpt-4o")\nmodel("gpt-4o")\nother("o3")\n';

  it('takes the capture group with its place', () => {
    expect(found(locateMatch(TEXT, 'a.rb', '^model\\("([^"]+)"\\)$'))).toEqual({
      value: 'gpt-4o',
      line: 2,
      column: 8,
      endLine: 2,
    });
  });

  it.each([
    ['"([^"]+)"', 'takes different values from a.rb (lines 2 and 4)'],
    ['model', 'has 0 capture groups'],
    ['(a)(b)', 'has 2 capture groups'],
    ['(', 'cannot be read'],
    ['(?=a)(b)', 'cannot be read'],
    ['nothing(x)', 'nothing in a.rb matches'],
    ['o3(x)?', 'nothing in a.rb matches'],
    [`(${'a'.repeat(1000)})`, 'more than 1000 characters'],
  ])('refuses %s', (pattern, why) => expect(problem(locateMatch(TEXT, 'a.rb', pattern)).message).toContain(why));

  it('is not slowed down by patterns that make others explode', () => {
    expect(problem(locateMatch('a'.repeat(50_000), 'a.rb', '^(?:a+)+(b)$')).code).toBe('layer-missing');
  });
});
