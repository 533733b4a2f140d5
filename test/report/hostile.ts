import fc from 'fast-check';
import type { Layer } from '../../src/core/contracts/layer.ts';
import type { ReportInput } from '../../src/report/comment/report-input.ts';
import { comparison, excerpt, finding, migration, reportInput, verdict } from './scenarios.ts';

/** Pieces that do harm somewhere: in Markdown, HTML, on GitHub, in a terminal, in a workflow's log. */
export const ATTACKS: readonly string[] = [
  '<!-- changeover -->',
  '<!--changeover-->',
  '@octocat',
  '@acme/ml-leads',
  '#1',
  'GH-1',
  'acme/helpdesk#7',
  '1f0c9a44d2b5e8f73a6c1d0e9b8a7f6e5d4c3b2a',
  'https://evil.example/x?y=1',
  'www.evil.example',
  'mallory@evil.example',
  '![pixel](https://evil.example/p.png)',
  '[click](javascript:alert(1))',
  '<img src=x onerror=alert(1)>',
  '</details>',
  '</td></tr></table>',
  '<script>alert(1)</script>',
  '```',
  '````',
  '~~~',
  '`',
  '``',
  '\\',
  '\\|',
  '|',
  '| a | b |\n| - | - |',
  '\n',
  '\r\n\r\n',
  '\n# heading\n',
  '> quote',
  '- item',
  '---',
  '$x$',
  ':tada:',
  '&lt;b&gt;',
  '&#64;octocat',
  '\u001b[2J\u001b]0;title\u0007',
  '\u202e',
  '\u200b',
  '\u2028',
  '\ud800',
  '::add-mask::x',
  '##[error]x',
  '[x]: https://evil.example',
  '[^1]',
  '**',
  '__proto__',
  ' ',
];

/** Texts made of attacks, glued together and to random characters. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...ATTACKS),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(' ', 'word', '7'),
    ),
    {
      minLength: 0,
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

/** A report that has the given text at every place where a stranger's text may stand. */
export function reportWith(text: string): ReportInput {
  const place = { file: text, line: 3 };
  const layer = (name: Layer['name'], value: string): Layer => ({ name, value, places: [place] });
  const failing = finding({
    metric: `m${text}`,
    slice: text,
    status: 'fail',
    because: text,
    cause: { kind: 'price-unknown', model: text },
  });
  const problem = {
    code: 'template',
    message: text,
    hint: text,
    place,
    application: text,
    side: 'target',
    caseId: text,
  } as const;
  const scores = { [`s${text}`]: { value: 0, reason: text } };
  const counts = { ...migration().counts.target, failed: 2, errors: { [`e${text}`]: 2 } };
  const subject = migration({
    application: text,
    verdict: 'fail',
    reason: { kind: 'finding', application: text, finding: failing, others: 2 },
    changed: [
      { layer: 'model', source: layer('model', text), target: layer('model', text) },
      { layer: 'system', source: layer('system', `${text}\nold`), target: layer('system', `${text}\nnew`) },
    ],
    source: { model: text, provider: text },
    target: { model: text, provider: text },
    findings: [failing],
    comparisons: [comparison({ metric: text, slice: text })],
    lost: [text, `${text}2`],
    won: [`${text}3`],
    criticalLosses: [{ caseId: text, confirmation: 'confirmed' }],
    counts: { source: counts, target: counts },
    reliability: {
      passRate: 0.5,
      basis: 'observed',
      weakest: { metric: text, slice: text, threshold: 1, passRate: 0.5 },
    },
    served: [
      {
        model: text,
        provider: text,
        count: 9,
        replies: [{ side: 'target', servedModel: `${text}1`, replies: 1, kept: 0 }],
      },
    ],
    problems: [problem],
    warnings: [problem],
  });
  return reportInput({
    verdict: verdict({
      verdict: 'fail',
      reason: subject.reason,
      migrations: [subject],
      problems: [problem],
      wiring: [{ application: text, key: text, kind: 'changed', source: text, target: text, place }],
      proposed: [{ kind: 'configuration', subject: text, source: text, target: text, place }],
      uncovered: [{ place, side: 'target', source: text, target: text }],
      moved: [{ application: text, layer: text, from: place, to: place }],
    }),
    excerpts: [text, `${text}2`].map((caseId) =>
      excerpt({
        application: text,
        caseId,
        slices: [text],
        input: text,
        expected: text,
        source: { output: text, scores },
        target: { error: text, scores },
      }),
    ),
    reproduce: text,
  });
}
