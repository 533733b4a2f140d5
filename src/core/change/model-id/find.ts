import { isBedrockId, modelAtEndOfArn } from './bedrock-id.ts';
import { codeLength } from './comments.ts';
import type { LineStyle } from './line-style.ts';
import { recogniseModelId } from './recognise.ts';

/** A model ID in a line. Columns count from 1. */
export interface FoundModelId {
  readonly id: string;
  readonly column: number;
}

const TOKEN = /[A-Za-z0-9@][A-Za-z0-9._:/@+-]*/g;
const MAX_TOKEN = 400;
/** Ends a line, and a comment with it, for programs but not in a diff. */
const FOREIGN_BREAK = /[\r\u0085\u2028\u2029]/;

/**
 * The model IDs that a line of source or configuration uses as values. An ID counts where it is a whole value: a string
 * literal, an unquoted value of a settings file, the argument of a `--model` flag or `model=`, or the model at the end of an
 * ARN. A name inside a sentence, an address, a path or an identifier does not, and neither does a comment.
 */
export function findModelIds(line: string, style: LineStyle): readonly FoundModelId[] {
  if (!FOREIGN_BREAK.test(line)) return findInLine(line, style);
  let start = 0;
  return line.split(FOREIGN_BREAK).flatMap((part) => {
    const offset = start;
    start += part.length + 1;
    return findInLine(part, style).map(({ id, column }) => ({ id, column: column + offset }));
  });
}

function findInLine(line: string, style: LineStyle): readonly FoundModelId[] {
  const code = line.slice(0, codeLength(line, style));
  const found: FoundModelId[] = [];
  for (const match of code.matchAll(TOKEN)) {
    const token = match[0];
    if (token.length > MAX_TOKEN) continue;
    const id = idIn(code, match.index, token, style);
    if (id) found.push({ id: id.id, column: match.index + id.offset + 1 });
  }
  return found;
}

interface IdInToken {
  readonly id: string;
  readonly offset: number;
}

function idIn(line: string, start: number, token: string, style: LineStyle): IdInToken | undefined {
  const whole = recognisedPart(token);
  if (whole && isValue(line, start, start + token.length, style)) return whole;
  const builtArn = modelAtEndOfArn(token);
  if (builtArn !== undefined) return { id: builtArn, offset: token.length - builtArn.length };
  return whole && isBedrockId(whole.id) && endsTemplate(line, start, token) ? whole : undefined;
}

/** The token, or what follows a prefix such as `openai:` or `model:`. */
function recognisedPart(token: string): IdInToken | undefined {
  if (recogniseModelId(token)) return { id: token, offset: 0 };
  const prefix = /^[A-Za-z][A-Za-z0-9_.-]*:/.exec(token)?.[0];
  if (prefix === undefined) return undefined;
  const rest = token.slice(prefix.length);
  return recogniseModelId(rest) ? { id: rest, offset: prefix.length } : undefined;
}

const MODEL_FLAG = /(?:^|[\s"'`[,])--?[\w-]*model[\w-]*(?:=|\s+)["'`]?$/i;
const MODEL_PARAMETER = /\bmodel(?:[_-]?(?:id|name))?=$/i;

function isValue(line: string, start: number, end: number, style: LineStyle): boolean {
  if (isQuoted(line, start, end)) return true;
  if (style.markup && line[start - 1] === '>' && line[end] === '<') return true;
  const before = line.slice(Math.max(0, start - 200), start);
  if (MODEL_FLAG.test(before) || MODEL_PARAMETER.test(before)) return true;
  return style.bareValues && isBareValue(line, before, end);
}

/** A whole string literal, also inside another one, where its quotes are escaped. */
function isQuoted(line: string, start: number, end: number): boolean {
  const quote = line[start - 1];
  if (quote !== '"' && quote !== "'" && quote !== '`') return false;
  return line[end] === quote || (line[end] === '\\' && line[end + 1] === quote);
}

const OPENS_VALUE = /(?:^|[:=(]|[[{]|^\s*(?:-\s+)*-)\s*$/;
const OPENS_DOCKER_VALUE = /^\s*(?:ENV|ARG|FROM|PARAMETER)\s+(?:\w+\s+)?$/i;
const CONTINUES_LIST = /[[{][^\]}]*,\s*$|[=:]\s*[^\s,]+(?:,[^\s,]+)*,$/;
const CLOSES_VALUE = /^\s*(?:$|[,\]})\\]|[#;])/;

/** An unquoted scalar: nothing but what opens and closes a value on its sides. */
function isBareValue(line: string, before: string, end: number): boolean {
  if (!CLOSES_VALUE.test(line.slice(end, end + 20))) return false;
  return OPENS_VALUE.test(before) || OPENS_DOCKER_VALUE.test(before) || CONTINUES_LIST.test(before);
}

/** `${region}.anthropic.claude-…`: a literal whose geography is filled in. */
function endsTemplate(line: string, start: number, token: string): boolean {
  const end = start + token.length;
  return line[start - 1] === '.' && line[start - 2] === '}' && /["'`\s]|$/.test(line.slice(end, end + 1));
}
