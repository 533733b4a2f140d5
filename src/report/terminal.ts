import type { Colors } from 'picocolors/types';
import type { Block, ReportDocument, Span, Spans, Tone } from './document.ts';
import { layOutPanes, layOutTable } from './terminal-table.ts';
import { columnsOf, foldLine, linesOf } from './terminal-width.ts';
import { visibleLine, visibleLines } from './untrusted.ts';

export interface TerminalStyle {
  /** Columns; what is outside 40 to 120 is brought there. */
  readonly width: number;
  /** From `picocolors.createColors(enabled)`; the caller knows whether this is a terminal and what `NO_COLOR` says. */
  readonly colors: Colors;
  /** Lines of a collapsed part that are shown. */
  readonly detailLines: number;
}

/**
 * The same document for a terminal. Escape sequences come only from `style.colors`: control characters of untrusted text
 * are shown by their code points.
 */
export function renderTerminal(document: ReportDocument, style: TerminalStyle): string {
  const width = Math.min(120, Math.max(40, style.width));
  const blocks = document.sections.flatMap((section) => section.blocks);
  return `${renderBlocks(blocks, { ...style, width }).join('\n')}\n`;
}

/** Blocks as lines, a blank line between two of them. */
function renderBlocks(blocks: readonly Block[], style: TerminalStyle): readonly string[] {
  return blocks.flatMap((block, index) => [...(index === 0 ? [] : ['']), ...renderBlock(block, style)]);
}

function renderBlock(block: Block, style: TerminalStyle): readonly string[] {
  const { colors, width } = style;
  switch (block.kind) {
    case 'heading':
      return renderHeading(block, style);
    case 'paragraph':
      return wrapped(styled(block.spans, colors), width, '');
    case 'alert':
      return renderAlert(block, style);
    case 'table':
      return renderTable(block, style);
    case 'list':
      return block.items.flatMap((item) => wrapped(styled(item, colors), width, '• '));
    case 'code':
      return renderCode(block, style);
    case 'side-by-side':
      return renderPanes(block, style);
    case 'details':
      return renderDetails(block, style);
    case 'rule':
      return [colors.dim('─'.repeat(width))];
  }
}

function renderHeading(
  block: Extract<Block, { kind: 'heading' }>,
  { colors, width }: TerminalStyle,
): readonly string[] {
  const title = styled(block.spans, colors);
  if (block.level === 2) return wrapped(colors.bold(title), width, '');
  if (block.level === 4) return wrapped(colors.bold(title), width, '');
  const rest = Math.max(0, width - columnsOf(title) - 4);
  return [`${colors.dim('──')} ${colors.bold(title)}${rest > 0 ? ` ${colors.dim('─'.repeat(rest))}` : ''}`];
}

function renderAlert(block: Extract<Block, { kind: 'alert' }>, { colors, width }: TerminalStyle): readonly string[] {
  const paint = { note: colors.blue, warning: colors.yellow, caution: colors.red }[block.tone];
  return block.lines.flatMap((spans) =>
    wrapped(styled(spans, colors), width - 2, '').map((one) => `${paint('┃')} ${one}`),
  );
}

function renderTable(block: Extract<Block, { kind: 'table' }>, { colors, width }: TerminalStyle): readonly string[] {
  const table = layOutTable(
    block.columns.map((column) => colors.bold(column.title)),
    block.rows.map((row) => row.map((cell) => styled(cell, colors))),
    block.columns.map((column) => column.align ?? 'left'),
    width,
  );
  return [...table.head, colors.dim('─'.repeat(Math.min(table.width, width))), ...table.body];
}

function renderCode(block: Extract<Block, { kind: 'code' }>, { colors, width }: TerminalStyle): readonly string[] {
  return visibleLines(block.text)
    .split('\n')
    .flatMap((one) => {
      const paint = block.language === 'diff' ? diffPaint(one, colors) : (plain: string) => plain;
      return foldLine(one, width - 2).map((piece) => `  ${paint(piece)}`.trimEnd());
    });
}

function diffPaint(one: string, colors: Colors): (plain: string) => string {
  if (one.startsWith('+')) return colors.green;
  if (one.startsWith('-')) return colors.red;
  return colors.dim;
}

function renderPanes(block: Extract<Block, { kind: 'side-by-side' }>, style: TerminalStyle): readonly string[] {
  const { colors, width } = style;
  const titles = layOutPanes(styled(block.source.title, colors), styled(block.target.title, colors), width);
  const texts = layOutPanes(visibleLines(block.source.text), visibleLines(block.target.text), width);
  const half = Math.floor((width - 3) / 2);
  return [...titles, colors.dim(`${'─'.repeat(half)}─┼─${'─'.repeat(half)}`), ...texts];
}

/** A terminal cannot fold: the first lines are shown, and how many there are besides. */
function renderDetails(block: Extract<Block, { kind: 'details' }>, style: TerminalStyle): readonly string[] {
  const { colors, detailLines } = style;
  const lines = renderBlocks(block.blocks, { ...style, width: style.width - 2 }).map((one) => `  ${one}`.trimEnd());
  const more = lines.length - detailLines;
  const shown = more > 1 ? [...lines.slice(0, detailLines), colors.dim(`  … ${more} more lines`)] : lines;
  return [...wrapped(styled(block.summary, colors), style.width, '▸ '), ...shown];
}

/** Wraps at the width; lines after the first are indented as far as the bullet reaches. */
function wrapped(words: string, width: number, bullet: string): readonly string[] {
  const indent = ' '.repeat(bullet.length);
  return linesOf(words, width - bullet.length).map((one, index) => (index === 0 ? bullet : indent) + one);
}

function styled(spans: Spans, colors: Colors): string {
  return spans.map((span) => styledSpan(span, colors)).join('');
}

function styledSpan(span: Span, colors: Colors): string {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'strong':
      return colors.bold(styled(span.spans, colors));
    case 'tone':
      return paintOf(span.tone, colors)(styled(span.spans, colors));
    case 'code':
      return span.text === '' ? colors.dim('empty') : colors.cyan(visibleLine(span.text));
    case 'prose':
      return visibleLine(span.text);
    case 'link':
      return styled(span.spans, colors);
    case 'break':
      return '\n';
  }
}

function paintOf(shade: Tone, colors: Colors): (plain: string) => string {
  return { good: colors.green, bad: colors.red, unsure: colors.yellow, muted: colors.dim }[shade];
}
