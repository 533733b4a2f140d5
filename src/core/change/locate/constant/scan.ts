import type { Language } from './language.ts';
import { slashAt } from './regular-expression.ts';
import type { StringFault } from './string-literal.ts';

/** A piece of source that matters to a declaration. Lines and columns count from 1. */
export interface Token {
  readonly kind: 'name' | 'string' | 'mark';
  /** The name or mark; for a string, its source. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** No token stands before it on its line. */
  readonly firstOnLine: boolean;
  /** A string's value; absent when the source alone does not tell it, and then `fault` says why. */
  readonly value?: string;
  readonly fault?: StringFault;
  /** A slash that may open a regular expression or divide: what comes after it cannot be read for sure. */
  readonly doubtful?: true;
}

const SPACE = /[\s\u2028\u2029\ufeff]+/y;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const NUMBER = /\d[\w.]*/y;
/** Marks of several characters that must not be taken for `=`, `.` or `+`. */
const MARK =
  /(?:===|!==|\*\*=|<<=|>>>=|>>=|&&=|\|\|=|\?\?=|\.\.\.|:=|=>|->|==|!=|<=|>=|\+=|-=|\*=|\/\/=|\/=|%=|@=|&=|\|=|\^=|\?\?|\?\.|\|\||&&|\+\+|--|[\s\S])/uy;
/** Marks that are never part of a longer one. */
const LONE_MARKS = new Set('()[]{};,');
/** Cuts source into names, strings and marks; comments, numbers and regular expressions are dropped. Never throws. */
export function scanSource(text: string, language: Language): readonly Token[] {
  const tokens: Token[] = [];
  const lines = new Lines(text);
  let offset = 0;
  while (offset < text.length) {
    const skipped = skipAt(text, offset, language);
    const slash = skipped === undefined && startsSlash(text, offset, language);
    const { end: behind = skipped, doubtful = false } = slash ? slashAt(text, offset, tokens, language) : {};
    if (behind !== undefined) {
      offset = behind;
      continue;
    }
    const piece = pieceAt(text, offset, language);
    const { line, column } = lines.at(offset);
    const endLine = lines.at(piece.end - 1).line;
    const firstOnLine = (tokens.at(-1)?.endLine ?? 0) < line;
    tokens.push({
      ...piece.token,
      text: text.slice(offset, piece.end),
      line,
      column,
      endLine,
      firstOnLine,
      ...(doubtful ? { doubtful } : {}),
    });
    offset = piece.end;
  }
  return tokens;
}

/** Positions of offsets that only grow; time linear in the text over a whole scan. */
class Lines {
  readonly #text: string;
  #line = 1;
  #start = 0;
  #next: number;

  constructor(text: string) {
    this.#text = text;
    this.#next = text.indexOf('\n');
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    while (this.#next !== -1 && this.#next < offset) {
      this.#line += 1;
      this.#start = this.#next + 1;
      this.#next = this.#text.indexOf('\n', this.#start);
    }
    return { line: this.#line, column: offset - this.#start + 1 };
  }
}

/** The offset behind white space, a comment or a number; `undefined` when none starts here. */
function skipAt(text: string, offset: number, language: Language): number | undefined {
  if (LONE_MARKS.has(text[offset] ?? '')) return undefined;
  const space = lengthAt(SPACE, text, offset) || lengthAt(NUMBER, text, offset);
  if (space > 0) return offset + space;
  if (text.startsWith(language.lineComment, offset)) return lineEnd(text, offset);
  if (language.blockComments && text.startsWith('/*', offset)) {
    const close = text.indexOf('*/', offset + 2);
    return close === -1 ? text.length : close + 2;
  }
  return undefined;
}

function startsSlash(text: string, offset: number, { regexLiterals }: Language): boolean {
  return regexLiterals && text[offset] === '/';
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

interface Piece {
  readonly end: number;
  readonly token: Pick<Token, 'kind' | 'value' | 'fault'>;
}

function pieceAt(text: string, offset: number, language: Language): Piece {
  if (LONE_MARKS.has(text[offset] ?? '')) return { end: offset + 1, token: { kind: 'mark' } };
  const string = language.readString(text, offset);
  if (string?.value !== undefined) return { end: string.end, token: { kind: 'string', value: string.value } };
  if (string?.fault !== undefined) return { end: string.end, token: { kind: 'string', fault: string.fault } };
  const name = lengthAt(NAME, text, offset);
  if (name > 0) return { end: offset + name, token: { kind: 'name' } };
  return { end: offset + Math.max(1, lengthAt(MARK, text, offset)), token: { kind: 'mark' } };
}

function lengthAt(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0].length ?? 0;
}
