import { z } from 'zod';
import type { Case } from '../contracts/suite.ts';
import { RIGHT, wrong } from './binary.ts';
import { excerpt } from './excerpt.ts';
import { faultOfCases, scalarTexts } from './expected.ts';
import { defineScorer } from './scorer.ts';

const OPTIONS = z.strictObject({
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .optional()
    .describe('The outputs that are allowed. Default: the case’s `expected`, a list of accepted answers.'),
});

/**
 * `one-of`: 1 when the output equals one of the allowed values, else 0: that a classifier stays within its labels
 * (`values`), or that it gives one of several right answers (a list in `expected`).
 */
export const oneOf = defineScorer({
  type: 'one-of',
  summary: 'The output equals one of the allowed values.',
  options: OPTIONS,
  readsPunctuation: false,
  check: ({ values }, cases) =>
    values === undefined
      ? faultOfCases(cases, ({ expected }) => scalarTexts(expected) === undefined, '`values`, or a list in `expected`')
      : [],
  prepare({ values }, normalise) {
    const fixed = values && new Set(values.map((value) => normalise(String(value))));
    return (output, testCase) => {
      const allowed = fixed ?? new Set(answersOf(testCase).map(normalise));
      return allowed.has(normalise(output)) ? RIGHT : wrong(`${excerpt(output)} is none of the allowed values`);
    };
  },
});

const answersOf = ({ expected }: Case): readonly string[] => scalarTexts(expected) ?? [];
