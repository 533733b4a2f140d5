import type { Problem } from '../../../contracts/problem.ts';
import { nearest } from '../../../scoring/nearest.ts';
import type { Locating } from '../located.ts';
import { type Definition, definitionsIn } from './definitions.ts';
import { languageOf } from './language.ts';
import { type LiteralExpression, literalExpressionAt } from './literal-expression.ts';
import { scanSource } from './scan.ts';

const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/**
 * The value of a string constant in TypeScript, JavaScript, Python, Go or Java source, by reading the source, never by
 * running it. Comments and other strings do not count; a name that is given a value twice is a problem, and so is a value
 * that is not written out as string literals.
 */
export function locateConstant(text: string, file: string, name: string): Locating {
  const language = languageOf(file);
  if (!language) {
    return invalid(
      file,
      `constants are not read from ${file}`,
      'TypeScript, JavaScript, Python, Go and Java are read; elsewhere use `match`.',
    );
  }
  if (!IDENTIFIER.test(name) || name.length > 200) {
    return invalid(
      file,
      `"${name}" cannot be the name of a constant in ${file}`,
      'Write the bare name, without a class or module.',
    );
  }
  const tokens = scanSource(text, language);
  const doubtful = tokens.find((token) => token.doubtful);
  if (doubtful) {
    const what = `${file} has a slash that may divide or open a regular expression, so what follows cannot be read for sure`;
    return invalid(file, what, 'Keep constants in a file of their own, or use `match`.', doubtful.line);
  }
  const definitions = definitionsIn(tokens, language);
  const [only, second] = definitions.filter((definition) => definition.name === name);
  if (!only) return missing(definitions, file, name);
  if (second) {
    const hint = 'Give one of them another name, or use `match` with a pattern that fits one of them only.';
    return invalid(
      file,
      `${file} gives ${name} a value twice (lines ${only.line} and ${second.line})`,
      hint,
      second.line,
    );
  }
  const literal: LiteralExpression =
    only.valueAt === undefined
      ? { kind: 'fault', fault: 'computed' }
      : literalExpressionAt(tokens, only.valueAt, language);
  if (literal.kind === 'fault') return notConstant(file, name, only, literal.fault);
  return { value: literal.value, line: literal.line, column: literal.column, endLine: literal.endLine };
}

const FAULTS: Readonly<Record<Extract<LiteralExpression, { kind: 'fault' }>['fault'], string>> = {
  interpolated: 'has parts that are filled in when the program runs',
  bytes: 'is bytes, not text',
  escape: 'has an escape sequence that cannot be read',
  character: 'is a single character, not a string',
  unterminated: 'is a string that never closes',
  'not a string': 'is not written as a string there',
  computed: 'is computed, not written as one string',
};

function notConstant(file: string, name: string, definition: Definition, fault: keyof typeof FAULTS): Problem {
  const hint = 'Give the value a constant of its own, or use `match` for the part that is written out.';
  return invalid(file, `${name} in ${file} ${FAULTS[fault]}`, hint, definition.line);
}

function missing(definitions: readonly Definition[], file: string, name: string): Problem {
  const near = nearest(name, [...new Set(definitions.map((definition) => definition.name))].slice(0, 1000));
  return {
    code: 'layer-missing',
    message: `${file} defines no constant ${name}`,
    place: { file },
    hint:
      near === undefined
        ? 'A constant is a name that is given a string, e.g. NAME = "…".'
        : `The nearest name there is ${near}.`,
  };
}

function invalid(file: string, message: string, hint: string, line?: number): Problem {
  return { code: 'layer-invalid', message, place: { file, ...(line === undefined ? {} : { line }) }, hint };
}
