import { distance } from 'fastest-levenshtein';

/** The candidate that a misspelt word most likely meant; `undefined` when none is near enough to propose. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  // Longer words than any key could have are not worth the quadratic comparison.
  if (word.length > 100) return undefined;
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || edits < best.edits) best = { candidate, edits };
  }
  if (best === undefined) return undefined;
  return best.edits <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}
