import { canonicalJson } from '../../core/contracts/digest.ts';

/**
 * A value as JSON for people and for comparison: two spaces of indent, keys sorted, a line break at the end. The same data
 * gives the same bytes. Throws a RangeError on NaN or an infinity.
 */
export function prettyJson(value: unknown): string {
  return `${indented(value, '')}\n`;
}

/**
 * The same in pieces of which each holds one entry of a long list at most: a suite of 100,000 cases never stands in memory
 * as one text.
 */
export function* prettyPieces(value: unknown): Generator<string> {
  yield* piecesOf(value, '');
  yield '\n';
}

/** A list of more entries than this comes entry by entry, and so does whatever it is in. */
const LONG = 1_000;

/** How deep a long list is looked for; what lies deeper is taken as a whole. */
const DEPTH = 5;

function* piecesOf(value: unknown, margin: string): Generator<string> {
  if (!holdsLongList(value, DEPTH)) {
    yield indented(value, margin);
    return;
  }
  const parts: Iterable<readonly [string, unknown]> = Array.isArray(value) ? entries(value) : members(value);
  const [opening, closing] = Array.isArray(value) ? '[]' : '{}';
  const inner = `${margin}  `;
  let lead = `${opening}\n`;
  for (const [name, part] of parts) {
    yield `${lead}${inner}${name}`;
    yield* piecesOf(part, inner);
    lead = ',\n';
  }
  yield `\n${margin}${closing}`;
}

function* entries(list: readonly unknown[]): Generator<readonly [string, unknown]> {
  for (const entry of list) yield ['', entry];
}

/** By name, as canonical JSON has them. */
function members(value: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(value as object)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [`${JSON.stringify(name)}: `, member]);
}

function holdsLongList(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  if (Array.isArray(value)) return value.length > LONG || value.some((entry) => holdsLongList(entry, depth - 1));
  return Object.values(value).some((member) => holdsLongList(member, depth - 1));
}

function indented(value: unknown, margin: string): string {
  const text = JSON.stringify(JSON.parse(canonicalJson(value)), null, 2);
  return margin === '' ? text : text.replaceAll('\n', `\n${margin}`);
}
