import { describe, expect, test } from 'vitest';
import type { Extract } from '../../../src/core/contracts/suite.ts';
import { extractFrom } from '../../../src/core/scoring/extract.ts';
import { caseOf, complaints, score, specOf } from './support.ts';

const answer = (match: 'first' | 'last'): Extract => ({ kind: 'regex', pattern: '\\[(Yes|No)\\]', match });

describe('extractFrom', () => {
  test('regex: the group of the first or last match', () => {
    expect(extractFrom('[Yes] … no: [No]', answer('first'))).toBe('Yes');
    expect(extractFrom('[Yes] … no: [No]', answer('last'))).toBe('No');
    expect(extractFrom('Yes', answer('last'))).toBeUndefined();
  });

  test('regex: a match whose group took no part gives nothing', () => {
    const optional: Extract = { kind: 'regex', pattern: 'a(b)?', match: 'last' };
    expect(extractFrom('ab a', optional)).toBe('b');
    expect(extractFrom('a', optional)).toBeUndefined();
    expect(extractFrom('', { kind: 'regex', pattern: '(x*)', match: 'last' })).toBe('');
  });

  test('json: the value at a path', () => {
    const at = (path: string, output: string) => extractFrom(output, { kind: 'json', path });
    expect(at('a.b[1]', '{"a": {"b": [1, "two"]}}')).toBe('two');
    expect(at('$.a', '{"a": {"b": 1}}')).toBe('{"b":1}');
    expect(at('$', '[1, 2]')).toBe('[1,2]');
    expect(at('["a.b"]', '{"a.b": true}')).toBe('true');
    expect(at('a', '{"a": null}')).toBe('null');
    expect(at('a', '{"b": 1}')).toBeUndefined();
    expect(at('a', 'a: 1')).toBeUndefined();
    expect(at('constructor', '{}')).toBeUndefined();
    expect(at('__proto__', '{"__proto__": "own"}')).toBe('own');
    expect(at('length', '[1]')).toBeUndefined();
  });

  test('last-line: the last line that is not blank', () => {
    const last = (output: string) => extractFrom(output, { kind: 'last-line' });
    expect(last('thinking\n  Yes  \n\n')).toBe('Yes');
    expect(last('a\r\nb\r\n')).toBe('b');
    expect(last('only')).toBe('only');
    expect(last(' \n ')).toBeUndefined();
  });

  test('code-block: the first fenced block', () => {
    const block = (output: string) => extractFrom(output, { kind: 'code-block' });
    expect(block('Here:\n```json\n{"a": 1}\n```\n```\nother\n```')).toBe('{"a": 1}');
    expect(block('~~~\na\n```\nb\n~~~')).toBe('a\n```\nb');
    expect(block('````\n```\ninner\n```\n````')).toBe('```\ninner\n```');
    expect(block('```python\nprint(1)\n')).toBe('print(1)\n');
    expect(block('```\n```')).toBe('');
    expect(block('no `code` here')).toBeUndefined();
    expect(block('```inline``` only')).toBeUndefined();
  });
});

describe('a scorer with extract', () => {
  test('judges the part alone', () => {
    const spec = specOf('exact-match', {}, { extract: answer('last') });
    expect(score(spec, 'Is it? [No] … so [Yes]', caseOf('Yes'))).toEqual({ value: 1 });
  });

  test('nothing found scores 0 and is counted as unparsed', () => {
    const spec = specOf('exact-match', {}, { extract: answer('last') });
    expect(score(spec, 'Yes', caseOf('Yes'))).toEqual({
      value: 0,
      unparsed: true,
      reason: '`extract` (regex) found nothing',
    });
  });

  test('must be able to find something', () => {
    const extracting = (extract: Extract) => complaints(specOf('exact-match', {}, { extract }));
    expect(extracting({ kind: 'regex', pattern: 'Yes', match: 'last' })[0]).toContain(
      '`extract.regex` needs exactly one capture group and has 0',
    );
    expect(extracting({ kind: 'regex', pattern: '(a)(b)', match: 'last' })[0]).toContain('has 2');
    expect(extracting({ kind: 'regex', pattern: '(', match: 'last' })[0]).toContain('`extract.regex` cannot be read');
    expect(extracting({ kind: 'json', path: 'a..b' })[0]).toContain('`extract.json` is not a path: "a..b"');
    expect(extracting({ kind: 'regex', pattern: '(?:a)(b)', match: 'last' })).toEqual([]);
  });
});
