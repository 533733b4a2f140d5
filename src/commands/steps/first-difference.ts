/** Where two values first part, and what stands there on each side, in short. */
export interface Difference {
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

const SHORT = 80;
/** Characters that are shown before the one that differs. */
const BEFORE = 20;

/** Of two JSON values. Depth first, members in the order of their names; `undefined` when the values are equal. */
export function firstDifference(found: unknown, expected: unknown, path = '$'): Difference | undefined {
  if (Object.is(found, expected)) return undefined;
  if (!isContainer(found) || !isContainer(expected) || Array.isArray(found) !== Array.isArray(expected)) {
    return { path, ...inShort(textOf(found), textOf(expected)) };
  }
  const keys = new Set([...Object.keys(found), ...Object.keys(expected)]);
  for (const key of Array.isArray(found) ? keys : [...keys].sort()) {
    const step = Array.isArray(found) ? `${path}[${key}]` : `${path}.${key}`;
    const difference = firstDifference(member(found, key), member(expected, key), step);
    if (difference) return difference;
  }
  return undefined;
}

/** Of two texts, by line; `undefined` when they are equal. */
export function firstDifferentLine(found: string, expected: string): Difference | undefined {
  const [lines, others] = [found.split('\n'), expected.split('\n')];
  for (let index = 0; index < Math.max(lines.length, others.length); index += 1) {
    if (lines[index] === others[index]) continue;
    return { path: `line ${index + 1}`, ...inShort(textOf(lines[index]), textOf(others[index])) };
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

function textOf(value: unknown): string {
  return value === undefined ? 'absent' : (JSON.stringify(value) ?? String(value));
}

/** Long texts from just before where they part. */
function inShort(found: string, expected: string): Omit<Difference, 'path'> {
  let same = 0;
  while (same < found.length && found[same] === expected[same]) same += 1;
  const from = Math.max(found.length, expected.length) > SHORT ? Math.max(0, same - BEFORE) : 0;
  return { found: clipped(found, from), expected: clipped(expected, from) };
}

function clipped(text: string, from: number): string {
  const end = from + SHORT;
  return `${from > 0 ? '…' : ''}${text.slice(from, end)}${text.length > end ? '…' : ''}`;
}
