import type { Language } from './language.ts';
import type { Token } from './scan.ts';
import type { StringFault } from './string-literal.ts';

/** The value of an expression made of nothing but string literals, or why it has none. */
export type LiteralExpression =
  | {
      readonly kind: 'value';
      readonly value: string;
      readonly line: number;
      readonly column: number;
      readonly endLine: number;
    }
  | { readonly kind: 'fault'; readonly fault: StringFault | 'not a string' | 'computed' };

/**
 * Reads the expression at a token: one literal, literals joined with `+` (or side by side, in Python), in parentheses or
 * not, with TypeScript's `as const`, `satisfies T` and `!` behind it. Anything computed is a fault.
 */
export function literalExpressionAt(tokens: readonly Token[], start: number, language: Language): LiteralExpression {
  let at = start;
  while (tokens[at]?.text === '(') at += 1;
  const depth = at - start;
  const parts = joinedStrings(tokens, at, depth > 0, language);
  const [first] = parts.strings;
  const last = parts.strings.at(-1);
  if (!first || !last) return { kind: 'fault', fault: 'not a string' };
  const fault = parts.strings.find((string) => string.fault !== undefined)?.fault;
  if (fault !== undefined) return { kind: 'fault', fault };
  at = afterParentheses(tokens, parts.end, depth);
  if (at < 0 || !endsAt(tokens, language.name === 'JavaScript' ? afterAssertions(tokens, at) : at, language)) {
    return { kind: 'fault', fault: 'computed' };
  }
  const value = parts.strings.map((string) => string.value ?? '').join('');
  return { kind: 'value', value, line: first.line, column: first.column, endLine: last.endLine };
}

function joinedStrings(tokens: readonly Token[], from: number, inParentheses: boolean, language: Language) {
  const strings: Token[] = [];
  let at = from;
  for (let token = tokens[at]; token?.kind === 'string'; token = tokens[at]) {
    strings.push(token);
    at += 1;
    const next = tokens[at];
    const adjacent =
      language.name === 'Python' && next?.kind === 'string' && (inParentheses || next.line === token.endLine);
    if (next?.text === '+' && next.kind === 'mark') at += 1;
    else if (!adjacent) break;
  }
  return { strings, end: at };
}

/** The index behind so many closing parentheses, or -1 when something else stands there. */
function afterParentheses(tokens: readonly Token[], from: number, depth: number): number {
  for (let closed = 0; closed < depth; closed += 1) {
    if (tokens[from + closed]?.text !== ')') return -1;
  }
  return from + depth;
}

/** Skips `as const`, `as string`, `satisfies Type` and `!`. */
function afterAssertions(tokens: readonly Token[], from: number): number {
  let at = from;
  for (;;) {
    const word = tokens[at]?.text;
    if (word === '!') at += 1;
    else if ((word === 'as' || word === 'satisfies') && tokens[at + 1]?.kind === 'name') at += 2;
    else return at;
  }
}

const CLOSING = /^[;})]$/;

/** Whether the expression is over here: nothing on its line but what closes it, no operator that carries it on. */
function endsAt(tokens: readonly Token[], at: number, language: Language): boolean {
  const next = tokens[at];
  const before = tokens[at - 1];
  if (!next) return before?.text !== '+';
  if (before?.text === '+') return false;
  if (next.kind === 'mark' && CLOSING.test(next.text)) return true;
  if (next.text === ',' && next.kind === 'mark') return language.name === 'JavaScript' || language.name === 'Java';
  if (!next.firstOnLine) return false;
  if (language.name === 'Java') return false; // a statement ends with `;`
  if (language.name !== 'JavaScript') return true;
  return next.kind === 'name'
    ? !/^(in|instanceof)$/.test(next.text)
    : next.kind === 'string'
      ? !next.text.startsWith('`')
      : next.text === '@' || next.text === '#';
}
