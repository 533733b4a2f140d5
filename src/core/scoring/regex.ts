import { z } from 'zod';
import type { Case } from '../contracts/suite.ts';
import { RIGHT, wrong } from './binary.ts';
import { excerpt } from './excerpt.ts';
import { faultOfCases } from './expected.ts';
import { compilePattern, PATTERN_HINT } from './pattern.ts';
import { defineScorer, type ScorerFault } from './scorer.ts';

const OPTIONS = z.strictObject({
  pattern: z
    .string()
    .min(1)
    .optional()
    .describe('Regular expression (RE2) that must match somewhere in the output. Default: the case’s `expected`.'),
});

/**
 * `regex`: 1 when the pattern matches somewhere in the output (`^…$` for the whole of it), else 0. The pattern is `pattern`
 * or the case's `expected`. `normalise` changes the output only: changing a pattern would change what it means.
 */
export const regex = defineScorer({
  type: 'regex',
  summary: 'A regular expression matches in the output.',
  options: OPTIONS,
  readsPunctuation: false,
  check: ({ pattern }, cases) => (pattern === undefined ? checkCases(cases) : checkPattern(pattern)),
  prepare:
    ({ pattern }, normalise) =>
    (output, { expected }) => {
      const compiled = compilePattern(pattern ?? String(expected));
      if (!compiled.ok) return wrong(compiled.reason);
      return compiled.expression.test(normalise(output)) ? RIGHT : wrong(`no match in ${excerpt(output)}`);
    },
});

function checkPattern(pattern: string): readonly ScorerFault[] {
  const compiled = compilePattern(pattern);
  return compiled.ok ? [] : [{ message: `\`pattern\` cannot be read: ${compiled.reason}`, hint: PATTERN_HINT }];
}

function checkCases(cases: readonly Case[]): readonly ScorerFault[] {
  const isPattern = ({ expected }: Case) => typeof expected === 'string' && expected !== '';
  const without = faultOfCases(cases, (testCase) => !isPattern(testCase), '`pattern`, or a pattern in `expected`');
  const unreadable = cases.flatMap((testCase) => {
    if (typeof testCase.expected !== 'string') return [];
    const compiled = compilePattern(testCase.expected);
    return compiled.ok ? [] : [{ testCase, reason: compiled.reason }];
  });
  const [first] = unreadable;
  if (first === undefined) return without;
  const message = `\`expected\` of ${unreadable.length} of ${cases.length} cases is no pattern: ${first.reason}`;
  return [...without, { message, case: first.testCase, hint: PATTERN_HINT }];
}
