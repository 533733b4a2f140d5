import { z } from 'zod';
import { canonicalJson } from '../contracts/digest.ts';
import type { Json } from '../contracts/json.ts';
import type { Score } from '../contracts/score.ts';
import { RIGHT, wrong } from './binary.ts';
import { excerpt } from './excerpt.ts';
import { faultOfCases, scalarText } from './expected.ts';
import { readJsonReply } from './json-reply.ts';
import { normaliseTexts } from './normalise.ts';
import { defineScorer, type Normalise } from './scorer.ts';

/**
 * `exact-match`: 1 when the output equals `expected`, else 0. Texts, numbers and booleans are compared as text, to the last
 * character unless `normalise` says otherwise. A list, an object or `null` is compared as JSON: the order of keys and white
 * space do not matter.
 */
export const exactMatch = defineScorer({
  type: 'exact-match',
  summary: 'The output equals `expected`.',
  options: z.strictObject({}),
  readsPunctuation: false,
  check: (_options, cases) =>
    faultOfCases(cases, ({ expected }) => expected === undefined, '`expected`, the answer to compare with'),
  prepare:
    (_options, normalise) =>
    (output, { expected = null }) =>
      scoreExact(output, expected, normalise),
});

function scoreExact(output: string, expected: Json, normalise: Normalise): Score {
  const text = scalarText(expected);
  if (text === undefined) return scoreStructure(output, expected, normalise);
  return normalise(output) === normalise(text) ? RIGHT : wrong(`${excerpt(output)} is not ${excerpt(text)}`);
}

function scoreStructure(output: string, expected: Json, normalise: Normalise): Score {
  const reply = readJsonReply(output);
  if (!reply.ok) return wrong(reply.reason);
  const [actual, wanted] = [reply.value, expected].map((value) => canonicalJson(normaliseTexts(value, normalise)));
  return actual === wanted ? RIGHT : wrong(`${excerpt(output)} is not ${excerpt(JSON.stringify(expected))}`);
}
