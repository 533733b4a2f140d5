import { z } from 'zod';
import { RIGHT, wrong } from './binary.ts';
import { excerpt } from './excerpt.ts';
import { faultOfCases } from './expected.ts';
import { agree, numberOf, numbersIn } from './numbers.ts';
import { defineScorer } from './scorer.ts';

const OPTIONS = z.strictObject({
  tolerance: z.number().min(0).default(0).describe('Largest distance from `expected` that still counts, absolute.'),
  'relative-tolerance': z
    .number()
    .min(0)
    .default(0)
    .describe('The same as a fraction of `expected`; the larger of the two bounds holds.'),
  match: z.enum(['first', 'last']).default('last').describe('Which number of the output counts.'),
  'decimal-separator': z
    .enum(['point', 'comma'])
    .default('point')
    .describe('How outputs write decimals: `1,234.5` (point) or `1.234,5` (comma).'),
});

/**
 * `numeric`: 1 when the first or last number in the output is within the tolerance of the case's `expected`, else 0.
 * Thousands separators, currency signs, units and words around the number do not matter; `expected` is a number, or a text
 * that holds exactly one. An output without a number scores 0.
 */
export const numeric = defineScorer({
  type: 'numeric',
  summary: 'The number in the output is within a tolerance of `expected`.',
  options: OPTIONS,
  readsPunctuation: true,
  check: (options, cases) =>
    faultOfCases(
      cases,
      ({ expected }) => numberOf(expected, options['decimal-separator']) === undefined,
      '`expected`, a number',
    ),
  prepare(options, normalise) {
    const decimal = options['decimal-separator'];
    const tolerance = { absolute: options.tolerance, relative: options['relative-tolerance'] };
    return (output, testCase) => {
      const actual = numbersIn(normalise(output), decimal).at(options.match === 'first' ? 0 : -1);
      if (actual === undefined) return wrong(`no number in ${excerpt(output)}`);
      const expected = numberOf(testCase.expected, decimal);
      const right = expected !== undefined && agree(actual, expected, tolerance);
      return right ? RIGHT : wrong(`${actual} is not ${expected}`);
    };
  },
});
