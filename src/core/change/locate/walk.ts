import type { Step } from './path-expression.ts';

/** How to look into one format's tree. Only own members count: `constructor` is a key like any other. */
export interface TreeView<Node> {
  /** A mapping's member, or `undefined` when there is none or the node is no mapping. */
  member(node: Node, key: string): Node | undefined;
  /** A mapping's keys; empty for anything else. */
  keys(node: Node): readonly string[];
  /** A list's items, or `undefined` when the node is no list. */
  items(node: Node): readonly Node[] | undefined;
  /** A scalar as text, for `[name=value]`. */
  scalar(node: Node): string | undefined;
}

/** Where a path leads; or how far it went, the step that has nothing to hold on to, and what is there instead. */
export type Walk<Node> =
  | { readonly kind: 'found'; readonly node: Node }
  | { readonly kind: 'ambiguous'; readonly at: number; readonly parent: Node }
  | {
      readonly kind: 'missing';
      /** Index of the step that failed. */
      readonly at: number;
      readonly parent: Node;
      /** Names that are there: keys of a mapping, or the values that the member of `[name=value]` has. */
      readonly names: readonly string[];
    };

/** Follows a path from a node. Two items that answer one `[name=value]` are ambiguous. */
export function walk<Node>(root: Node, steps: readonly Step[], view: TreeView<Node>): Walk<Node> {
  let node = root;
  for (const [at, step] of steps.entries()) {
    const next = follow(node, step, view);
    if (next.length > 1) return { kind: 'ambiguous', at, parent: node };
    const [only] = next;
    if (only === undefined) return { kind: 'missing', at, parent: node, names: namesAt(node, step, view) };
    node = only;
  }
  return { kind: 'found', node };
}

function follow<Node>(node: Node, step: Step, view: TreeView<Node>): readonly Node[] {
  if (step.kind === 'key') {
    const member = view.member(node, step.key);
    return member === undefined ? [] : [member];
  }
  const items = view.items(node) ?? [];
  if (step.kind === 'index') return items.slice(step.index, step.index + 1);
  return items.filter((item) => selectorOf(item, step.key, view) === step.value);
}

function namesAt<Node>(node: Node, step: Step, view: TreeView<Node>): readonly string[] {
  if (step.kind === 'key') return view.keys(node);
  if (step.kind === 'index') return [];
  return (view.items(node) ?? []).flatMap((item) => selectorOf(item, step.key, view) ?? []);
}

function selectorOf<Node>(item: Node, key: string, view: TreeView<Node>): string | undefined {
  const member = view.member(item, key);
  return member === undefined ? undefined : view.scalar(member);
}
