import type { Language } from './language.ts';
import type { Token } from './scan.ts';

/** A name that source gives a value to. */
export interface Definition {
  readonly name: string;
  readonly line: number;
  /** Index of the first token of the value; absent for forms whose value is not one literal (`+=`, `a, b = …`). */
  readonly valueAt?: number;
}

interface Bracket {
  readonly opener: string;
  /** The token before the bracket: tells `const {` (a pattern) from a block. */
  readonly before: string | undefined;
}

const OPENERS = new Set(['(', '[', '{']);
const CLOSERS = new Set([')', ']', '}']);
const COMPOUND = new Set(['+=', '??=', '||=', '&&=', '%=', '*=']);
/** Longest type annotation that is looked through, in tokens. */
const MAX_ANNOTATION = 200;

/** Every definition in a file: declarations, fields and later assignments alike, because any of them gives the value. */
export function definitionsIn(tokens: readonly Token[], language: Language): readonly Definition[] {
  const brackets: Bracket[] = [];
  const definitions: Definition[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'mark') track(brackets, tokens, index);
    if (token.kind !== 'name' || !holdsStatements(brackets.at(-1), language)) continue;
    const definition = definitionAt(tokens, index, language);
    if (definition) definitions.push(definition);
  }
  return definitions;
}

function track(brackets: Bracket[], tokens: readonly Token[], index: number): void {
  const mark = tokens[index]?.text ?? '';
  if (OPENERS.has(mark)) brackets.push({ opener: mark, before: tokens[index - 1]?.text });
  else if (CLOSERS.has(mark)) brackets.pop();
}

/** Whether names directly in this bracket are defined by `=`; keyword arguments, default values and patterns are not. */
function holdsStatements(bracket: Bracket | undefined, language: Language): boolean {
  if (!bracket) return true;
  if (language.name === 'Python') return false;
  if (bracket.opener === '(') return language.name === 'Go' && /^(const|var)$/.test(bracket.before ?? '');
  return bracket.opener === '{' && !/^(const|let|var|\(|,|\[)$/.test(bracket.before ?? '');
}

function definitionAt(tokens: readonly Token[], index: number, language: Language): Definition | undefined {
  const token = tokens[index];
  const previous = tokens[index - 1];
  if (!token || /^(\.|\?\.|case)$/.test(previous?.text ?? '')) return undefined;
  const signAt = assignmentAfter(tokens, index, language);
  const sign = signAt === undefined ? undefined : tokens[signAt]?.text;
  if (signAt === undefined || sign === undefined) return undefined;
  const found = { name: token.text, line: token.line };
  const plain = !COMPOUND.has(sign) && !sharesValues(tokens, index, language);
  return plain ? { ...found, valueAt: signAt + 1 } : found;
}

/** `a, NAME = "x", "y"`: which value is whose is not read off one literal. Declarators of JavaScript and Java are apart. */
function sharesValues(tokens: readonly Token[], index: number, language: Language): boolean {
  if (language.name !== 'Python' && language.name !== 'Go') return false;
  const previous = tokens[index - 1];
  return previous?.text === ',' && previous.endLine === tokens[index]?.line;
}

/** Index of the `=` (or `:=`, `+=` …) that belongs to the name, past a type; `undefined` when the name is only used. */
function assignmentAfter(tokens: readonly Token[], index: number, language: Language): number | undefined {
  const next = tokens[index + 1];
  if (!next || (language.name === 'Python' && next.firstOnLine)) return undefined;
  if (isAssignment(next)) return index + 1;
  if (language.name === 'Go') return afterGoType(tokens, index + 1);
  if (language.name === 'Java') return undefined;
  if (next.text === '!' && tokens[index + 2]?.text === ':') return afterAnnotation(tokens, index + 3, language);
  return next.text === ':' ? afterAnnotation(tokens, index + 2, language) : undefined;
}

function isAssignment(token: Token): boolean {
  return token.kind === 'mark' && (token.text === '=' || token.text === ':=' || COMPOUND.has(token.text));
}

/** `NAME string = …`: the type is a few names and marks on the same line. */
function afterGoType(tokens: readonly Token[], from: number): number | undefined {
  const line = tokens[from - 1]?.line;
  for (let at = from; at < from + 8; at += 1) {
    const token = tokens[at];
    if (!token || token.line !== line) return undefined;
    if (token.text === '=') return at;
    if (token.kind !== 'name' && !/^[.*[\]]$/.test(token.text)) return undefined;
  }
  return undefined;
}

/** `NAME: type = …`: the first `=` outside the type's own brackets. */
function afterAnnotation(tokens: readonly Token[], from: number, language: Language): number | undefined {
  let depth = 0;
  for (let at = from; at < from + MAX_ANNOTATION; at += 1) {
    const token = tokens[at];
    if (!token || (depth === 0 && endsAnnotation(token, language))) return undefined;
    if (depth === 0 && token.kind === 'mark' && token.text === '=') return at;
    depth += nesting(token);
  }
  return undefined;
}

function nesting(token: Token): 1 | 0 | -1 {
  if (token.kind !== 'mark') return 0;
  if (OPENERS.has(token.text) || token.text === '<') return 1;
  return CLOSERS.has(token.text) || token.text === '>' ? -1 : 0;
}

function endsAnnotation(token: Token, language: Language): boolean {
  if (language.name === 'Python' && token.firstOnLine) return true;
  return token.kind === 'mark' && (/^[;,]$/.test(token.text) || CLOSERS.has(token.text));
}
