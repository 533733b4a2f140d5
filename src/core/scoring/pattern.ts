import { RE2JS } from 're2js';

/** Longest pattern that is compiled; RE2's own limits on repetition bound the program that a pattern of this length makes. */
const MAX_PATTERN_LENGTH = 2_000;

export type CompiledPattern =
  | { readonly ok: true; readonly expression: RE2JS }
  | { readonly ok: false; readonly reason: string };

const compiled = new Map<string, CompiledPattern>();
const MAX_COMPILED = 1_000;

/**
 * Compiles a user's regular expression for the linear-time engine RE2, so that no pattern and no text can make it hang.
 * JavaScript's notation for named groups and code points is understood; look-around and back-references do not exist in
 * RE2 and are refused with the engine's own words.
 */
export function compilePattern(pattern: string): CompiledPattern {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const result = compile(pattern);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(pattern, result);
  return result;
}

function compile(pattern: string): CompiledPattern {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return { ok: false, reason: `longer than ${MAX_PATTERN_LENGTH} characters` };
  }
  try {
    return { ok: true, expression: RE2JS.compile(RE2JS.translateRegExp(pattern)) };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: words.replace(/^error parsing regexp: /, '') };
  }
}

/** What to do about a pattern that RE2 refuses. */
export const PATTERN_HINT =
  'Patterns are RE2 (linear time): no look-around and no back-references; write (?i) in front to ignore case.';
