import Mustache from 'mustache';
import { isJsonObject, type Json, type JsonObject } from '../contracts/json.ts';
import { checkTags, lineAt, type TemplateFault, type Token } from './template-syntax.ts';

/** A placeholder that was reached and had no value. */
export interface MissingValue {
  readonly name: string;
  /** Line of the template, from 1. */
  readonly line: number;
}

interface FilledTemplate {
  readonly text: string;
  readonly missing: readonly MissingValue[];
  /** The filled text grew past its bound and was given up. */
  readonly tooLarge: boolean;
}

/** A prompt ready to be filled. */
interface Template {
  /** All names that placeholders and sections look up, as written (`customer.name`). */
  readonly names: ReadonlySet<string>;
  fill(values: JsonObject): FilledTemplate;
}

export type ParsedTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly fault: TemplateFault };

/**
 * Reads a Mustache template: placeholders `{{name}}` (dotted: `{{customer.name}}`), sections, inverted sections, comments.
 * Partials and changes of delimiter are refused: a prompt is complete in itself.
 *
 * The package parses; filling is done here, because a value must be a case's own (`{{constructor}}` is a name like any
 * other), a missing one must be known, nothing is escaped for HTML, and nested sections must not multiply without bound.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const fault = checkTags(text);
  if (fault !== undefined) return { ok: false, fault };
  const tokens = Mustache.parse(text) as readonly Token[];
  return { ok: true, template: { names: namesIn(tokens), fill: (values) => fill(text, tokens, values) } };
}

function namesIn(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = ([kind, name, , , children = []]: Token): void => {
    if (kind !== 'text' && kind !== '!') names.add(name);
    children.forEach(visit);
  };
  tokens.forEach(visit);
  return names;
}

const MAX_TEXT_LENGTH = 16 * 1024 * 1024;
const MAX_STEPS = 1_000_000;

interface Filling {
  readonly template: string;
  readonly missing: Map<string, MissingValue>;
  readonly parts: string[];
  length: number;
  steps: number;
}

function fill(template: string, tokens: readonly Token[], values: JsonObject): FilledTemplate {
  const filling: Filling = { template, missing: new Map(), parts: [], length: 0, steps: 0 };
  fillTokens(filling, tokens, [values]);
  return { text: filling.parts.join(''), missing: [...filling.missing.values()], tooLarge: isTooLarge(filling) };
}

function isTooLarge({ length, steps }: Filling): boolean {
  return length > MAX_TEXT_LENGTH || steps > MAX_STEPS;
}

function fillTokens(filling: Filling, tokens: readonly Token[], scopes: readonly Json[]): void {
  for (const token of tokens) {
    filling.steps += 1;
    if (isTooLarge(filling)) return;
    const [kind, content, start, , children = []] = token;
    if (kind === 'text') append(filling, content);
    else if (kind === '#') fillSection(filling, children, lookUp(content, scopes), scopes);
    else if (kind === '^' && isFalsy(lookUp(content, scopes))) fillTokens(filling, children, scopes);
    else if (kind === 'name' || kind === '&') fillPlaceholder(filling, content, start, scopes);
  }
}

function fillPlaceholder(filling: Filling, name: string, start: number, scopes: readonly Json[]): void {
  const value = lookUp(name, scopes);
  // `null` is how datasets write "none": sent as a word it would only mislead a model.
  if (value !== undefined && value !== null) append(filling, typeof value === 'string' ? value : JSON.stringify(value));
  else if (!filling.missing.has(name)) filling.missing.set(name, { name, line: lineAt(filling.template, start) });
}

function fillSection(filling: Filling, body: readonly Token[], value: Json | undefined, scopes: readonly Json[]): void {
  if (value === undefined || isFalsy(value)) return;
  const items: readonly Json[] = Array.isArray(value) ? value : [value];
  for (const item of items) fillTokens(filling, body, [...scopes, item]);
}

function append(filling: Filling, text: string): void {
  filling.length += text.length;
  if (!isTooLarge(filling)) filling.parts.push(text);
}

/** Mustache's notion: no value, `false`, zero, the empty text and the empty list. */
function isFalsy(value: Json | undefined): boolean {
  return !value || (Array.isArray(value) && value.length === 0);
}

/** The value of a name in the innermost scope that has it: under the whole name, or step by step along its dots. */
function lookUp(name: string, scopes: readonly Json[]): Json | undefined {
  if (name === '.') return scopes.at(-1);
  for (const scope of scopes.toReversed()) {
    const value = ownValue(scope, name) ?? name.split('.').reduce(ownValue, scope as Json | undefined);
    if (value !== undefined) return value;
  }
  return undefined;
}

function ownValue(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
