import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code, line, linkTo, prose, type Spans, text } from '../../src/report/document.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { markdownSpans } from '../../src/report/markdown-text.ts';
import { visibleLine } from '../../src/report/untrusted.ts';
import { hostileText } from './hostile.ts';
import { htmlOf, walk } from './rendered.ts';

function textOf(markdown: string, element: string): readonly string[] {
  const texts: string[] = [];
  for (const { node, around } of walk(htmlOf(markdown))) {
    if (node.tagName === element && !around.includes(element)) {
      texts.push([...walk(node)].map(({ node: inner }) => inner.value ?? '').join(''));
    }
  }
  return texts;
}

const table = (cell: Spans): string => {
  const block = { kind: 'table', columns: [{ title: 'A' }, { title: 'B' }], rows: [[cell, [text('end')]]] } as const;
  const sections = [{ name: 'table', blocks: [block], expendable: 0 }];
  return renderMarkdown({ sections, wholeIsAt: [] }, { characters: 100_000, bytes: 100_000 });
};

describe('code spans', () => {
  test('any text comes out of a paragraph as it went in', () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        fc.pre(words !== '');
        expect(textOf(`x ${markdownSpans([code(words)])} x`, 'code')).toEqual([visibleLine(words)]);
      }),
    );
  });

  test('any text comes out of a table cell as it went in, and the next cell is its own', () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        fc.pre(words !== '');
        expect(textOf(table([code(words)]), 'td')).toEqual([visibleLine(words), 'end']);
      }),
    );
  });

  test('two that touch stay two', () => {
    const markdown = markdownSpans([code('`x`'), code('y ` z'), code('end')]);
    expect(textOf(markdown, 'code')).toEqual(['`x`', 'y ` z', 'end']);
  });

  test('nothing says so', () => {
    expect(markdownSpans([code('')])).toBe('*empty*');
  });
});

describe('sentences that others wrote', () => {
  test.each([
    ['The file has 3 lines (of 40).', 'The file has 3 lines (of 40).'],
    ['See prompts/a.md, line 3', 'See `prompts/a.md`, line 3'],
    ['ask @octocat about #12', 'ask `@octocat` about `#12`'],
    ['did you mean `max-drop`?', 'did you mean `max-drop`?'],
    ['defaced 1234567 GH-1', '`defaced` `1234567` `GH-1`'],
    ['see www. for more (WWW.)', 'see `www`. for more `(WWW.)`'],
    ["don't – it's “fine”", "don't – it's “fine”"],
    ['http://evil.example www.evil.example a@b.example', '`http://evil.example` `www.evil.example` `a@b.example`'],
  ])('%j', (sentence, markdown) => {
    expect(markdownSpans([prose(sentence)])).toBe(markdown);
  });
});

describe('our own words', () => {
  test('are never Markdown', () => {
    expect(markdownSpans([text('a_b*c <d> [e] | `f` ~g~ #1 @h')])).toBe(
      'a\\_b\\*c \\<d\\> \\[e\\] \\| \\`f\\` \\~g\\~ \\#1 \\@h',
    );
  });

  test('a template takes spans only', () => {
    expect(line`a ${code('b')} c`).toEqual([text('a '), code('b'), text(' c')]);
  });
});

describe('links', () => {
  test('are made for plain web addresses alone', () => {
    const label = [text('x')];
    for (const url of ['javascript:alert(1)', 'https://a b', 'https://a)', 'ftp://a', 'https://a"b', undefined]) {
      expect(linkTo(url, label)).toEqual(label);
    }
    expect(linkTo('https://a.example/b#L3', label)).toEqual([
      { kind: 'link', spans: label, url: 'https://a.example/b#L3' },
    ]);
  });
});
