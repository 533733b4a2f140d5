import type { Json } from '../contracts/json.ts';

export type DecimalSeparator = 'point' | 'comma';

/**
 * A number in running text. Digits may be grouped in threes by the other separator, an apostrophe, an underscore or a
 * narrow or no-break space. What is part of a word (`gpt-4`, `abc12`) or of a dotted version (`1.2.3`) is none; the hyphen
 * of a range (`10-20`) is no sign.
 */
const NUMBER_IN_TEXT: Readonly<Record<DecimalSeparator, RegExp>> = {
  point: numberPattern('\\.', ','),
  comma: numberPattern(',', '\\.'),
};

function numberPattern(decimal: string, group: string): RegExp {
  const separators = `(?:${group}|['’_\\u00a0\\u2009\\u202f])`;
  const whole = `\\d{1,3}(?:${separators}\\d{3})+(?!\\d)|\\d+`;
  return new RegExp(
    `(?<![\\p{L}\\p{N}_]|\\p{L}-|\\d${decimal})([-+−]?)(?:(${whole})(?:${decimal}(\\d+))?|${decimal}(\\d+))([eE][-+]?\\d{1,4})?(?!\\d|${decimal}\\d)`,
    'gu',
  );
}

/** All numbers in a text, in order; those too large for a double are left out. */
export function numbersIn(text: string, decimal: DecimalSeparator): readonly number[] {
  return Array.from(text.matchAll(NUMBER_IN_TEXT[decimal]), numberOfMatch).filter(Number.isFinite);
}

function numberOfMatch([, sign, whole = '0', fraction, bareFraction, exponent = '']: RegExpMatchArray): number {
  const digits = `${whole.replace(/\D/g, '')}.${fraction ?? bareFraction ?? '0'}${exponent}`;
  const magnitude = Number(digits);
  return sign === '-' || sign === '−' ? -magnitude : magnitude;
}

/** The number that a JSON value stands for: a number, or a text that holds exactly one. */
export function numberOf(value: Json | undefined, decimal: DecimalSeparator): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const found = numbersIn(value, decimal);
  return found.length === 1 ? found[0] : undefined;
}

/** How far a number may be from the expected one: the larger of the two bounds holds. */
export interface Tolerance {
  readonly absolute: number;
  /** A fraction of the expected number's magnitude. */
  readonly relative: number;
}

/** Whether two numbers agree within a tolerance. A few units of the last place are forgiven: 0.4 is within 0.1 of 0.3. */
export function agree(actual: number, expected: number, tolerance: Tolerance): boolean {
  const allowed = Math.max(tolerance.absolute, tolerance.relative * Math.abs(expected));
  const rounding = 4 * Number.EPSILON * Math.max(Math.abs(actual), Math.abs(expected));
  return Math.abs(actual - expected) <= allowed + rounding;
}
