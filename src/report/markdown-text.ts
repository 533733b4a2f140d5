import type { Span, Spans } from './document.ts';
import { visibleLine } from './untrusted.ts';

/**
 * Spans as GitHub Flavored Markdown. Untrusted text always ends up in code spans, inside which GitHub neither mentions,
 * references, links, loads nor runs anything.
 */
export function markdownSpans(spans: Spans, inTable = false): string {
  return apart(spans.map((span) => markdownSpan(span, inTable)));
}

/** Joins pieces so that two code spans never touch: their fences would merge into one of another length. */
function apart(pieces: readonly string[]): string {
  return pieces.reduce(
    (before, piece) => before + (before.endsWith('`') && piece.startsWith('`') ? ' ' : '') + piece,
    '',
  );
}

function markdownSpan(span: Span, inTable: boolean): string {
  switch (span.kind) {
    case 'text':
      return escapeWords(span.text);
    case 'strong':
      return `**${markdownSpans(span.spans, inTable)}**`;
    case 'tone':
      return markdownSpans(span.spans, inTable);
    case 'code':
      return codeSpan(span.text, inTable);
    case 'prose':
      return proseSpans(span.text, inTable);
    case 'link':
      return `[${markdownSpans(span.spans, inTable)}](${span.url})`;
    case 'break':
      return '<br>';
  }
}

/** Our own words may hold characters that Markdown reads; none of them is meant as Markdown. */
function escapeWords(words: string): string {
  return words.replace(/[\\`*_[\]<>|~&#@]/g, '\\$&');
}

/**
 * A code span that no content can leave: its fence is longer than any run of backticks inside. In a table a pipe must be
 * escaped even in code; after a backslash that escape would be read as an escaped backslash, so the span is split there.
 */
function codeSpan(untrusted: string, inTable = false): string {
  const content = visibleLine(untrusted);
  if (content === '') return '*empty*';
  if (!inTable) return fencedSpan(content);
  return content
    .split(/(?<=\\)\|/)
    .map((piece) => (piece === '' ? '' : fencedSpan(piece.replace(/\|/g, '\\|'))))
    .join('&#124;');
}

function fencedSpan(content: string): string {
  const fence = '`'.repeat(longestRun(content) + 1);
  const pad = /^`|`$|^ .*[^ ].* $/.test(content) ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/** The length of the longest run of backticks. */
export function longestRun(content: string): number {
  return Math.max(0, ...(content.match(/`+/g) ?? []).map((run) => run.length));
}

const WORD = /^["'“‘(]*\p{L}+(?:['’-]\p{L}+)*["'”’)]*[,.;:!?…]*$/u;
const NUMBER = /^[(−]?\d{1,6}(?:[.,]\d{1,3})?[)%]?[,.;:]?$/;
const PUNCTUATION = /^[–—→·,;:.!?(){}…−"'“”‘’]+$/;
const LOOKS_LIKE_SHA = /[0-9a-f]{7,40}/i;
/** GitHub links these four letters even when nothing follows them. */
const LOOKS_LIKE_HOST = /www\./i;

/**
 * A sentence that others had a hand in. Plain words stay words; any token that GitHub could take for a mention, a
 * reference, an address, an emoji or markup (so: all that is not a word, a short number or a dash) becomes a code span.
 */
function proseSpans(sentence: string, inTable: boolean): string {
  const parts = visibleLine(sentence).split(/(`[^`]+`)/);
  return apart(
    parts.map((part) => (/^`[^`]+`$/.test(part) ? codeSpan(part.slice(1, -1), inTable) : proseTokens(part, inTable))),
  );
}

function proseTokens(part: string, inTable: boolean): string {
  return part
    .split(/(\s+)/)
    .map((token) => {
      if (token === '') return '';
      if (/^\s+$/.test(token)) return ' ';
      if (isHarmless(token)) return token;
      // The stop of a sentence is no part of the name before it.
      const [, name = token, stop = ''] = /^(.*[^.,;])([.,;])$/s.exec(token) ?? [];
      return codeSpan(name, inTable) + stop;
    })
    .join('');
}

function isHarmless(token: string): boolean {
  if (NUMBER.test(token) || PUNCTUATION.test(token)) return true;
  return WORD.test(token) && !LOOKS_LIKE_SHA.test(token) && !LOOKS_LIKE_HOST.test(token);
}

/** Spans as HTML for the few places where Markdown is not read (`summary`, table headings inside HTML). */
export function htmlSpans(spans: Spans): string {
  return spans.map(htmlSpan).join('');
}

function htmlSpan(span: Span): string {
  switch (span.kind) {
    case 'text':
      return escapeHtml(span.text);
    case 'strong':
      return `<b>${htmlSpans(span.spans)}</b>`;
    case 'tone':
      return htmlSpans(span.spans);
    case 'code':
    case 'prose':
      return `<code>${escapeHtml(visibleLine(span.text))}</code>`;
    case 'link':
      return htmlSpans(span.spans);
    case 'break':
      return '<br>';
  }
}

function escapeHtml(words: string): string {
  return words.replace(/[&<>"'`*_[\]\\|~@#:]/g, (character) => `&#${character.charCodeAt(0)};`);
}
