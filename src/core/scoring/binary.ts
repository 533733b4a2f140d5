import type { Score } from '../contracts/score.ts';

/** Full marks. */
export const RIGHT: Score = { value: 1 };

/** No marks, with why in a few words. */
export function wrong(reason: string): Score {
  return { value: 0, reason };
}
