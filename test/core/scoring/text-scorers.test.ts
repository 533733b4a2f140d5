import { describe, expect, test } from 'vitest';
import { caseOf, complaints, score, specOf } from './support.ts';

describe('exact-match', () => {
  const exact = specOf('exact-match');

  test('compares texts to the last character', () => {
    expect(score(exact, 'refund', caseOf('refund'))).toEqual({ value: 1 });
    expect(score(exact, 'refund\n', caseOf('refund')).value).toBe(0);
    expect(score(exact, 'Refund', caseOf('refund'))).toEqual({ value: 0, reason: '"Refund" is not "refund"' });
  });

  test('normalises output and expected, in the order written', () => {
    const lenient = specOf('exact-match', {}, { normalise: ['trim', 'lowercase', 'strip-punctuation'] });
    expect(score(lenient, '  REFUND. ', caseOf('Refund!')).value).toBe(1);
    const collapsing = specOf('exact-match', {}, { normalise: ['collapse-whitespace', 'trim'] });
    expect(score(collapsing, 'a \n b ', caseOf('a b')).value).toBe(1);
    expect(score(collapsing, 'ab', caseOf('a b')).value).toBe(0);
  });

  test('compares numbers and booleans as text', () => {
    expect(score(exact, '42', caseOf(42)).value).toBe(1);
    expect(score(exact, 'true', caseOf(true)).value).toBe(1);
    expect(score(exact, '42.0', caseOf(42)).value).toBe(0);
  });

  test('compares objects, lists and null as JSON', () => {
    const expected = { category: 'refund', tags: ['a', 'b'] };
    expect(score(exact, '{ "tags": ["a","b"], "category": "refund" }', caseOf(expected)).value).toBe(1);
    expect(score(exact, '{ "tags": ["b","a"], "category": "refund" }', caseOf(expected)).value).toBe(0);
    expect(score(exact, 'refund', caseOf(expected))).toEqual({ value: 0, reason: 'not JSON' });
    expect(score(exact, 'null', caseOf(null)).value).toBe(1);
    const lenient = specOf('exact-match', {}, { normalise: ['lowercase'] });
    expect(score(lenient, '{"category":"REFUND","tags":["A","b"]}', caseOf(expected)).value).toBe(1);
    expect(score(lenient, '{"Category":"refund","tags":["a","b"]}', caseOf(expected)).value).toBe(0);
  });

  test('keys of the prototype are keys like any other', () => {
    const expected = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    expect(score(exact, '{"constructor": "y", "__proto__": "x"}', caseOf(expected)).value).toBe(1);
    expect(score(exact, '{"constructor": "y"}', caseOf(expected)).value).toBe(0);
  });

  test('needs an expected answer and takes no options', () => {
    const cases = [caseOf('x'), caseOf(undefined, { id: 'c-2', line: 7 }), caseOf(undefined, { id: 'c-3', line: 8 })];
    expect(complaints(exact, cases, 'evals/triage.jsonl')).toEqual([
      'evals/triage.jsonl:7: scorer metric (exact-match): needs `expected`, the answer to compare with, which 2 of 3 cases do not have, c-2 first (case c-2)',
    ]);
    expect(complaints(specOf('exact-match', { value: 'x' }))).toEqual([
      'scorer metric (exact-match): unknown key `value`\n  It takes no keys of its own.',
    ]);
  });
});

describe('contains', () => {
  test('looks for one text, all of several or any of several', () => {
    expect(score(specOf('contains', { value: 'refund' }), 'a refund is due', caseOf()).value).toBe(1);
    const all = specOf('contains', { values: ['refund', 'invoice', 'order'] });
    expect(score(all, 'refund of the invoice', caseOf())).toEqual({ value: 0, reason: 'lacks "order"' });
    const any = specOf('contains', { values: ['refund', 'invoice'], mode: 'any' });
    expect(score(any, 'the invoice', caseOf()).value).toBe(1);
    expect(score(any, 'neither', caseOf()).value).toBe(0);
  });

  test('takes the expected text or texts of the case when it has none of its own', () => {
    expect(score(specOf('contains'), 'a refund', caseOf('refund')).value).toBe(1);
    expect(score(specOf('contains'), 'a refund', caseOf(['refund', 'order'])).value).toBe(0);
    expect(score(specOf('contains', { mode: 'any' }), 'order 66', caseOf([65, 66])).value).toBe(1);
  });

  test('normalises both', () => {
    const spec = specOf('contains', { value: 'Refund due' }, { normalise: ['lowercase', 'collapse-whitespace'] });
    expect(score(spec, 'a REFUND\n  due', caseOf()).value).toBe(1);
  });

  test('refuses what could not fail or could not decide', () => {
    expect(complaints(specOf('contains', { value: '' }))).toEqual([
      'scorer metric (contains): an empty text is contained in every output',
    ]);
    expect(complaints(specOf('contains', { value: '?!' }, { normalise: ['strip-punctuation'] }))).toHaveLength(1);
    expect(complaints(specOf('contains', { value: 'a', values: ['b'] }))[0]).toContain(
      '`value` and `values` are both given',
    );
    expect(complaints(specOf('contains', { values: [] }))[0]).toContain('`values`');
    expect(complaints(specOf('contains'), [caseOf({ a: 1 })])[0]).toContain('which case c-1 does not have');
    expect(complaints(specOf('contains'), [caseOf('')])).toHaveLength(1);
    expect(complaints(specOf('contains'), [caseOf([])])).toHaveLength(1);
    expect(complaints(specOf('contains', { mode: 'some' }))[0]).toContain('`mode`');
  });
});

describe('regex', () => {
  test('matches anywhere in the output, with the pattern of the scorer or of the case', () => {
    expect(score(specOf('regex', { pattern: '(?i)order #\\d{4}' }), 'your Order #1234.', caseOf()).value).toBe(1);
    expect(score(specOf('regex', { pattern: '^yes$' }), 'yes, surely', caseOf())).toEqual({
      value: 0,
      reason: 'no match in "yes, surely"',
    });
    expect(score(specOf('regex'), 'a1', caseOf('^[a-z]\\d$')).value).toBe(1);
  });

  test('normalises the output and leaves the pattern as it is', () => {
    expect(score(specOf('regex', { pattern: '^\\S+$' }, { normalise: ['lowercase'] }), 'AB', caseOf()).value).toBe(1);
  });

  test('never takes longer than the text is long', () => {
    const spec = specOf('regex', { pattern: '^(a+)+$' });
    expect(score(spec, `${'a'.repeat(50_000)}!`, caseOf()).value).toBe(0);
  });

  test('says what is wrong with a pattern before the first call', () => {
    expect(complaints(specOf('regex', { pattern: '([a-z' }))).toEqual([
      expect.stringContaining('scorer metric (regex): `pattern` cannot be read: missing closing ]'),
    ]);
    expect(complaints(specOf('regex', { pattern: '(?=x)' }))[0]).toContain('no look-around and no back-references');
    expect(complaints(specOf('regex', { pattern: '(x)\\1' }))).toHaveLength(1);
    expect(complaints(specOf('regex', { pattern: 'a'.repeat(3_000) }))[0]).toContain('longer than 2000 characters');
    const cases = [caseOf('ok'), caseOf('(', { id: 'c-2', line: 2 }), caseOf(7, { id: 'c-3', line: 3 })];
    expect(complaints(specOf('regex'), cases, 'cases.jsonl')).toEqual([
      expect.stringContaining('cases.jsonl:3: scorer metric (regex): needs `pattern`, or a pattern in `expected`'),
      expect.stringContaining('cases.jsonl:2: scorer metric (regex): `expected` of 1 of 3 cases is no pattern'),
    ]);
  });
});

describe('one-of', () => {
  test('accepts the allowed values and nothing else', () => {
    const labels = specOf('one-of', { values: ['refund', 'billing', 3] }, { normalise: ['trim', 'lowercase'] });
    expect(score(labels, ' Billing ', caseOf()).value).toBe(1);
    expect(score(labels, '3', caseOf()).value).toBe(1);
    expect(score(labels, 'billing issue', caseOf())).toEqual({
      value: 0,
      reason: '"billing issue" is none of the allowed values',
    });
  });

  test('takes a list of accepted answers from the case', () => {
    expect(score(specOf('one-of'), 'USA', caseOf(['USA', 'United States'])).value).toBe(1);
    expect(score(specOf('one-of'), 'Canada', caseOf(['USA', 'United States'])).value).toBe(0);
    expect(complaints(specOf('one-of'), [caseOf({})])[0]).toContain('needs `values`, or a list in `expected`');
    expect(complaints(specOf('one-of', { value: ['a'] }))[0]).toContain('Did you mean `values`?');
  });
});

describe('length', () => {
  test('counts characters, words and lines', () => {
    const within = (unit: string, min: number, max: number) => specOf('length', { unit, min, max });
    expect(score(within('characters', 2, 2), '👍é', caseOf()).value).toBe(1);
    expect(score(within('words', 3, 3), ' one  two\nthree ', caseOf()).value).toBe(1);
    expect(score(within('lines', 2, 2), 'a\r\nb\n', caseOf()).value).toBe(1);
    expect(score(within('lines', 0, 0), '', caseOf()).value).toBe(1);
    expect(score(specOf('length', { max: 3 }), 'four', caseOf())).toEqual({
      value: 0,
      reason: '4 characters, more than 3',
    });
    expect(score(specOf('length', { min: 2, unit: 'words' }), 'one', caseOf()).reason).toBe('1 words, fewer than 2');
  });

  test('needs a bound that some length meets', () => {
    expect(complaints(specOf('length'))[0]).toContain('needs `min`, `max` or both');
    expect(complaints(specOf('length', { min: 5, max: 4 }))[0]).toContain('no length is at least 5 and at most 4');
    expect(complaints(specOf('length', { max: -1 }))).toHaveLength(1);
    expect(complaints(specOf('length', { max: 1, unit: 'tokens' }))[0]).toContain('`unit`');
  });
});
