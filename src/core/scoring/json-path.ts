import { parsePath, type Step } from '../change/locate/path-expression.ts';
import { type TreeView, walk } from '../change/locate/walk.ts';
import { isJsonObject, type Json } from '../contracts/json.ts';
import { scalarText } from './expected.ts';

/** Steps into a JSON value. */
export type JsonPath = readonly Step[];

/**
 * Reads a dotted path as configuration writes it everywhere (`a.b[2].c`, `a["dotted.key"]`, `list[name=x].value`), with an
 * optional `$` in front for the whole value, as in `$`, `$.a` and `$[0]`. Returns `undefined` when it is none.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (text === '$') return [];
  const steps = parsePath(text.replace(/^\$(?:\.(?!\[)|(?=\[))/, ''));
  return 'faultAt' in steps ? undefined : steps;
}

const VIEW: TreeView<Json> = {
  member: (node, key) => (isJsonObject(node) && Object.hasOwn(node, key) ? node[key] : undefined),
  keys: (node) => (isJsonObject(node) ? Object.keys(node) : []),
  items: (node) => (Array.isArray(node) ? node : undefined),
  scalar: (node) => scalarText(node),
};

/** The value that a path leads to; `undefined` when it leads nowhere, or to several. Own members only. */
export function valueAt(root: Json, path: JsonPath): Json | undefined {
  const end = walk(root, path, VIEW);
  return end.kind === 'found' ? end.node : undefined;
}
