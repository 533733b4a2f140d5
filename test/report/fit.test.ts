import { describe, expect, test } from 'vitest';
import { renderComment } from '../../src/report/comment.ts';
import { paragraph, type ReportDocument, type Section, text } from '../../src/report/document.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { htmlOf, walk } from './rendered.ts';
import { comparison, excerpt, finding, migration, reportInput, SCENARIOS, verdict } from './scenarios.ts';

const words = (length: number): ReturnType<typeof paragraph> => paragraph([text('w'.repeat(length))]);

function section(name: string, expendable: number, length: number, shorter?: number): Section {
  const short = shorter === undefined ? {} : { shorter: [words(shorter)] };
  return { name, blocks: [words(length)], expendable, ...short };
}

function render(sections: readonly Section[], characters: number, bytes = characters): string {
  const document: ReportDocument = { sections, wholeIsAt: [text('the evidence')] };
  return renderMarkdown(document, { characters, bytes });
}

describe('fitting', () => {
  const sections = [
    section('verdict', 0, 100),
    section('a', 10, 300),
    section('b', 20, 300, 50),
    section('last', 1, 50),
  ];

  test('what fits is left as it is', () => {
    expect(render(sections, 2_000)).not.toContain('To fit');
  });

  test('the most expendable part is shortened first, then left out', () => {
    expect(render(sections, 800)).toContain('To fit the limit: b (shortened). The whole is in the evidence.');
    expect(render(sections, 600)).toContain('To fit the limit: b (left out)');
    expect(render(sections, 420)).toContain('To fit the limit: a (left out), b (left out)');
  });

  test('the sentence stands before the last part', () => {
    const paragraphs = render(sections, 600).trim().split('\n\n');
    expect(paragraphs.at(-1)).toBe('w'.repeat(50));
    expect(paragraphs.at(-2)).toContain('To fit the limit');
  });

  test('among equals the last goes first', () => {
    const equals = [
      section('verdict', 0, 10),
      section('first', 5, 300),
      section('second', 5, 300),
      section('last', 1, 10),
    ];
    expect(render(equals, 600)).toContain('second (left out)');
    expect(render(equals, 600)).not.toContain('first (left out)');
  });

  test('bytes count too', () => {
    const wide = [
      section('verdict', 0, 10),
      { name: 'wide', blocks: [paragraph([text('語'.repeat(300))])], expendable: 9 },
    ];
    expect(render(wide, 1_000, 1_200)).not.toContain('To fit');
    expect(render(wide, 1_000, 900)).toContain('wide (left out)');
  });

  test('the first part stays whatever happens', () => {
    expect(render([section('verdict', 99, 500), section('x', 0, 500)], 100)).toContain('w'.repeat(500));
  });
});

const LONG = 'All the words that a model can say when nobody stops it, and a few more. '.repeat(400);

/** Twenty lost cases of 30,000 characters each way, and more slices than anyone reads. */
const huge = reportInput({
  verdict: verdict({
    verdict: 'fail',
    reason: SCENARIOS['fail-by-slice']!.verdict.reason,
    migrations: [
      migration({
        verdict: 'fail',
        lost: Array.from({ length: 400 }, (_, at) => `case-${at}`),
        findings: Array.from({ length: 400 }, (_, at) => finding({ slice: `slice-${at}`, status: 'fail' })),
        comparisons: Array.from({ length: 400 }, (_, at) => comparison({ slice: `slice-${at}` })),
        changed: ['system', 'prompt'].map((layer) => ({
          layer: layer as 'system' | 'prompt',
          source: { name: layer as 'system' | 'prompt', value: `${LONG}\n`.repeat(5), places: [] },
          target: { name: layer as 'system' | 'prompt', value: `${LONG}!\n`.repeat(5), places: [] },
        })),
      }),
    ],
  }),
  excerpts: Array.from({ length: 400 }, (_, at) =>
    excerpt({
      caseId: `case-${at}`,
      input: LONG,
      source: { output: `${'`'.repeat(9)}${LONG}`, scores: {} },
      target: { output: `${LONG}</details>`, scores: {} },
    }),
  ),
});

/** So many applications that not even their tables fit. */
const many = reportInput({
  verdict: verdict({
    verdict: 'fail',
    reason: SCENARIOS['fail-by-slice']!.verdict.reason,
    migrations: Array.from({ length: 120 }, (_, at) =>
      migration({
        application: `application-${at}`,
        verdict: at === 60 ? 'fail' : 'pass',
        findings: Array.from({ length: 10 }, () => finding({ status: at === 60 ? 'fail' : 'pass' })),
      }),
    ),
  }),
});

describe.each(Object.entries({ huge, many }))('a %s report', (name, input) => {
  const comment = renderComment(input);

  test('fits into a comment', () => {
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment.length).toBeGreaterThan(20_000);
  });

  test('keeps verdict, table, next steps and the last line, and says what is missing', () => {
    expect(comment).toContain('## ❌ Changeover: fail');
    expect(comment).toContain('| Metric | Source | Target | Change |');
    expect(comment).toContain('### How to proceed');
    expect(comment).toContain('attempt 1');
    if (name === 'many')
      expect(comment).toMatch(/To fit the limit: .*\d+ × .*The whole is in \[the evidence of this run\]/);
  });

  test('closes what it opens', () => {
    expect(comment.match(/<details>/g)?.length ?? 0).toBe(comment.match(/<\/details>/g)?.length ?? 0);
    const last = [...walk(htmlOf(comment))].filter(
      ({ node }) => node.type === 'text' && node.value?.includes('attempt 1'),
    );
    expect(last.map(({ around }) => around)).toEqual([['p']]);
  });

  test('fits into a summary whole', () => {
    const summary = renderSummary(input);
    expect(new TextEncoder().encode(summary).length).toBeLessThanOrEqual(1_048_576);
    expect(summary.length).toBeGreaterThanOrEqual(comment.length - 30);
  });
});

test('of many applications the worst stays longest', () => {
  const comment = renderComment(many);
  expect(comment).toContain('### ❌ `application-60`: fail');
  expect(comment.indexOf('`application-60`: fail')).toBeLessThan(comment.indexOf('`application-0`: pass'));
});
