import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';
import type { Json } from '../../core/contracts/json.ts';
import type { Place } from '../../core/contracts/layer.ts';
import type { Problem, ProblemCode } from '../../core/contracts/problem.ts';
import { quoted } from './words.ts';

/** Keys and list indices from the top of a document. */
export type Path = readonly (string | number)[];

const MAX_DEPTH = 64;
const MAX_ALIASES = 50;

/** A parsed document on its way to plain data. */
export interface Takeover {
  readonly file: string;
  readonly code: ProblemCode;
  readonly maxValues: number;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly places: Map<string, Place>;
  readonly problems: Problem[];
  values: number;
  aliases: number;
  exhausted: boolean;
}

/**
 * Takes one node over as plain data: objects without a prototype, so that a key named `constructor` is a key like any
 * other. Faults go to `problems`. `open` holds the nodes around it, so that an alias cannot contain itself.
 */
export function take(takeover: Takeover, node: unknown, path: Path, open: ReadonlySet<unknown>): Json {
  takeover.values += 1;
  if (takeover.exhausted) return null;
  if (takeover.values > takeover.maxValues || path.length > MAX_DEPTH) {
    takeover.exhausted = true;
    const most = path.length > MAX_DEPTH ? `${MAX_DEPTH} levels` : `${takeover.maxValues} values, aliases expanded`;
    report(takeover, node, `the document holds more than ${most}`);
    return null;
  }
  markPlace(takeover, path, 'value', node);
  if (isAlias(node)) return takeAlias(takeover, node, path, open);
  if (isMap(node)) return takeMap(takeover, node.items, path, new Set(open).add(node));
  if (isSeq(node)) {
    const inside = new Set(open).add(node);
    return node.items.map((item, index) => take(takeover, item, [...path, index], inside));
  }
  return isScalar(node) ? takeScalar(takeover, node) : null;
}

function takeAlias(
  takeover: Takeover,
  node: { source: string; resolve: (document: Document) => unknown },
  path: Path,
  open: ReadonlySet<unknown>,
): Json {
  takeover.aliases += 1;
  if (takeover.aliases > MAX_ALIASES) {
    takeover.exhausted = true;
    report(takeover, node, `the document uses more than ${MAX_ALIASES} aliases`);
    return null;
  }
  const target = node.resolve(takeover.document);
  if (target === undefined || open.has(target)) {
    const fault = target === undefined ? 'names no anchor before it' : 'contains itself';
    report(takeover, node, `the alias *${node.source} ${fault}`);
    return null;
  }
  return take(takeover, target, path, open);
}

function takeMap(takeover: Takeover, items: readonly Pair[], path: Path, open: ReadonlySet<unknown>): Json {
  const object: Record<string, Json> = Object.create(null);
  for (const { key, value } of items) {
    const name = isScalar(key) ? String(key.value ?? '') : '';
    const inside = [...path, name];
    const fault = faultOfKey(takeover, name, inside, Object.hasOwn(object, name));
    if (fault === undefined) {
      markPlace(takeover, inside, 'key', key);
      object[name] = take(takeover, value, inside, open);
    } else {
      report(takeover, key, fault);
    }
  }
  return object;
}

function faultOfKey(takeover: Takeover, name: string, path: Path, seen: boolean): string | undefined {
  if (name === '<<') return 'merge keys (<<) are not read';
  if (name === '__proto__') return 'the key "__proto__" is not allowed';
  if (!seen) return undefined;
  const first = findPlace(takeover, path, 'key').line;
  return `the key ${quoted(name)} is written twice; first on line ${first}`;
}

function takeScalar(takeover: Takeover, node: { value: unknown; source?: string }): Json {
  const { value } = node;
  if (typeof value !== 'number') return typeof value === 'string' || typeof value === 'boolean' ? value : null;
  if (!Number.isFinite(value)) {
    report(takeover, node, `${node.source ?? value} is not a finite number`);
    return null;
  }
  if (/^[-+]?\d+$/.test(node.source ?? '') && !Number.isSafeInteger(value)) {
    report(takeover, node, `${node.source} is too large to be held exactly`, 'Put it in quotes.');
  }
  return value;
}

function report(takeover: Takeover, node: unknown, message: string, hint?: string): void {
  const { code, file, lines } = takeover;
  const place = placeAt(lines, file, offsetOf(node));
  takeover.problems.push({ code, message, place, ...(hint === undefined ? {} : { hint }) });
}

function markPlace(takeover: Takeover, path: Path, part: 'key' | 'value', node: unknown): void {
  const offset = offsetOf(node);
  if (offset !== undefined) takeover.places.set(placeKey(path, part), placeAt(takeover.lines, takeover.file, offset));
}

/** Where a key or a value is written; of what is not there, where its parent is. */
export function findPlace(takeover: Takeover, path: Path, part: 'key' | 'value'): Place {
  const own = takeover.places.get(placeKey(path, part)) ?? takeover.places.get(placeKey(path, 'value'));
  if (own !== undefined) return own;
  return path.length === 0 ? { file: takeover.file } : findPlace(takeover, path.slice(0, -1), 'key');
}

function placeKey(path: Path, part: string): string {
  return JSON.stringify([part, ...path]);
}

export function placeAt(lines: LineCounter, file: string, offset: number | undefined): Place {
  if (offset === undefined) return { file };
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}
