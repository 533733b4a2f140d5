import { z } from 'zod';
import { RIGHT, wrong } from './binary.ts';
import { defineScorer } from './scorer.ts';

const UNITS = {
  /** Code points, so that an emoji is one and not two. */
  characters: (text: string) => Array.from(text).length,
  /** Runs of anything but white space. */
  words: (text: string) => text.split(/\s+/).filter(Boolean).length,
  /** A line break at the very end starts no further line; the empty text has none. */
  lines: (text: string) => (text === '' ? 0 : text.replace(/(?:\r\n|\n|\r)$/, '').split(/\r\n|\n|\r/).length),
} as const;

const OPTIONS = z.strictObject({
  min: z.int().min(0).optional().describe('Shortest length that counts, inclusive.'),
  max: z.int().min(0).optional().describe('Longest length that counts, inclusive.'),
  unit: z.enum(['characters', 'words', 'lines']).default('characters').describe('What is counted.'),
});

/** `length`: 1 when the output's length in characters, words or lines is within `min` and `max`, else 0. */
export const length = defineScorer({
  type: 'length',
  summary: 'The output is neither too short nor too long.',
  options: OPTIONS,
  readsPunctuation: false,
  check({ min, max }) {
    if (min === undefined && max === undefined) return [{ message: 'needs `min`, `max` or both' }];
    const empty = min !== undefined && max !== undefined && min > max;
    return empty ? [{ message: `no length is at least ${min} and at most ${max}` }] : [];
  },
  prepare:
    ({ min = 0, max = Number.POSITIVE_INFINITY, unit }, normalise) =>
    (output) => {
      const size = UNITS[unit](normalise(output));
      if (size < min) return wrong(`${size} ${unit}, fewer than ${min}`);
      return size > max ? wrong(`${size} ${unit}, more than ${max}`) : RIGHT;
    },
});
