import fc from 'fast-check';
import { describe, expect } from 'vitest';
import {
  type Block,
  code,
  details,
  heading,
  line,
  linkTo,
  list,
  paragraph,
  prose,
  type Spans,
  text,
} from '../../src/report/document.ts';
import { MARKER, renderMarkdown } from '../../src/report/markdown.ts';
import { ATTACKS } from '../report/hostile.ts';
import { htmlOf, skeleton, walk } from '../report/rendered.ts';
import { property, textOf } from './property.ts';

/** All that Markdown, HTML and GitHub read as more than letters, and how it begins and ends. */
const SYNTAX = [
  ...[
    '`',
    '``',
    '```',
    '~~~',
    '\\',
    '|',
    '\n',
    '\r',
    '\t',
    ' ',
    '    ',
    '<',
    '>',
    '&',
    '&amp;',
    '&lt;',
    '&#96;',
    '&#x7c;',
  ],
  ...[
    '*',
    '_',
    '**',
    '~~',
    '[',
    ']',
    '(',
    ')',
    '![',
    '](',
    '"',
    "'",
    '#',
    '# ',
    '-',
    '- ',
    '+ ',
    '1. ',
    '> ',
    '=',
    '---',
    '***',
  ],
  ...[
    '@',
    '@octocat',
    '#1',
    'GH-1',
    ':',
    ':+1:',
    '://',
    'https://',
    'www.',
    'a@b.example',
    '$',
    '$$',
    '%',
    '{',
    '}',
    '^',
    '[^1]',
  ],
  ...[
    '<!--',
    '-->',
    '<b>',
    '</b>',
    '</details>',
    '</summary>',
    '</td>',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    'javascript:',
    '\u202e',
    '\0',
  ],
];
const untrusted = textOf([...SYNTAX, ...ATTACKS]);

/** What GitHub would turn into something when it stands outside of code. */
const ACTIVE = /@[a-z0-9]|#\d|\bGH-\d|https?:|www\.|\b[0-9a-f]{7,40}\b|:[a-z]+:|\$[^\s\d]/i;

const table = (cell: Spans): Block => ({
  kind: 'table',
  columns: [{ title: 'A' }, { title: 'B', align: 'right' }],
  rows: [
    [cell, [text('end')]],
    [[text('end')], cell],
  ],
});

/** Every kind of block, with a stranger's text wherever one takes it. */
function blocksWith(words: string): readonly Block[] {
  // A paragraph of nothing at all would be none.
  const sentence = words.trim() === '' ? 'word' : words;
  const spans = line`before ${code(words)} between ${prose(words)} after ${linkTo('https://github.com/a', [code(words)])}`;
  return [
    heading(2, spans),
    paragraph(spans),
    paragraph([prose(sentence)]),
    paragraph([code(words), code(words), prose(words)]),
    list([spans, [prose(words)]]),
    { kind: 'alert', tone: 'warning', lines: [spans, [prose(sentence)]] },
    table(spans),
    table([prose(words)]),
    { kind: 'code', language: 'diff', text: words },
    {
      kind: 'side-by-side',
      source: { title: [text('Old')], text: words },
      target: { title: [text('New')], text: words },
    },
    details(spans, [paragraph(spans), { kind: 'code', language: 'text', text: words }, table([code(words)])]),
    paragraph([text('end')]),
  ];
}

const rendered = (words: string): string =>
  renderMarkdown(
    { sections: [{ name: 'all', blocks: blocksWith(words), expendable: 0 }], wholeIsAt: [] },
    { characters: 1_000_000, bytes: 1_000_000 },
  );

const plain = skeleton(htmlOf(rendered('plain')));
const OWN = new Set(
  'h2 p code strong em a br ul li blockquote table thead tbody tr th td pre details summary'.split(' '),
);

describe('any text in any block of a comment', () => {
  property('changes nothing around it, and becomes nothing itself', 120, untrusted, (words) => {
    const markdown = rendered(words);
    const html = htmlOf(markdown);
    expect(skeleton(html)).toBe(plain);
    expect(markdown.toLowerCase()).not.toContain(MARKER);
    for (const { node, around } of walk(html)) {
      expect(node.type).not.toBe('comment');
      if (node.tagName !== undefined) expect(OWN).toContain(node.tagName);
      if (node.tagName === 'a') expect(node.properties?.['href']).toBe('https://github.com/a');
      if (node.type === 'text' && !around.includes('code')) expect(node.value).not.toMatch(ACTIVE);
    }
  });

  property('shows every character that cannot be seen', 400, untrusted, (words) => {
    expect(rendered(words).replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u,
    );
  });
});

describe('an address of a link', () => {
  const address = textOf([
    'https://',
    'http://',
    'javascript:',
    'a.example',
    '/',
    ')',
    '(',
    ' ',
    '"',
    '<',
    '>',
    '\n',
    '\\',
    '#',
    '?',
    '`',
  ]);
  property('is a plain one, or there is no link', 500, fc.tuple(address, untrusted), ([url, words]) => {
    const spans = linkTo(url, [code(words)]);
    const document = { sections: [{ name: 'one', blocks: [paragraph(spans)], expendable: 0 }], wholeIsAt: [] };
    const html = htmlOf(renderMarkdown(document, { characters: 1_000_000, bytes: 1_000_000 }));
    for (const { node } of walk(html)) {
      if (node.tagName === 'a') expect(node.properties?.['href']).toBe(url);
      if (node.tagName !== undefined) expect(['p', 'a', 'code', 'em']).toContain(node.tagName);
    }
  });
});
