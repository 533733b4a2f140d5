import rehypeRaw from 'rehype-raw';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

/** The part of an HTML tree that tests look at. */
export interface HtmlNode {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly children?: readonly HtmlNode[];
}

/** GitHub Flavored Markdown as the HTML tree that a browser would build, raw HTML included. */
export function htmlOf(markdown: string): HtmlNode {
  const processor = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkRehype, { allowDangerousHtml: true })
    .use(rehypeRaw);
  return processor.runSync(processor.parse(markdown)) as HtmlNode;
}

/** Every node, each with the names of the elements around it. */
export function* walk(
  node: HtmlNode,
  around: readonly string[] = [],
): Generator<{ node: HtmlNode; around: readonly string[] }> {
  yield { node, around };
  const inside = node.tagName === undefined ? around : [...around, node.tagName];
  for (const child of node.children ?? []) yield* walk(child, inside);
}

const INLINE = new Set(['code', 'strong', 'b', 'em', 'br', 'a']);

/** The block structure alone, so that two documents can be compared whatever their words are. */
export function skeleton(node: HtmlNode): string {
  const inside = (node.children ?? []).map(skeleton).join('');
  if (node.tagName === undefined || INLINE.has(node.tagName)) return node.tagName === undefined ? inside : '';
  return `<${node.tagName}>${node.tagName === 'pre' ? '' : inside}</>`;
}
