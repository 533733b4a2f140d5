/** Where two JSON values first part, and what stands there on each side, in short. */
export interface Difference {
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

const SHORT = 80;

/** Depth first, members in the order of their names; `undefined` when the values are equal. */
export function firstDifference(found: unknown, expected: unknown, path = '$'): Difference | undefined {
  if (Object.is(found, expected)) return undefined;
  if (!isContainer(found) || !isContainer(expected) || Array.isArray(found) !== Array.isArray(expected)) {
    return { path, found: inShort(found), expected: inShort(expected) };
  }
  const keys = new Set([...Object.keys(found), ...Object.keys(expected)]);
  for (const key of Array.isArray(found) ? keys : [...keys].sort()) {
    const step = Array.isArray(found) ? `${path}[${key}]` : `${path}.${key}`;
    const difference = firstDifference(member(found, key), member(expected, key), step);
    if (difference) return difference;
  }
  return undefined;
}

type Container = Readonly<Record<string, unknown>>;

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function member(container: Container, key: string): unknown {
  return Object.hasOwn(container, key) ? container[key] : undefined;
}

function inShort(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
}
