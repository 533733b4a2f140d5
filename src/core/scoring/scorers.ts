import { contains } from './contains.ts';
import { exactMatch } from './exact-match.ts';
import { jsonFields } from './json-fields.ts';
import { jsonSchema } from './json-schema.ts';
import { length } from './length.ts';
import { nearest } from './nearest.ts';
import { numeric } from './numeric.ts';
import { oneOf } from './one-of.ts';
import { refusal } from './refusal.ts';
import { regex } from './regex.ts';
import type { ScorerFault, ScorerType } from './scorer.ts';

/** Every scorer type there is; a new one is one more file and one more line here. */
export const SCORERS: readonly ScorerType[] = [
  exactMatch,
  contains,
  regex,
  oneOf,
  numeric,
  jsonSchema,
  jsonFields,
  length,
  refusal,
];

/** Types that Changeover will have and this version has not. */
const NOT_BUILT: readonly string[] = [
  'tool-call',
  'rouge-l',
  'bleu',
  'edit-distance',
  'similarity',
  'judge',
  'pairwise-judge',
  'groundedness',
  'pii',
  'script',
];

/** The scorer type of a name, or why there is none. */
export function findScorer(
  type: string,
): { readonly found: ScorerType } | { readonly code: 'not-built' | 'scorer'; readonly fault: ScorerFault } {
  const found = SCORERS.find((scorer) => scorer.type === type);
  if (found !== undefined) return { found };
  const available = SCORERS.map((scorer) => scorer.type);
  if (NOT_BUILT.includes(type)) {
    const message = `the scorer type \`${type}\` is not built yet`;
    return { code: 'not-built', fault: { message, hint: `This version has ${available.join(', ')}.` } };
  }
  const close = nearest(type, [...available, ...NOT_BUILT]);
  const message = `there is no scorer type \`${type}\``;
  const hint = close === undefined ? `The types are ${available.join(', ')}.` : `Did you mean \`${close}\`?`;
  return { code: 'scorer', fault: { message, hint } };
}
