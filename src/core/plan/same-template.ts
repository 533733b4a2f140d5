import Mustache from 'mustache';
import { checkTags, type Token } from './template-syntax.ts';

/**
 * Whether two templates send the same text whatever they are filled with: they differ at most in comments, in the lines that
 * held nothing else, in white space inside of tags, and in spellings that mean the same (`{{{name}}}`, `{{&name}}`). Templates that
 * cannot be read are the same as none.
 */
export function sameTemplate(a: string, b: string): boolean {
  if (checkTags(a) !== undefined || checkTags(b) !== undefined) return false;
  return canonicalText(a) === canonicalText(b);
}

type Meaning = readonly [kind: string, content: string, children: readonly Meaning[]];

function canonicalText(template: string): string {
  return JSON.stringify(meaningOf(Mustache.parse(template) as readonly Token[]));
}

/** The tokens without what never reaches a model: where they stand, and comments. */
function meaningOf(tokens: readonly Token[]): readonly Meaning[] {
  const meaning: Meaning[] = [];
  for (const [kind, content, , , children = []] of tokens) {
    const last = meaning.at(-1);
    if (kind === '!') continue;
    if (kind === 'text' && last?.[0] === 'text') meaning[meaning.length - 1] = ['text', last[1] + content, []];
    // Nothing is escaped here, so that all ways to name a value are one.
    else meaning.push([kind === '&' || kind === '{' ? 'name' : kind, content, meaningOf(children)]);
  }
  return meaning;
}
