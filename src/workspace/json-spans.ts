/** Where a JSON value stands in a text: from its first byte to the one behind its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A member of an object: where its name and its value stand. */
export interface MemberSpan {
  readonly name: Span;
  readonly value: Span;
}

const [SPACE, TAB, LINE_FEED, RETURN] = [0x20, 0x09, 0x0a, 0x0d];
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const BRACKETS = { array: [0x5b, 0x5d], object: [0x7b, 0x7d] } as const;

/**
 * Thrown for bytes that are not shaped like the JSON that was asked for. Where each part that is found is then parsed on its
 * own, the whole is valid JSON just when nothing is thrown and every part is valid.
 */
export class NoSuchJson extends Error {}

/** Where the entries of the array stand that is all the text between `start` and `end`. Throws NoSuchJson. */
export function* entrySpans(bytes: Uint8Array, { start, end }: Span): Generator<Span> {
  yield* partsOf(bytes, { start, end }, 'array', (at) => valueSpan(bytes, at));
}

/** The same for the members of an object. Throws NoSuchJson. */
export function* memberSpans(bytes: Uint8Array, { start, end }: Span): Generator<MemberSpan> {
  for (const { name, value } of partsOf(bytes, { start, end }, 'object', (at) => memberSpan(bytes, at))) {
    yield { name, value };
  }
}

function* partsOf<Part extends Span>(
  bytes: Uint8Array,
  { start, end }: Span,
  kind: keyof typeof BRACKETS,
  partAt: (at: number) => Part,
): Generator<Part> {
  const [opening, closing] = BRACKETS[kind];
  let at = expected(bytes, skipSpace(bytes, start), opening);
  if (bytes[skipSpace(bytes, at)] === closing) {
    requireEnd(bytes, skipSpace(bytes, at) + 1, end);
    return;
  }
  for (;;) {
    const part = partAt(skipSpace(bytes, at));
    yield part;
    at = skipSpace(bytes, part.end);
    if (bytes[at] !== COMMA) break;
    at += 1;
  }
  requireEnd(bytes, expected(bytes, at, closing), end);
}

function memberSpan(bytes: Uint8Array, at: number): MemberSpan & Span {
  if (bytes[at] !== QUOTE) throw new NoSuchJson(`no name at byte ${at}`);
  const name = valueSpan(bytes, at);
  const colon = expected(bytes, skipSpace(bytes, name.end), COLON);
  const value = valueSpan(bytes, skipSpace(bytes, colon));
  return { name, value, start: name.start, end: value.end };
}

/** Whatever stands at a place up to what ends a value; whether it is one is for the parser to say. */
function valueSpan(bytes: Uint8Array, start: number): Span {
  const first = bytes[start] ?? 0;
  if (first === QUOTE) return { start, end: closingQuote(bytes, start) + 1 };
  if (OPENING.has(first)) return { start, end: closingBracket(bytes, start) + 1 };
  let end = start;
  while (end < bytes.length && !endsWord(bytes[end] ?? 0)) end += 1;
  if (end === start) throw new NoSuchJson(`no value at byte ${start}`);
  return { start, end };
}

function endsWord(byte: number): boolean {
  return byte === COMMA || byte === COLON || byte === QUOTE || OPENING.has(byte) || CLOSING.has(byte) || isSpace(byte);
}

/** Brackets of both kinds count alike: the parser sees to it that they match. */
function closingBracket(bytes: Uint8Array, opening: number): number {
  let depth = 0;
  for (let at = opening; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = closingQuote(bytes, at);
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    if (depth === 0) return at;
  }
  throw new NoSuchJson(`the bracket at byte ${opening} does not close`);
}

function closingQuote(bytes: Uint8Array, opening: number): number {
  let at = opening + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  if (at >= bytes.length) throw new NoSuchJson(`the string at byte ${opening} does not end`);
  return at;
}

function expected(bytes: Uint8Array, at: number, byte: number): number {
  if (bytes[at] !== byte) throw new NoSuchJson(`not what was expected at byte ${at}`);
  return at + 1;
}

function requireEnd(bytes: Uint8Array, at: number, end: number): void {
  if (skipSpace(bytes, at) < end) throw new NoSuchJson(`something follows at byte ${at}`);
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isSpace(bytes[at] ?? 0)) at += 1;
  return at;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB;
}
