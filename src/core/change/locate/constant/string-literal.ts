import {
  type EscapeRules,
  GO_ESCAPES,
  JAVA_ESCAPES,
  JAVASCRIPT_ESCAPES,
  PYTHON_ESCAPES,
  unescapeLiteral,
} from './escapes.ts';
import { templateEnd } from './template-literal.ts';
import { javaTextBlock } from './text-block.ts';

/** Why a string literal has no value that can be known from the source alone. */
export type StringFault = 'interpolated' | 'bytes' | 'escape' | 'character' | 'unterminated';

/** A string literal: the offset behind it, and its value or why it has none. */
export type StringRead =
  | { readonly end: number; readonly value: string; readonly fault?: never }
  | { readonly end: number; readonly fault: StringFault; readonly value?: never };

/** `'…'`, `"…"` and template literals; a template with a substitution is `interpolated`. */
export function readJavaScriptString(text: string, offset: number): StringRead | undefined {
  const quote = text[offset];
  if (quote === '`') {
    const template = templateEnd(text, offset);
    if (!template) return unterminated(text.length);
    if (template.interpolated) return { end: template.end, fault: 'interpolated' };
    return decoded(text.slice(offset + 1, template.end - 1), template.end, JAVASCRIPT_ESCAPES);
  }
  if (quote !== '"' && quote !== "'") return undefined;
  return quoted(text, offset, quote, JAVASCRIPT_ESCAPES, 'one-line');
}

const PYTHON_OPENING = /([A-Za-z]{0,2})("""|'''|"|')/y;

/** All prefixes (`r`, `u`, `b`, `f`, `t` and pairs) and both kinds of triple quotes; raw strings keep their backslashes. */
export function readPythonString(text: string, offset: number): StringRead | undefined {
  PYTHON_OPENING.lastIndex = offset;
  const opening = PYTHON_OPENING.exec(text);
  const prefix = opening?.[1]?.toLowerCase() ?? '';
  const quote = opening?.[2];
  if (quote === undefined || !/^(|r|u|b|f|t|rb|br|rf|fr|rt|tr)$/.test(prefix)) return undefined;
  const start = offset + prefix.length;
  const rules = prefix.includes('r') ? undefined : PYTHON_ESCAPES;
  const read = quoted(text, start, quote, rules, quote.length === 3 ? 'any-lines' : 'one-line');
  if (read.fault === 'unterminated') return read;
  if (prefix.includes('b')) return { end: read.end, fault: 'bytes' };
  const filledIn = prefix.includes('t') || (prefix.includes('f') && /[{}]/.test(text.slice(start, read.end)));
  return filledIn ? { end: read.end, fault: 'interpolated' } : read;
}

/** `"…"`, raw `` `…` `` (carriage returns dropped, as Go does); a rune `'x'` is no string. */
export function readGoString(text: string, offset: number): StringRead | undefined {
  const quote = text[offset];
  if (quote === '`') {
    const close = text.indexOf('`', offset + 1);
    if (close === -1) return unterminated(text.length);
    return { end: close + 1, value: text.slice(offset + 1, close).replaceAll('\r', '') };
  }
  if (quote === "'") return character(text, offset);
  return quote === '"' ? quoted(text, offset, quote, GO_ESCAPES, 'one-line') : undefined;
}

/** `"…"` and text blocks `"""…"""` with their indentation taken off; a `char` is no string. */
export function readJavaString(text: string, offset: number): StringRead | undefined {
  if (text[offset] === "'") return character(text, offset);
  if (text[offset] !== '"') return undefined;
  if (!/^"""[ \t\f]*\n/.test(text.slice(offset, offset + 200))) {
    return quoted(text, offset, '"', JAVA_ESCAPES, 'one-line');
  }
  const end = closing(text, offset + 3, '"""', 'any-lines');
  if (end === undefined) return unterminated(text.length);
  return decoded(javaTextBlock(text.slice(offset + 3, end - 3)), end, JAVA_ESCAPES);
}

function character(text: string, offset: number): StringRead {
  const end = closing(text, offset + 1, "'", 'one-line');
  return end === undefined ? unterminated(lineEnd(text, offset)) : { end, fault: 'character' };
}

/**
 * A literal that never closes takes the rest of its line, or of the file when it may span lines: an apostrophe in the text
 * of a page costs one line, and no input makes the scan slower than linear.
 */
function unterminated(end: number): StringRead {
  return { end, fault: 'unterminated' };
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

function quoted(
  text: string,
  offset: number,
  quote: string,
  escapes: EscapeRules | undefined,
  lines: 'one-line' | 'any-lines',
): StringRead {
  const end = closing(text, offset + quote.length, quote, lines);
  if (end === undefined) return unterminated(lines === 'one-line' ? lineEnd(text, offset) : text.length);
  const inside = text.slice(offset + quote.length, end - quote.length);
  return escapes ? decoded(inside, end, escapes) : { end, value: inside };
}

/** The offset behind the closing quote; a backslash escapes whatever follows it, a line break too. */
function closing(text: string, from: number, quote: string, lines: 'one-line' | 'any-lines'): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text.startsWith(quote, at)) return at + quote.length;
    else if (text[at] === '\n' && lines === 'one-line') return undefined;
  }
  return undefined;
}

function decoded(inside: string, end: number, escapes: EscapeRules): StringRead {
  const value = unescapeLiteral(inside, escapes);
  return value === undefined ? { end, fault: 'escape' } : { end, value };
}
