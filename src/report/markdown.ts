import { markdownTable } from 'markdown-table';
import type { Block, OutputPane, ReportDocument, Span, Spans } from './document.ts';
import { fitSections, type Limits } from './fit.ts';
import { htmlSpans, longestRun, markdownSpans } from './markdown-text.ts';
import { visibleLines } from './untrusted.ts';

/** First line of the one comment that is ours. */
export const MARKER = '<!-- changeover -->';

/** Characters of a side-by-side pane before a line is broken, so that both panes fit without scrolling. */
const PANE_COLUMNS = 52;

/**
 * A document as GitHub Flavored Markdown within limits; whole sections give way, least needed first, and a sentence says
 * which and where they are. Every construct that is opened is closed.
 */
export function renderMarkdown(document: ReportDocument, limits: Limits): string {
  const blocks = fitSections(document, limits, markdownBlocks);
  return `${markdownBlocks(blocks)}\n`;
}

/** Blocks separated by blank lines. */
function markdownBlocks(blocks: readonly Block[]): string {
  return blocks.map(markdownBlock).join('\n\n');
}

function markdownBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${markdownSpans(block.spans)}`;
    case 'paragraph':
      return guardLineStart(markdownSpans(block.spans));
    case 'alert':
      return alertBlock(block.tone, block.lines);
    case 'table':
      return tableBlock(block);
    case 'list':
      return block.items.map((item) => `- ${guardLineStart(markdownSpans(item))}`).join('\n');
    case 'code':
      return fencedBlock(block.text, block.language);
    case 'side-by-side':
      return sideBySide(block.source, block.target);
    case 'details':
      return `<details>\n<summary>${htmlSpans(block.summary)}</summary>\n\n${markdownBlocks(block.blocks)}\n\n</details>`;
    case 'rule':
      return '---';
  }
}

/** What would begin a list, a heading or a rule at the start of a line is meant as itself. */
function guardLineStart(words: string): string {
  return words.replace(/^([-+=]|\d+[.)])(?=\s|$)/, '\\$1');
}

function alertBlock(tone: 'note' | 'warning' | 'caution', lines: readonly Spans[]): string {
  const body = lines.map((spans) => `> ${guardLineStart(markdownSpans(spans))}`).join('\n>\n');
  return `> [!${tone.toUpperCase()}]\n${body}`;
}

function tableBlock(block: Extract<Block, { kind: 'table' }>): string {
  const header = block.columns.map((column) => markdownSpans([{ kind: 'text', text: column.title }], true));
  const rows = block.rows.map((row) =>
    row.map((cell, at) => markdownSpans(block.columns[at]?.align === 'right' ? cell.map(unbroken) : cell, true)),
  );
  const align = block.columns.map((column) => (column.align === 'right' ? 'r' : ''));
  return markdownTable([header, ...rows], { align, alignDelimiters: false });
}

/** GitHub's narrow columns would part a bound from its sign and the ends of an interval from one another. */
function unbroken(span: Span): Span {
  if (span.kind === 'tone') return { ...span, spans: span.spans.map(unbroken) };
  return span.kind === 'text' && /^[≥≤] | … /.test(span.text)
    ? { ...span, text: span.text.replaceAll(' ', '\u00a0') }
    : span;
}

/** A fenced block whose fence is longer than any run of backticks inside it. */
function fencedBlock(untrusted: string, language: string): string {
  const content = visibleLines(untrusted);
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}\n${content}\n${fence}`;
}

/** GitHub reads Markdown inside an HTML table between blank lines, so each cell holds a fence. */
function sideBySide(source: OutputPane, target: OutputPane): string {
  const pane = ({ text }: OutputPane): string => fencedBlock(foldLines(visibleLines(text)), 'text');
  return [
    '<table>',
    `<tr><th align="left">${htmlSpans(source.title)}</th><th align="left">${htmlSpans(target.title)}</th></tr>`,
    '<tr><td valign="top">',
    '',
    pane(source),
    '',
    '</td><td valign="top">',
    '',
    pane(target),
    '',
    '</td></tr>',
    '</table>',
  ].join('\n');
}

/** Breaks long lines at spaces where there are any: a fence never wraps by itself. */
function foldLines(content: string): string {
  const fold = new RegExp(`(.{1,${PANE_COLUMNS}})(?:\\s+|$)|(.{${PANE_COLUMNS}})`, 'gu');
  return content
    .split('\n')
    .map((text) => (text.length <= PANE_COLUMNS ? text : text.replace(fold, '$1$2\n').trimEnd()))
    .join('\n');
}
