import type { Json } from '../contracts/json.ts';

/** Steps into a JSON value: a key of an object or an index of an array. */
export type JsonPath = readonly (string | number)[];

const STEP = /\.?([\p{L}\p{N}_$-]+)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]/uy;

/**
 * Reads a dotted path: `a.b[2].c`, `a["dotted.key"]`, with an optional leading `$` for the whole value (`$.a`, `$[0]`).
 * Returns `undefined` when it is none.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  const rooted = /^\$(?=[.[]|$)/.test(text);
  const path = rooted ? text.slice(1) : text;
  if (!rooted && (path === '' || path.startsWith('.'))) return undefined;
  const steps: (string | number)[] = [];
  let position = 0;
  while (position < path.length) {
    STEP.lastIndex = position;
    const match = STEP.exec(path);
    if (match === null) return undefined;
    // A key needs its dot everywhere but at the start of a path without `$`.
    const dotted = match[0].startsWith('.');
    if (match[1] !== undefined && !dotted && (position > 0 || rooted)) return undefined;
    const step = stepOf(match);
    if (step === undefined) return undefined;
    steps.push(step);
    position = STEP.lastIndex;
  }
  return steps;
}

function stepOf(match: RegExpExecArray): string | number | undefined {
  const [, key, index, quoted] = match;
  if (key !== undefined) return key;
  if (index !== undefined) return Number(index);
  try {
    return JSON.parse(quoted ?? '') as string;
  } catch {
    return undefined; // an escape that JSON does not have
  }
}

/** The value that a path leads to; `undefined` when it leads nowhere. Own properties only: `constructor` is a plain key. */
export function valueAt(root: Json, path: JsonPath): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    // `length` is an own property of every array, and no item of it.
    if (Array.isArray(value) && typeof step !== 'number') return undefined;
    value = (value as { readonly [key: string]: Json })[step];
  }
  return value;
}
