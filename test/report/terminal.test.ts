import pico from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { reportDocument } from '../../src/report/comment.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { layOutPanes, layOutTable } from '../../src/report/terminal-table.ts';
import { SCENARIOS } from './scenarios.ts';

const shown = (name: string, width: number, colour = false, detailLines = 40): string =>
  renderTerminal(reportDocument(SCENARIOS[name]!), { width, colors: pico.createColors(colour), detailLines });

describe('a report in a terminal', () => {
  test.each(Object.keys(SCENARIOS).flatMap((name) => [80, 100, 120].map((width) => [name, width] as const)))(
    '%s keeps to %d columns',
    (name, width) => {
      for (const line of shown(name, width).split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    },
  );

  test('has colours only when asked', () => {
    expect(shown('fail-by-slice', 100)).not.toContain('\u001b');
    expect(shown('fail-by-slice', 100, true)).toContain('\u001b[31m');
  });

  test('says how much of a folded part it does not show', () => {
    expect(shown('fail-by-slice', 100, false, 5)).toMatch(/… \d+ more lines/);
  });

  test('has no Markdown and no HTML', () => {
    expect(shown('fail-by-slice', 100)).not.toMatch(/\*\*|<\w+>|\| -/);
  });
});

describe('a table', () => {
  test('wraps words before figures', () => {
    const { head, body } = layOutTable(['Name', 'N'], [['several words that wrap', '1,234']], ['left', 'right'], 20);
    expect(head).toEqual(['Name               N']);
    expect(body).toEqual(['several words  1,234', 'that wrap']);
  });

  test('counts wide characters as two columns', () => {
    const { body } = layOutTable(
      ['A', 'B'],
      [
        ['日本', 'x'],
        ['a', 'y'],
      ],
      ['left', 'left'],
      40,
    );
    expect(body).toEqual(['日本  x', 'a     y']);
  });
});

test('panes stand beside each other', () => {
  expect(layOutPanes('one two three', 'four', 17)).toEqual(['one two │ four', 'three   │']);
});
