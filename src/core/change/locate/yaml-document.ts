import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Place } from '../../contracts/layer.ts';
import type { Problem } from '../../contracts/problem.ts';
import { isProblem, type RawLocated } from './located.ts';
import type { Step } from './path-expression.ts';
import { ambiguousStep, missingStep } from './step-problems.ts';
import { type TreeView, type Walk, walk } from './walk.ts';
import { invalid, keyOf, parseDocuments } from './yaml-parse.ts';

/** How often aliases may multiply what they stand for, as the yaml package counts. */
const MAX_ALIASES = 100;

/**
 * Finds a path in YAML or JSON. Safe to read: aliases are bounded, duplicate keys are errors, tags of an application
 * (`!Sub`, `!!python/object`) are never run and a value made by one is refused. `<<` merges, as most loaders do.
 */
export function locateInYaml(text: string, file: string, steps: readonly Step[]): RawLocated | Problem {
  const lines = new LineCounter();
  const parsed = parseDocuments(text, file, lines);
  if (isProblem(parsed)) return parsed;
  const walks = parsed.flatMap((document) => {
    const root = document.contents;
    return root === null ? [] : [{ document, walk: walk<Node>(root, steps, viewOf(document)) }];
  });
  const places = new Places(file, lines);
  const found: RawLocated[] = [];
  for (const { document, walk: result } of walks) {
    if (result.kind === 'ambiguous') return ambiguousStep(result.at, steps, places.of(result.parent));
    if (result.kind !== 'found') continue;
    const read = readNode(result.node, document, places);
    if (isProblem(read)) return read;
    found.push(read);
  }
  return onlyOne(found, file) ?? missing(walks, steps, places);
}

function viewOf(document: Document.Parsed): TreeView<Node> {
  const resolve = (node: unknown): Node | undefined =>
    isAlias(node) ? node.resolve(document) : isNode(node) ? node : undefined;
  const member = (node: Node, key: string, depth = 0): Node | undefined => {
    if (!isMap(node) || depth > 10) return undefined;
    const own = node.items.find((pair) => keyOf(pair.key) === key);
    if (own && key !== '<<') return resolve(own.value) ?? undefined;
    return mergedMaps(node, resolve)
      .map((merged) => member(merged, key, depth + 1))
      .find((found) => found !== undefined);
  };
  return {
    member,
    keys: (node) => keysOf(node),
    items: (node) => (isSeq(node) ? node.items.flatMap((item) => resolve(item) ?? []) : undefined),
    scalar: (node) => (isScalar(node) ? String(node.value) : undefined),
  };
}

function keysOf(node: Node): readonly string[] {
  if (!isMap(node)) return [];
  return node.items.flatMap((pair: Pair) => keyOf(pair.key) ?? []).filter((key) => key !== '<<');
}

/** What `<<` brings in: one mapping or a list of them, first wins. */
function mergedMaps(map: YAMLMap, resolve: (node: unknown) => Node | undefined): readonly YAMLMap[] {
  const merge = map.items.find((pair) => keyOf(pair.key) === '<<');
  const value = resolve(merge?.value);
  const sources = isSeq(value) ? value.items.map(resolve) : [value];
  return sources.filter((source): source is YAMLMap => isMap(source));
}

/** Turns nodes into places of one file. */
class Places {
  readonly file: string;
  readonly #lines: LineCounter;

  constructor(file: string, lines: LineCounter) {
    this.file = file;
    this.#lines = lines;
  }

  of(node: Node): Place & { readonly line: number; readonly column: number; readonly endLine: number } {
    const [start, end] = node.range ?? [0, 0];
    const { line, col } = this.#lines.linePos(start);
    const last = this.#lines.linePos(Math.max(start, end - 1));
    return { file: this.file, line, column: col, endLine: last.line };
  }
}

function readNode(node: Node, document: Document.Parsed, places: Places): RawLocated | Problem {
  const { line, column, endLine } = places.of(node);
  const tag = foreignTag(node);
  if (tag !== undefined) {
    return {
      ...invalid(
        { file: places.file, line, column },
        `${places.file} makes this value with the tag ${tag}, which is not run`,
      ),
      hint: 'Name the place where the plain value is written.',
    };
  }
  try {
    return { value: node.toJS(document, { maxAliasCount: MAX_ALIASES }), line, column, endLine };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return invalid({ file: places.file, line, column }, `${places.file} cannot be read safely: ${reason}`);
  }
}

/** A tag that is not YAML's own on the node or anything in it. */
function foreignTag(node: Node): string | undefined {
  let tag: string | undefined;
  visit(node, (_, part) => {
    if (!isNode(part) || isAlias(part) || part.tag === undefined) return undefined;
    if (/^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/.test(part.tag)) return undefined;
    tag = part.tag;
    return visit.BREAK;
  });
  return tag;
}

function onlyOne(found: readonly RawLocated[], file: string): RawLocated | Problem | undefined {
  const [first, ...rest] = found;
  const other = rest.find((located) => JSON.stringify(located.value) !== JSON.stringify(first?.value));
  if (!other) return first;
  return invalid(
    { file, ...(other.line === undefined ? {} : { line: other.line }) },
    `${file} has this path in several documents with different values (lines ${first?.line} and ${other.line})`,
  );
}

function missing(walks: readonly { readonly walk: Walk<Node> }[], steps: readonly Step[], places: Places): Problem {
  // Of several documents, the one where the path leads farthest is the one that was meant.
  const misses = walks.flatMap(({ walk: result }) => (result.kind === 'missing' ? [result] : []));
  const [farthest] = misses.toSorted((a, b) => b.at - a.at);
  if (farthest) return missingStep(farthest, steps, { file: places.file, line: places.of(farthest.parent).line });
  return {
    code: 'layer-missing',
    message: `${places.file} is empty`,
    place: { file: places.file },
    hint: 'Write the value there, or name the file that has it.',
  };
}
