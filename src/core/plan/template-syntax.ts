import Mustache from 'mustache';

/** A node of a parsed template: kind, name or text, start and end in the template, and what a section holds. */
export type Token = readonly [kind: string, content: string, start: number, end: number, children?: readonly Token[]];

/** Why a template cannot be used. */
export interface TemplateFault {
  readonly message: string;
  /** Line of the template, from 1. */
  readonly line: number;
  readonly hint?: string;
}

const MAX_LENGTH = 512 * 1024;
/** The parser searches for the end of a tag in time that grows with the square of the tag. */
const MAX_TAG_LENGTH = 1_000;
const MAX_NESTING = 30;

/** The first thing that keeps a text from being a template, if any. */
export function checkTags(text: string): TemplateFault | undefined {
  if (text.length > MAX_LENGTH) return { message: `the prompt is longer than ${MAX_LENGTH} characters`, line: 1 };
  const open = longOrOpenTag(text);
  if (open !== undefined) return open;
  try {
    return refusedToken(text, Mustache.parse(text) as readonly Token[], 0);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const [, what = words, position = '0'] = /^(.*) at (\d+)$/s.exec(words) ?? [];
    return { message: what.charAt(0).toLowerCase() + what.slice(1), line: lineAt(text, Number(position)) };
  }
}

function longOrOpenTag(text: string): TemplateFault | undefined {
  for (let start = text.indexOf('{{'); start >= 0; ) {
    const end = text.indexOf('}}', start + 2);
    const line = lineAt(text, start);
    if (end < 0) return { message: 'a placeholder is opened with {{ and never closed', line };
    if (end - start > MAX_TAG_LENGTH)
      return { message: `a placeholder is longer than ${MAX_TAG_LENGTH} characters`, line };
    start = text.indexOf('{{', end + 2);
  }
  return undefined;
}

function refusedToken(text: string, tokens: readonly Token[], nesting: number): TemplateFault | undefined {
  if (nesting > MAX_NESTING) return { message: `sections nest more than ${MAX_NESTING} levels deep`, line: 1 };
  for (const [kind, content, start, , children = []] of tokens) {
    const refused = refusedKind(kind, content);
    if (refused !== undefined) return { ...refused, line: lineAt(text, start) };
    const inside = refusedToken(text, children, nesting + 1);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function refusedKind(kind: string, content: string): { readonly message: string; readonly hint?: string } | undefined {
  if (kind === '>') {
    const hint = 'Join files with a list of fragments: `prompt: [{ file: … }, { file: … }]`.';
    return { message: `a partial, {{> ${content}}}, is not supported`, hint };
  }
  if (kind === '=') return { message: 'a change of the delimiters, {{= … =}}, is not supported' };
  return kind !== 'text' && kind !== '!' && content === ''
    ? { message: 'a placeholder, {{}}, has no name' }
    : undefined;
}

/** The line, from 1, that a position of a text is on. */
export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
