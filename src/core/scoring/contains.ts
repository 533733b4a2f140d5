import { z } from 'zod';
import type { Case } from '../contracts/suite.ts';
import { RIGHT, wrong } from './binary.ts';
import { excerpt } from './excerpt.ts';
import { faultOfCases, scalarTexts } from './expected.ts';
import { defineScorer, type Normalise, type ScorerFault } from './scorer.ts';

const OPTIONS = z.strictObject({
  value: z.string().optional().describe('Text that the output must contain. Default: the case’s `expected`.'),
  values: z.array(z.string()).min(1).optional().describe('Texts that the output must contain, in place of `value`.'),
  mode: z.enum(['all', 'any']).default('all').describe('With several texts: whether all of them or any one is enough.'),
});
type Options = z.output<typeof OPTIONS>;

/**
 * `contains`: 1 when the output contains the text, or all (`mode: any`: any one) of the texts, else 0. The texts are
 * `value`, `values`, or the case's `expected` (a text, a number, a boolean, or a list of those).
 */
export const contains = defineScorer({
  type: 'contains',
  summary: 'The output contains a text, or all or any of several.',
  options: OPTIONS,
  readsPunctuation: false,
  check: checkContains,
  prepare(options, normalise) {
    const fixed = fixedNeedles(options)?.map(normalise);
    return (output, testCase) => {
      const needles = fixed ?? needlesOf(testCase)?.map(normalise) ?? [];
      const text = normalise(output);
      const missing = needles.filter((needle) => !text.includes(needle));
      const found = options.mode === 'any' ? missing.length < needles.length : missing.length === 0;
      // No text to look for is never a match: `check` refuses it, and here it must not pass.
      return found && needles.length > 0 ? RIGHT : wrong(`lacks ${missing.map(excerpt).slice(0, 3).join(', ')}`);
    };
  },
});

function fixedNeedles({ value, values }: Options): readonly string[] | undefined {
  return values ?? (value === undefined ? undefined : [value]);
}

const needlesOf = ({ expected }: Case): readonly string[] | undefined => scalarTexts(expected);

function checkContains(options: Options, cases: readonly Case[], normalise: Normalise): readonly ScorerFault[] {
  const faults: ScorerFault[] = [];
  if (options.value !== undefined && options.values !== undefined) {
    faults.push({ message: '`value` and `values` are both given', hint: 'Keep one of them.' });
  }
  const fixed = fixedNeedles(options);
  // Every output contains the empty text, so that such a scorer would pass whatever a model says.
  const empty = (needles: readonly string[]) => needles.some((needle) => normalise(needle) === '');
  if (fixed !== undefined) {
    if (empty(fixed)) faults.push({ message: 'an empty text is contained in every output' });
    return faults;
  }
  const unfit = (testCase: Case) => {
    const needles = needlesOf(testCase);
    return needles === undefined || empty(needles);
  };
  const need = '`value`, `values`, or a text (not empty) or a list of texts in `expected`';
  return [...faults, ...faultOfCases(cases, unfit, need)];
}
