import { isJsonObject, type Json, type JsonObject } from '../contracts/json.ts';

const MAX_SCHEMA_CHARACTERS = 256 * 1024;
const MAX_SCHEMA_DEPTH = 64;
/** Schema nodes that one validation may visit when every `$ref` is followed once. */
const MAX_EXPANSION = 100_000;

const REFERENCES = ['$ref', '$dynamicRef'] as const;

/**
 * Why a JSON Schema is not compiled; `undefined` when it is within bounds. Bounded are its size and depth, references
 * (only into the schema itself: nothing is ever fetched), and what it grows to when references are followed, since a few
 * lines of references to references can otherwise cost more steps than there is time.
 */
export function schemaBeyondBounds(schema: Json): string | undefined {
  const size = JSON.stringify(schema).length;
  if (size > MAX_SCHEMA_CHARACTERS) return `the schema is larger than ${MAX_SCHEMA_CHARACTERS} characters`;
  const nodes = nodesOf(schema);
  if (nodes === undefined) return `the schema is nested more than ${MAX_SCHEMA_DEPTH} levels deep`;
  const foreign = nodes.flatMap(referencesOf).find((reference) => !reference.startsWith('#'));
  if (foreign !== undefined) {
    return `the schema refers to ${JSON.stringify(foreign)}: only references into the schema itself (#/…) are followed`;
  }
  // The promise that an asynchronous schema returns instead of a verdict would count as "valid".
  if (nodes.some((node) => Object.hasOwn(node, '$async'))) return 'the schema is asynchronous (`$async`)';
  if (expansionOf(schema, nodes) > MAX_EXPANSION) return 'the schema’s references multiply beyond any use';
  return undefined;
}

/** All objects inside, outermost first; `undefined` when they nest too deep. */
function nodesOf(schema: Json): readonly JsonObject[] | undefined {
  const nodes: JsonObject[] = [];
  let level: readonly Json[] = [schema];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_SCHEMA_DEPTH) return undefined;
    nodes.push(...level.filter(isJsonObject));
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return nodes;
}

function referencesOf(node: JsonObject): readonly string[] {
  return REFERENCES.flatMap((key) => {
    const reference = Object.hasOwn(node, key) ? node[key] : undefined;
    return typeof reference === 'string' ? [reference] : [];
  });
}

/** Nodes visited when each reference is followed; a reference back into what is being visited counts once. */
function expansionOf(schema: Json, nodes: readonly JsonObject[]): number {
  const sizes = new Map<Json, number>();
  const targetOf = resolver(schema, nodes);
  const sizeOf = (value: Json): number => {
    if (typeof value !== 'object' || value === null) return 0;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    sizes.set(value, 1);
    const inside = Object.values(value).reduce((sum: number, member: Json) => sum + sizeOf(member), 1);
    const referred = isJsonObject(value) ? referencesOf(value).map(targetOf) : [];
    const size = referred.reduce((sum: number, target) => sum + (target === undefined ? 0 : sizeOf(target)), inside);
    sizes.set(value, size);
    return size;
  };
  return sizeOf(schema);
}

/** Finds what a reference into the schema points to: `#`, a JSON pointer (`#/$defs/a`) or an anchor (`#a`). */
function resolver(schema: Json, nodes: readonly JsonObject[]): (reference: string) => Json | undefined {
  const anchors = new Map<Json | undefined, JsonObject>();
  for (const node of nodes) {
    for (const key of ['$anchor', '$dynamicAnchor']) if (Object.hasOwn(node, key)) anchors.set(node[key], node);
  }
  return (reference) => {
    const fragment = decode(reference.slice(1));
    return fragment === '' || fragment.startsWith('/') ? pointedAt(schema, fragment) : anchors.get(fragment);
  };
}

/** RFC 6901. */
function pointedAt(schema: Json, pointer: string): Json | undefined {
  let value: Json | undefined = schema;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
