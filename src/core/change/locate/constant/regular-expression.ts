import type { Language } from './language.ts';
import type { Token } from './scan.ts';

/** After one of these a `/` opens a regular expression. */
const KEYWORDS = new Set('return typeof case in delete void throw new do else'.split(' '));
/** Keywords in some places, names in others. */
const SOMETIMES_KEYWORDS = new Set(['of', 'yield', 'await']);
/** What stands before the parentheses of a condition, behind which a statement starts. */
const CONDITIONS = new Set(['if', 'while', 'for', 'with']);
/** Longest regular expression that is looked for; bounds the work on a line made of slashes. */
const MAX_REGEX = 500;
/** Longest condition that is looked through, in tokens. */
const MAX_CONDITION = 200;
/** Inside a regular expression these mean nothing; outside they open what hides the source behind them. */
const OPENS_SOMETHING = /["'`]|\/[*/]/;

/** A `/`: the end of the regular expression that it opens, or whether it might open one that hides something. */
export interface Slash {
  readonly end?: number;
  readonly doubtful: boolean;
}

/**
 * What a `/` is, by the tokens before it. Where they do not tell a regular expression from a division, and taking the one for the
 * other would turn code into text or text into code, it is doubtful.
 */
export function slashAt(text: string, offset: number, tokens: readonly Token[], language: Language): Slash {
  const opens = opensRegex(tokens, language);
  const end = opens === 'no' ? undefined : regexEnd(text, offset);
  if (end === undefined) return { doubtful: false };
  if (end === 'too far') return { doubtful: true };
  if (opens === 'yes') return { end, doubtful: false };
  return { doubtful: OPENS_SOMETHING.test(text.slice(offset + 1, end)) };
}

function opensRegex(tokens: readonly Token[], language: Language): 'yes' | 'no' | 'perhaps' {
  const last = tokens.at(-1);
  if (!last) return 'yes';
  if (last.kind === 'string') return 'no';
  const before = tokens.at(-2);
  if (last.kind === 'name') return afterName(last, before);
  switch (last.text) {
    case ']':
      return 'no';
    case ')':
      return afterParentheses(tokens);
    case '}':
    case '++':
    case '--':
      return 'perhaps';
    case '<':
    case '>':
      return language.tags ? 'no' : 'yes';
    case '!':
      return endsOperand(before) ? 'no' : 'yes'; // TypeScript's `value!`
    default:
      return 'yes';
  }
}

function afterName(name: Token, before: Token | undefined): 'yes' | 'no' | 'perhaps' {
  if (before?.text === '.' || before?.text === '?.') return 'no';
  if (KEYWORDS.has(name.text)) return 'yes';
  return SOMETIMES_KEYWORDS.has(name.text) ? 'perhaps' : 'no';
}

function endsOperand(token: Token | undefined): boolean {
  if (token?.kind === 'name') return !KEYWORDS.has(token.text) && !SOMETIMES_KEYWORDS.has(token.text);
  return token?.kind === 'string' || token?.text === ')' || token?.text === ']';
}

/** Behind the condition of an `if`, `while`, `for` or `with` a statement starts, behind other parentheses nothing does. */
function afterParentheses(tokens: readonly Token[]): 'yes' | 'no' | 'perhaps' {
  let depth = 0;
  for (let at = tokens.length - 1; at >= Math.max(0, tokens.length - MAX_CONDITION); at -= 1) {
    const token = tokens[at];
    if (token?.kind !== 'mark') continue;
    if (token.text === ')') depth += 1;
    else if (token.text === '(') depth -= 1;
    if (depth === 0) return opensCondition(tokens, at) ? 'yes' : 'no';
  }
  return 'perhaps';
}

function opensCondition(tokens: readonly Token[], at: number): boolean {
  const keyword = tokens[at - 1]?.text === 'await' ? tokens[at - 2] : tokens[at - 1];
  return keyword?.kind === 'name' && CONDITIONS.has(keyword.text);
}

function regexEnd(text: string, offset: number): number | 'too far' | undefined {
  let inClass = false;
  for (let at = offset + 1; at < text.length && text[at] !== '\n'; at += 1) {
    if (at - offset > MAX_REGEX) return 'too far';
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return at + 1;
  }
  return undefined;
}
