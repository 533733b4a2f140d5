import type { Place } from '../../contracts/layer.ts';
import type { Problem } from '../../contracts/problem.ts';
import { codePoint } from '../invisible-text.ts';

/** Longest model ID; ARNs are the longest that exist. */
const MAX_LENGTH = 512;
const ALLOWED = /^[A-Za-z0-9@][A-Za-z0-9._:/@+-]*$/;
const FORBIDDEN = /[^A-Za-z0-9._:/@+-]/gu;

/**
 * Refuses a model ID that is not plain ASCII of the characters that IDs have: an invisible or look-alike character would
 * make two IDs that look the same differ, or hide which model is meant. The message shows code points, as `U+200B`.
 */
export function checkModelId(value: string, place: Place): Problem | undefined {
  if (value === '') return fault(place, 'the model ID is empty', 'Write the ID that the provider documents.');
  if (value.length > MAX_LENGTH) {
    return fault(
      place,
      `the model ID has ${value.length} characters; at most ${MAX_LENGTH} are read`,
      'Name the value itself.',
    );
  }
  if (ALLOWED.test(value)) return undefined;
  const strange = [...new Set(value.match(FORBIDDEN) ?? [value.slice(0, 1)])];
  const shown = strange.slice(0, 5).map(describeCharacter).join(', ');
  const more = strange.length > 5 ? ` and ${strange.length - 5} more` : '';
  return fault(
    place,
    `the model ID "${visible(value)}" holds ${shown}${more}, which no model ID has`,
    'Type the ID again by hand: letters, digits and . _ : / @ + - only.',
  );
}

function fault(place: Place, message: string, hint: string): Problem {
  return { code: 'model-id', message, place, hint };
}

/** `U+0430 (а)`; invisible characters without the sight of them. */
function describeCharacter(character: string): string {
  const point = codePoint(character);
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `${point} (${character})` : point;
}

/** The value with everything that is not printable ASCII as its code point, at most 100 characters of it. */
function visible(value: string): string {
  const cut = [...value].slice(0, 100).join('');
  return cut.replace(/[^\x20-\x7e]/gu, (character) => `<${codePoint(character)}>`);
}
