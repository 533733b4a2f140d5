/** The escape rules that differ between languages. */
export interface EscapeRules {
  /** One-letter escapes beyond \n \t \r \b \f \\ \' \" and digits. */
  readonly letters: Readonly<Record<string, string>>;
  /** What an unknown escape stands for: `character` drops the backslash, `both` keeps it, `error` refuses. */
  readonly unknown: 'character' | 'both' | 'error';
}

export const JAVASCRIPT_ESCAPES: EscapeRules = { letters: { v: '\v' }, unknown: 'character' };
export const PYTHON_ESCAPES: EscapeRules = { letters: { v: '\v', a: '\x07' }, unknown: 'both' };
export const GO_ESCAPES: EscapeRules = { letters: { v: '\v', a: '\x07' }, unknown: 'error' };
export const JAVA_ESCAPES: EscapeRules = { letters: { s: ' ' }, unknown: 'error' };

const COMMON: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const ESCAPE =
  /\\(?:u\{([0-9a-fA-F]{1,8})\}|u+([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{1,3})|(N\{[^}]*\}|[\s\S]))/g;

/** The text that a literal's inside stands for; `undefined` when it has an escape that is not one. */
export function unescapeLiteral(inside: string, rules: EscapeRules): string | undefined {
  let valid = true;
  const text = inside.replace(ESCAPE, (...groups: readonly (string | undefined)[]) => {
    const [, braced, four, eight, two, octal, other = ''] = groups;
    const hex = braced ?? four ?? eight ?? two;
    const meaning = hex === undefined && octal === undefined ? otherEscape(other, rules) : codeEscape(hex, octal);
    if (meaning === undefined) valid = false;
    return meaning ?? '';
  });
  return valid ? text : undefined;
}

function codeEscape(hex: string | undefined, octal: string | undefined): string | undefined {
  const code = hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function otherEscape(letter: string, rules: EscapeRules): string | undefined {
  if (letter === '\n') return ''; // a line break that the source only has for its own layout
  if (letter.length > 1) return undefined; // a character by its Unicode name
  if (/["'`\\]/.test(letter)) return letter;
  if (Object.hasOwn(COMMON, letter)) return COMMON[letter];
  if (Object.hasOwn(rules.letters, letter)) return rules.letters[letter];
  if (rules.unknown === 'error') return undefined;
  return rules.unknown === 'both' ? `\\${letter}` : letter;
}
