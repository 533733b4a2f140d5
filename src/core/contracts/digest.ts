import crypto, { createHash } from 'node:crypto';

/**
 * JSON text in one canonical form: object keys sorted by code unit, `undefined` members left out, no white space. An object
 * with a `toJSON` is what that gives, as everywhere in JSON.
 * Two values that mean the same therefore have the same digest. Throws a RangeError on NaN or an infinity, which JSON
 * cannot hold and which must never slip into evidence as `null`.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`not a JSON number: ${value}`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON());
  // Written into one text without lists in between: every call of a run passes here four times.
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member !== undefined) members += `${members === '' ? '' : ','}${quoted(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/** The names of our own members come again with every call; those of replies and cases are no more than these. */
const NAMES_KEPT = 1_000;
const names = new Map<string, string>();

function quoted(name: string): string {
  let text = names.get(name);
  if (text === undefined) {
    text = JSON.stringify(name);
    if (names.size < NAMES_KEPT) names.set(name, text);
  }
  return text;
}

/** Lower-case hexadecimal SHA-256 of a text (UTF-8) or of bytes. */
export function sha256(data: string | Uint8Array): string {
  return oneShot === undefined ? createHash('sha256').update(data).digest('hex') : oneShot('sha256', data, 'hex');
}

/** From Node 20.12 on: quicker, and no object that the garbage collector has to find. */
const oneShot: typeof crypto.hash | undefined = crypto.hash;

/** The same of a text that comes in pieces, which never stand in memory together. */
export function sha256Of(pieces: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

/** SHA-256 of a value's canonical JSON. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}

/**
 * A seed for one purpose, derived from a digest: the same yardstick and purpose always give the same seed, and no push to
 * the head can change it. Returns an unsigned 32-bit integer.
 */
export function seedFrom(digest: string, ...purpose: readonly string[]): number {
  return Number.parseInt(sha256([digest, ...purpose].join('\u0000')).slice(0, 8), 16);
}
