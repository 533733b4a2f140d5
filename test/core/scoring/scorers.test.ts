import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ChangeoverError } from '../../../src/core/contracts/problem.ts';
import { checkScorers } from '../../../src/core/scoring/check-scorers.ts';
import { guardScore, scoreOutput } from '../../../src/core/scoring/score-output.ts';
import { SCORERS } from '../../../src/core/scoring/scorers.ts';
import { caseOf, complaints, specOf } from './support.ts';

describe('the list of scorers', () => {
  test('holds one of each type, with every option described', () => {
    expect(SCORERS.map(({ type }) => type)).toEqual([
      'exact-match',
      'contains',
      'regex',
      'one-of',
      'numeric',
      'json-schema',
      'json-fields',
      'length',
      'refusal',
    ]);
    for (const { options } of SCORERS) {
      if (!(options instanceof z.ZodObject)) throw new Error('options are an object');
      for (const [key, option] of Object.entries(options.shape)) {
        expect(key).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect((option as z.ZodType).description, key).toBeTruthy();
      }
    }
  });

  test.each(['judge', 'tool-call', 'rouge-l', 'bleu', 'edit-distance', 'similarity', 'groundedness', 'pii', 'script'])(
    '%s is not built yet, and says so',
    (type) => {
      expect(checkScorers([specOf(type)], [])).toEqual([
        {
          code: 'not-built',
          message: `scorer metric: the scorer type \`${type}\` is not built yet`,
          hint: expect.stringContaining('This version has exact-match, contains'),
        },
      ]);
    },
  );

  test('an unknown type names the nearest', () => {
    expect(complaints(specOf('exactmatch'))).toEqual([
      'scorer metric: there is no scorer type `exactmatch`\n  Did you mean `exact-match`?',
    ]);
    expect(complaints(specOf('constructor'))[0]).toContain('The types are exact-match, contains');
  });

  test('all problems of all scorers come at once', () => {
    const specs = [specOf('length'), specOf('regex', { pattern: '(' }), specOf('numerik'), specOf('exact-match')];
    expect(checkScorers(specs, [caseOf()])).toHaveLength(4);
  });
});

describe('a scorer that breaks', () => {
  const spec = specOf('exact-match', {}, { name: 'accuracy' });

  test.each([Number.NaN, -0.01, 1.01, Number.POSITIVE_INFINITY])('giving %d is an error, neither 0 nor 1', (value) => {
    expect(() => guardScore(spec, caseOf('x', { id: 'c-9' }), () => ({ value }))).toThrow(
      new ChangeoverError({
        code: 'scorer',
        message: `scorer accuracy (exact-match) gave ${value}, which is not a score between 0 and 1`,
        caseId: 'c-9',
        hint: 'This is a fault of the scorer, not of the reply: please report it with the case.',
      }),
    );
  });

  test('by an exception is an error that names scorer and case', () => {
    const judgement = () => {
      throw new TypeError('boom');
    };
    expect(() => guardScore(spec, caseOf('x', { id: 'c-9' }), judgement)).toThrow(
      'scorer accuracy (exact-match) failed: boom (case c-9)',
    );
  });

  test('the ends of the range are scores', () => {
    expect(guardScore(spec, caseOf(), () => ({ value: 0 })).value).toBe(0);
    expect(guardScore(spec, caseOf(), () => ({ value: 1 })).value).toBe(1);
  });

  test('a scorer that was never checked does not run', () => {
    expect(() => scoreOutput(specOf('judge'), 'x', caseOf('x'))).toThrow('`judge` is not built yet');
    expect(() => scoreOutput(specOf('contains', { vlaue: 'x' }), 'x', caseOf('x'))).toThrow('unknown key `vlaue`');
  });
});
