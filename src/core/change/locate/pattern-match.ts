import { RE2JS, RE2JSException } from 're2js';
import type { Problem } from '../../contracts/problem.ts';
import { positionAt } from './layer-text.ts';
import type { Locating } from './located.ts';

const MAX_PATTERN = 1000;
const MAX_MATCHES = 1000;

/**
 * What the one capture group of a regular expression takes from a text (RE2: time linear in the text; `^` and `$` stand at
 * lines). Several matches are fine as long as they all take the same value.
 */
export function locateMatch(text: string, file: string, pattern: string): Locating {
  const compiled = compile(pattern, file);
  if ('code' in compiled) return compiled;
  const taken = capturesOf(compiled.pattern, text);
  const [first] = taken;
  if (!first) return noMatch(file, pattern);
  const other = taken.find((capture) => capture.value !== first.value);
  const { line, column } = positionAt(text, first.start);
  if (other) {
    const second = positionAt(text, other.start).line;
    return {
      code: 'layer-invalid',
      message: `the pattern /${pattern}/ takes different values from ${file} (lines ${line} and ${second})`,
      place: { file, line: second },
      hint: 'Make the pattern more exact, so that it takes one value.',
    };
  }
  return { value: first.value, line, column, endLine: line + first.value.split('\n').length - 1 };
}

function compile(pattern: string, file: string): { readonly pattern: RE2JS } | Problem {
  if (pattern.length > MAX_PATTERN) return badPattern(file, `has more than ${MAX_PATTERN} characters`);
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern, RE2JS.MULTILINE);
  } catch (error) {
    if (error instanceof RE2JSException) return badPattern(file, `cannot be read: ${error.message}`);
    throw error;
  }
  const groups = compiled.groupCount();
  if (groups !== 1) return badPattern(file, `has ${groups} capture groups: /${pattern}/`);
  return { pattern: compiled };
}

function badPattern(file: string, what: string): Problem {
  return {
    code: 'layer-invalid',
    message: `the pattern for ${file} ${what}`,
    hint: 'Write a RE2 expression with exactly one capture group, e.g. model\\s*=\\s*"([^"]+)"; (?:…) groups without capturing.',
  };
}

interface Capture {
  readonly value: string;
  readonly start: number;
}

function capturesOf(pattern: RE2JS, text: string): readonly Capture[] {
  const matcher = pattern.matcher(text);
  const captures: Capture[] = [];
  while (captures.length < MAX_MATCHES && matcher.find()) {
    const value = matcher.group(1);
    if (value !== null) captures.push({ value, start: matcher.start(1) });
  }
  return captures;
}

function noMatch(file: string, pattern: string): Problem {
  return {
    code: 'layer-missing',
    message: `nothing in ${file} matches /${pattern}/ with a value for its group`,
    place: { file },
    hint: 'Try the pattern on the file as it is on this side; ^ and $ stand at line ends.',
  };
}
