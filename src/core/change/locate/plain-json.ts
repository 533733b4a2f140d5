import type { Json } from '../../contracts/json.ts';

const MAX_DEPTH = 64;
const MAX_VALUES = 100_000;

/** A value that JSON cannot hold, with what it is in a few words. */
export class NotJson extends Error {}

/**
 * A parsed YAML, JSON or TOML value as plain JSON. Throws `NotJson` for dates, NaN, infinities, integers past 2^53, and
 * for trees that are too deep, too wide or refer to themselves. A key named `__proto__` becomes an own member like any other.
 */
export function plainJson(value: unknown): Json {
  let left = MAX_VALUES;
  const convert = (part: unknown, depth: number): Json => {
    left -= 1;
    if (left < 0) throw new NotJson(`more than ${MAX_VALUES} values`);
    if (depth > MAX_DEPTH) throw new NotJson(`more than ${MAX_DEPTH} levels`);
    if (Array.isArray(part)) return part.map((item) => convert(item, depth + 1));
    if (!isPlainObject(part)) return plainScalar(part);
    return objectFrom(Object.entries(part).map(([key, member]) => [key, convert(member, depth + 1)]));
  };
  return convert(value, 0);
}

function plainScalar(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return finite(value);
  throw new NotJson(value instanceof Date ? 'a date' : `a ${typeof value}`);
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new NotJson(`the number ${value}`);
  return value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** `Object.fromEntries` defines own members, so `__proto__` cannot reach the prototype. */
function objectFrom(entries: readonly (readonly [string, Json])[]): Json {
  return Object.fromEntries(entries);
}
