import { code, line, lineBreak, type Span, type Spans, text } from './document.ts';
import { formatCount } from './figures.ts';
import { clip } from './untrusted.ts';

/** Names in a sentence are cut here: nobody reads on, and a status has 140 characters. */
const NAME_LENGTH = 60;

/** Characters that a cell of a five-column table holds on a line. */
const CELL_WIDTH = 30;

/** A stranger's name for something (an application, a metric, a slice, a case, a model, a file), short enough for a line. */
export function name(untrusted: string, length = NAME_LENGTH): Span {
  return code(clip(untrusted, length));
}

/** What something was and is; a side that is absent came or went. */
export function fromTo(source: string | undefined, target: string | undefined, length = NAME_LENGTH): Spans {
  if (source === undefined) return line`new ${name(target ?? '', length)}`;
  if (target === undefined) return line`${name(source, length)} removed`;
  return line`${name(source, length)} → ${name(target, length)}`;
}

/** The first items of a list, and how many more there are. */
export function bounded(items: readonly Spans[], most: number): readonly Spans[] {
  if (items.length <= most) return items;
  return [...items.slice(0, most), line`and ${text(formatCount(items.length - most))} more`];
}

/** A stranger's text in a table cell. Where a word is longer than a line it is cut, so that it cannot push others aside. */
export function nameInLines(untrusted: string, length: number): Spans {
  const clipped = clip(untrusted, length);
  const wraps = clipped.split(/\s/).every((word) => word.length <= CELL_WIDTH);
  return (wraps ? [clipped] : linesOf(clipped, CELL_WIDTH)).flatMap((part, index) => [
    ...(index === 0 ? [] : [lineBreak]),
    code(part),
  ]);
}

/** Cuts after the last space or comma that fits, else at the width; never inside a surrogate pair. */
function linesOf(untrusted: string, width: number): readonly string[] {
  const characters = [...untrusted];
  const lines: string[] = [];
  for (let start = 0; start < characters.length || lines.length === 0; ) {
    const window = characters.slice(start, start + width);
    const rest = characters.length - start > width;
    const cut = rest ? window.findLastIndex((one) => one === ' ' || one === ',') + 1 : window.length;
    const size = cut > width / 3 ? cut : window.length;
    lines.push(window.slice(0, size).join('').trim());
    start += Math.max(1, size);
  }
  return lines;
}
