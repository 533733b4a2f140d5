import { distance } from 'fastest-levenshtein';
import type { Problem } from '../../core/contracts/problem.ts';

/** Problems of one kind that are listed one by one; the rest is counted. */
const MOST_LISTED = 20;

/** Characters that show nothing, or change how others are shown. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Replaces each invisible character by its code point, such as `U+200B`. */
export function showInvisible(text: string): string {
  return text.replace(INVISIBLE, (one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
}

/** A word of the user's in quotes, invisible characters shown, bounded, so that a message stays one readable line. */
export function quoted(word: string): string {
  return `"${showInvisible(word.length > 120 ? `${word.slice(0, 120)}…` : word)}"`;
}

/** `a`, `a or b`, `a, b or c`. */
export function eitherOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** Names the nearest valid word, and all of them when they are few. */
export function suggestion(word: string, valid: readonly string[]): string {
  const meant = word.slice(0, 80);
  const known = [...valid].sort();
  const [nearest] = [...known].sort((a, b) => remoteness(meant, a) - remoteness(meant, b));
  if (nearest === undefined) return 'Nothing is valid here.';
  const isNear = distance(meant, nearest) <= Math.max(2, Math.floor(nearest.length / 2));
  const all = known.length <= 24 ? ` Valid here: ${known.join(', ')}.` : '';
  return `${isNear ? `Did you mean ${quoted(nearest)}?` : `The nearest is ${quoted(nearest)}.`}${all}`;
}

/** Edit distance; of equally distant words the one with the same letters in another order is the likelier. */
function remoteness(word: string, candidate: string): number {
  const letters = (text: string): string => [...text].sort().join('');
  return distance(word, candidate) - (letters(word) === letters(candidate) ? 0.5 : 0);
}

/** A long list of problems, cut, with how many were left out. */
export function capped(problems: readonly Problem[]): readonly Problem[] {
  const last = problems[MOST_LISTED];
  if (last === undefined) return problems;
  const more = problems.length - MOST_LISTED;
  const rest: Problem = {
    code: last.code,
    message: `and ${more} more ${more === 1 ? 'problem' : 'problems'} like these`,
    ...(last.place === undefined ? {} : { place: { file: last.place.file } }),
  };
  return [...problems.slice(0, MOST_LISTED), rest];
}
