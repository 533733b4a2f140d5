import pico from 'picocolors';
import { describe, expect, test } from 'vitest';
import type { LayerChange } from '../../src/core/contracts/change.ts';
import type { Problem } from '../../src/core/contracts/problem.ts';
import type { Reason } from '../../src/core/contracts/reason.ts';
import type { SpendingLine } from '../../src/core/contracts/spending.ts';
import type { Verdict } from '../../src/core/contracts/verdict.ts';
import { sharedCapReached } from '../../src/core/policy/allowance.ts';
import type { ReportInput } from '../../src/report/comment/report-input.ts';
import { renderComment, reportDocument } from '../../src/report/comment.ts';
import { statusDescription } from '../../src/report/reason.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { finding, migration, reportInput, verdict } from './scenarios.ts';

/** Verdicts on less than the whole suite: what was left out, why, and what to do. */

const golden = (name: string): string => new URL(`../../fixtures/comments/${name}`, import.meta.url).pathname;

const UNCALLED = {
  calls: { planned: 0, made: 0, cached: 0, failed: 0 },
  findings: [],
  comparisons: [],
  lost: [],
  won: [],
};

const PROMPT: LayerChange = {
  layer: 'prompt',
  source: { name: 'prompt', value: 'Sort {{input}}\n', places: [{ file: 'prompts/triage.md', line: 1 }] },
  target: {
    name: 'prompt',
    value: 'Sort {{input}}{{#vip}} with care{{/vip}}\n',
    places: [{ file: 'prompts/triage.md', line: 1 }],
  },
};

function unsent(what: 'same-requests' | 'not-reached', name: Verdict['verdict']): ReportInput {
  const reason: Reason = { kind: 'not-evaluated', what };
  const {
    costUsd: _unspent,
    reliability: _unknown,
    ...one
  } = migration({ ...UNCALLED, verdict: name, reason, changed: [PROMPT], same: 0 });
  return reportInput({ verdict: verdict({ verdict: name, reason, migrations: [one] }) });
}

const sample: Reason = { kind: 'sample', application: 'triage', cases: 30, of: 600, lost: 1 };
const draft = reportInput({
  verdict: verdict({
    verdict: 'inconclusive',
    reason: sample,
    scope: 'draft',
    onInconclusive: 'warn',
    migrations: [
      migration({
        verdict: 'inconclusive',
        reason: sample,
        cases: 30,
        calls: { planned: 60, made: 60, cached: 0, failed: 0 },
        findings: [finding({ n: 30, wins: 0, losses: 1, ties: 29, status: 'inconclusive', interval: [-0.16, 0.09] })],
        won: [],
        same: 29,
      }),
    ],
  }),
});

const cap = sharedCapReached(
  { key: 'policy.max-cost-usd-per-month', limitUsd: 100, spentUsd: 99.9 },
  { capUsd: 0.1, spentUsd: 0.095, setAsideUsd: 0.0062 },
);
/** The same of one application, as its observations tell it. */
const ended: Problem = {
  code: 'budget',
  message: 'The cost cap was reached before all calls were made: 26 of 480 planned calls without a reply.',
  application: 'triage',
};
const line = (over: Partial<SpendingLine>): SpendingLine => ({
  application: 'triage',
  side: 'source',
  purpose: 'plan',
  attempts: 212,
  usd: 0.0512,
  lostUsd: 0,
  ...over,
});
const SPENDING = [
  line({}),
  line({ side: 'target', attempts: 240, usd: 0.0431, lostUsd: 0.0019 }),
  line({ purpose: 'confirm', attempts: 2, usd: 0.0004 }),
  line({ side: 'target', purpose: 'confirm', attempts: 2, usd: 0.0003 }),
  line({ application: 'another', usd: 5 }),
];
const overBudget = reportInput({
  verdict: verdict({
    verdict: 'invalid',
    reason: { kind: 'problem', problem: cap, others: 0 },
    problems: [cap],
    migrations: [
      migration({
        verdict: 'invalid',
        reason: { kind: 'problem', problem: ended, others: 0 },
        problems: [ended],
        calls: { planned: 480, made: 457, cached: 0, failed: 26 },
        findings: [],
      }),
    ],
  }),
  spending: SPENDING,
});

const SCENARIOS: Readonly<Record<string, ReportInput>> = {
  draft,
  'same-requests': unsent('same-requests', 'not-applicable'),
  'not-reached': unsent('not-reached', 'inconclusive'),
  'over-budget': overBudget,
};

describe.each(Object.entries(SCENARIOS))('%s', (name, input) => {
  test('the comment is the golden one', async () => {
    await expect(renderComment(input)).toMatchFileSnapshot(golden(`${name}.md`));
  });

  test('the terminal shows the golden text', async () => {
    const style = { width: 100, colors: pico.createColors(false), detailLines: 40 };
    await expect(renderTerminal(reportDocument(input), style)).toMatchFileSnapshot(golden(`${name}.txt`));
  });
});

test('the commit statuses tell a sample from an evaluation', () => {
  expect(Object.values(SCENARIOS).map(({ verdict: one }) => statusDescription(one))).toEqual([
    'Not decided: triage: draft, sample of 30 of 600 cases, 1 lost; all of them once it is ready for review',
    'Not evaluated: what is sent to the model is the same in every case',
    'Not decided: no case of the suite reaches what changed in the prompt',
    'Invalid: The cost cap was reached: policy.max-cost-usd-per-month is US$100.00, of which US$99.90 was spent before this run by the runs of t…',
  ]);
});

test('what was spent on what is told where a cap was reached, and nowhere else', () => {
  const text = renderComment(overBudget);
  expect(text).toContain(
    'The comparison: source US$0.0512 (212 attempts), target US$0.0431 (240 attempts, US$0.0019 of it on attempts without a reply).',
  );
  expect(text).toContain(
    'Repeating lost critical cases: source US$0.0004 (2 attempts), target US$0.0003 (2 attempts).',
  );
  expect(text).not.toContain('US$5');
  expect(renderComment(reportInput({ spending: SPENDING }))).not.toContain('What was spent on what');
});

test('attempts without a reply are told beside what replies cost, cap or no cap', () => {
  const words = (spending: readonly SpendingLine[]) =>
    / spent(.*)\.$/m.exec(renderComment(reportInput({ spending })))?.[1];
  expect(words(SPENDING)).toBe(', and up to US$0.0019 on attempts without a reply');
  expect(words([line({}), line({ application: 'another', lostUsd: 5 })])).toBe('');
});

test('a comparison that was cut short says how many cases it rests on, and asks for no more', () => {
  const needs = finding({ n: 100, status: 'inconclusive', cause: { kind: 'needs-more-cases', more: 150 } });
  const of = (over: Parameters<typeof migration>[0]) => {
    const comparisons = migration({}).comparisons.map((one) => ({ ...one, n: one.metric === 'cost' ? 240 : 100 }));
    const one = migration({ comparisons, findings: [needs], ...over });
    return renderComment(
      reportInput({ verdict: verdict({ verdict: one.verdict, reason: one.reason, migrations: [one] }) }),
    );
  };
  const reason = { kind: 'problem', problem: ended, others: 0 } as const;
  const failing = { planned: 480, made: 200, cached: 0, failed: 280 };
  const cut = of({ verdict: 'invalid', reason, problems: [ended], calls: failing });
  expect(cut).toContain('### Source against target, 100 of 240 cases');
  expect(cut).not.toContain('more cases would decide it');
  const whole = of({ verdict: 'inconclusive' });
  expect(whole).toContain('### Source against target, 240 cases');
  expect(whole).toContain('about 150 more cases would decide it');
});

test('a cap that was reached is one problem', () => {
  const text = renderComment(overBudget);
  expect(text).toContain('### 1 problem to mend first');
  expect(text).not.toContain(ended.message);
});

test('a sample that only warns elsewhere is not said to be no obstacle', () => {
  expect(renderComment(draft)).not.toContain('Not blocking');
  expect(renderComment(draft)).toContain('Mark the pull request as ready for review');
});
