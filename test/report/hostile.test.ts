import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import pico from 'picocolors';
import { describe, expect, test } from 'vitest';
import { annotationsOf } from '../../src/report/annotations.ts';
import { renderComment, reportDocument } from '../../src/report/comment.ts';
import { logLine, logLines } from '../../src/report/github-log.ts';
import { MARKER } from '../../src/report/markdown.ts';
import { statusDescription } from '../../src/report/reason.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { ATTACKS, hostileText, reportWith } from './hostile.ts';
import { htmlOf, skeleton, walk } from './rendered.ts';

const ALLOWED = new Set(
  'h2 h3 h4 p strong b em code pre a br hr ul li table thead tbody tr th td details summary'.split(' '),
);
/** What GitHub would turn into something when it stands outside of code. */
const ACTIVE = /@[a-z0-9]|#\d|\bGH-\d|https?:|www\.|\b[0-9a-f]{7,40}\b|:[a-z]+:|\$[^\s\d]/i;
const OWN_LINKS = 'https://github.com/acme/helpdesk/';
const HIDDEN = /[\p{Cc}\p{Cs}\u200b\u202a-\u202e\u2028\u2029]/u;

const plainSkeleton = skeleton(htmlOf(renderComment(reportWith('plain'))));

function expectSafe(text: string): void {
  const comment = renderComment(reportWith(text));
  expect(comment.split('\n')[0]).toBe(MARKER);
  expect(comment.match(/<!--\s*changeover\s*-->/gi)).toHaveLength(1);
  const html = htmlOf(comment);
  const comments: string[] = [];
  for (const { node, around } of walk(html)) {
    if (node.type === 'comment') comments.push(node.value ?? '');
    if (node.tagName !== undefined) expect(ALLOWED).toContain(node.tagName);
    if (node.tagName === 'a') expect(String(node.properties?.['href'])).toMatch(new RegExp(`^${OWN_LINKS}`));
    if (node.type === 'text' && !around.includes('code')) expect(node.value).not.toMatch(ACTIVE);
    if (node.type === 'text') expect(node.value?.replace(/\n/g, '')).not.toMatch(HIDDEN);
  }
  expect(comments).toEqual([' changeover ']);
  expect(skeleton(html)).toBe(plainSkeleton);
}

describe('a comment full of strangers’ text', () => {
  test.each(ATTACKS)('%j does nothing', (attack) => {
    expectSafe(`${attack} word ${attack}${attack}`);
  });

  test('any mixture does nothing', () => {
    fc.assert(fc.property(hostileText, expectSafe), { numRuns: 100 });
  });

  test('the plain text keeps the structure that the others are held against', () => {
    expect(plainSkeleton).toContain('<details>');
    expect(plainSkeleton).toContain('<table>');
  });

  test('the summary has no marker', () => {
    expect(renderSummary(reportWith('<!-- changeover -->'))).not.toMatch(/<!--/);
  });
});

describe('a terminal full of strangers’ text', () => {
  test('shows no control character and no colour of others', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 20, max: 200 }), fc.boolean(), (text, width, colour) => {
        const style = { width, colors: pico.createColors(colour), detailLines: 60 };
        const shown = renderTerminal(reportDocument(reportWith(text)), style);
        const bare = stripVTControlCharacters(shown).replaceAll('\n', '');
        expect(bare).not.toMatch(HIDDEN);
        if (!colour) expect(shown).not.toContain('\u001b');
      }),
      { numRuns: 100 },
    );
  });
});

describe('a job’s log full of strangers’ text', () => {
  test('holds no workflow command', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const one of [...logLines(text), logLine(text)]) {
          expect(one.trimStart().startsWith('::')).toBe(false);
          expect(one).not.toContain('##[');
          expect(one).not.toMatch(HIDDEN);
        }
        expect(logLine(text)).not.toContain('\n');
      }),
      { numRuns: 500 },
    );
  });

  test('leaves ordinary words alone', () => {
    expect(logLines('a: b\n## c [d]')).toEqual(['a: b', '## c [d]']);
    expect(logLines('  ::error::x\nx ##[add-mask]y')).toEqual(['  : :error: :x', 'x ## [add-mask]y']);
  });
});

test('a status stays within 140 characters whatever the names are', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const { verdict } = reportWith(text.repeat(20));
      expect(statusDescription(verdict).length).toBeLessThanOrEqual(140);
      expect(statusDescription(verdict)).not.toMatch(HIDDEN);
    }),
  );
});

test('annotations are plain, bounded and without control characters', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      for (const { title, message } of annotationsOf(reportWith(text).verdict)) {
        expect(title).not.toMatch(HIDDEN);
        expect(message.replace(/\n/g, '')).not.toMatch(HIDDEN);
        expect(message.length).toBeLessThanOrEqual(1_000);
      }
    }),
  );
});
